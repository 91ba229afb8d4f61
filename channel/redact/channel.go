package redact

import (
	"context"
	"iter"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Driver returns a driver whose channels are those of d wrapped by [Channel]: a host that lists it
// in its directory stores no event that was not redacted, whichever way the event comes.
func Driver(d channel.Driver, rules ...Rule) channel.Driver {
	open := d.Open
	d.Open = func(s channel.Settings) (channel.Channel, error) {
		ch, err := open(s)
		if err != nil {
			return nil, err
		}
		return Channel(ch, rules...), nil
	}
	return d
}

// Channel wraps a channel. The events of Receive and History come redacted ([Event]); everything
// else is ch's own, and its abilities are found through Unwrap. If there are no rules, it returns
// ch. The body of a webhook call stays as it is: a host that stores bodies stores what customers
// wrote.
func Channel(ch channel.Channel, rules ...Rule) channel.Channel {
	if len(rules) == 0 {
		return ch
	}
	w := wrapped{ch, rules}
	if h, ok := channel.As[channel.HistoryReader](ch); ok {
		return withHistory{w, h}
	}
	return w
}

type wrapped struct {
	channel.Channel
	rules []Rule
}

// Unwrap returns the channel itself, for its abilities.
func (w wrapped) Unwrap() channel.Channel { return w.Channel }

// Receive redacts the events of a call.
func (w wrapped) Receive(hook channel.Webhook) (channel.Delivery, error) {
	got, err := w.Channel.Receive(hook)
	for i := range got.Events {
		got.Events[i], _ = Event(got.Events[i], w.rules...)
	}
	return got, err
}

type withHistory struct {
	wrapped
	history channel.HistoryReader
}

// History redacts the events that a platform tells later.
func (w withHistory) History(ctx context.Context, account string, since time.Time) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		for ev, err := range w.history.History(ctx, account, since) {
			ev, _ = Event(ev, w.rules...)
			if !yield(ev, err) {
				return
			}
		}
	}
}

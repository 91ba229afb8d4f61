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

// Channel wraps a channel. The events of Receive, History and Mentions (which twitter.Channel has)
// and the post of ReadPost come redacted ([Event]); everything else is ch's own, and its abilities
// are found through Unwrap. A profile stays as it is, because a person's name is no text that they
// wrote to the account. If there are no rules, it returns ch. The body of a webhook call stays as
// it is: a host that stores bodies stores what customers wrote.
func Channel(ch channel.Channel, rules ...Rule) channel.Channel {
	if len(rules) == 0 {
		return ch
	}
	w := wrapped{ch, rules}
	h, history := channel.As[channel.HistoryReader](ch)
	m, mentions := channel.As[mentioner](ch)
	switch {
	case history && mentions:
		return withBoth{withHistory{w, h}, withMentions{w, m}}
	case history:
		return withHistory{w, h}
	case mentions:
		return withMentions{w, m}
	}
	return w
}

// mentioner is a channel that can be asked for posts which mention its account.
type mentioner interface {
	Mentions(ctx context.Context, since time.Time) iter.Seq2[channel.Event, error]
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

// ReadPost redacts the post as it is now. If the channel cannot read posts, the error matches
// errors.ErrUnsupported.
func (w wrapped) ReadPost(ctx context.Context, in channel.Thread, p channel.Post) (channel.Post, error) {
	now, err := channel.ReadPost(ctx, w.Channel, in, p)
	ev, _ := Event(channel.Event{Body: now}, w.rules...)
	now, _ = ev.Body.(channel.Post)
	return now, err
}

type withHistory struct {
	wrapped
	history channel.HistoryReader
}

// History redacts the events that a platform tells later.
func (w withHistory) History(ctx context.Context, account string, since time.Time) iter.Seq2[channel.Event, error] {
	return w.redacted(w.history.History(ctx, account, since))
}

type withMentions struct {
	wrapped
	mentions mentioner
}

// Mentions redacts the posts that a platform tells later.
func (w withMentions) Mentions(ctx context.Context, since time.Time) iter.Seq2[channel.Event, error] {
	return w.redacted(w.mentions.Mentions(ctx, since))
}

type withBoth struct {
	withHistory
	mentions withMentions
}

// Mentions redacts the posts that a platform tells later.
func (w withBoth) Mentions(ctx context.Context, since time.Time) iter.Seq2[channel.Event, error] {
	return w.mentions.Mentions(ctx, since)
}

// redacted walks events, each redacted.
func (w wrapped) redacted(events iter.Seq2[channel.Event, error]) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		for ev, err := range events {
			ev, _ = Event(ev, w.rules...)
			if !yield(ev, err) {
				return
			}
		}
	}
}

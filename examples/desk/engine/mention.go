package engine

import (
	"context"
	"iter"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// mentioner is a channel that can be asked for posts which mention its account: X.
type mentioner interface {
	Mentions(ctx context.Context, since time.Time) iter.Seq2[channel.Event, error]
}

// Mentions reads the posts that mention the accounts of the channels since a time, and returns how
// many there were. A post that came live is known and changes nothing. It is the safety net for
// answers to answers, and X charges for each post that it reads.
func (e *Engine) Mentions(ctx context.Context, since time.Time) (n int, err error) {
	for entry := range e.directory.All() {
		ch, ok := channel.As[mentioner](entry.Channel())
		if !ok || entry.State() != directory.Active {
			continue
		}
		events, err := channel.InOrder(ch.Mentions(ctx, since), since)
		if err != nil { // the oldest may be missing: the next time reads them again
			return n, err
		}
		routed := make([]directory.Routed, len(events))
		for i, ev := range events {
			routed[i] = directory.Routed{Event: ev, Owner: entry}
		}
		if err := e.Accept(ctx, routed); err != nil {
			return n, err
		}
		n += len(routed)
	}
	return n, nil
}

// poll reads mentions at an interval until ctx ends. Each round begins where the last complete one
// did, less an overlap.
func (e *Engine) poll(ctx context.Context, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	since := e.stamp()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		_, err := e.store.Alone(ctx, "mentions", func(ctx context.Context) (err error) {
			since, err = e.mentionsOnce(ctx, since, every)
			return err
		})
		if err != nil && ctx.Err() == nil {
			e.log.Warn("mentions could not be read", "since", since, "error", err)
		}
	}
}

// mentionsSetting is until when a node has read mentions.
const mentionsSetting = "desk.mentions"

// mentionsOnce reads mentions since a time, unless another node has done so within the interval,
// and returns until when they are read.
func (e *Engine) mentionsOnce(ctx context.Context, since time.Time, every time.Duration) (time.Time, error) {
	began := e.stamp()
	if e.store.Shared() {
		var last time.Time
		err := e.store.View(ctx, func(t *store.Tx) error { return t.Setting(mentionsSetting, &last) })
		if err != nil || began.Sub(last) < every*9/10 {
			return since, err
		}
		if last.After(since) {
			since = last
		}
	}
	if _, err := e.Mentions(ctx, since.Add(-overlap)); err != nil || !e.store.Shared() {
		if err != nil {
			began = since
		}
		return began, err
	}
	return began, e.store.Do(ctx, func(t *store.Tx) error { return t.SetSetting(mentionsSetting, began) })
}

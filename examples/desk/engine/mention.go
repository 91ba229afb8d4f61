package engine

import (
	"context"
	"iter"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
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
		began := e.stamp()
		if _, err := e.Mentions(ctx, since.Add(-overlap)); err != nil {
			if ctx.Err() == nil {
				e.log.Warn("mentions could not be read", "since", since, "error", err)
			}
			continue
		}
		since = began
	}
}

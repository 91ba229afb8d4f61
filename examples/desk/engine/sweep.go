package engine

import (
	"context"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// sweeper lets time pass: whenever a conversation is due, somebody may be free, or a send may be tried again.
func (e *Engine) sweeper(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-e.wake:
		case <-timer.C:
		}
		if err := e.Sweep(ctx); err != nil && ctx.Err() == nil {
			e.log.Error("sweep", "error", err)
		}
		timer.Reset(time.Second) // the shortest ladder is five: a second late is harmless
	}
}

// atOnce bounds one transaction, so that webhooks do not wait for a thousand deadlines.
const atOnce = 64

// Sweep ticks all conversations that are due now, gives those who wait to agents who are free, and takes up postponed sends.
func (e *Engine) Sweep(ctx context.Context) error {
	for more := true; more; {
		err := e.store.Do(ctx, func(t *store.Tx) error {
			now := e.stamp()
			due, err := t.Due(now, atOnce)
			if err != nil {
				return err
			}
			more = len(due) == atOnce
			for _, c := range due {
				if err := e.step(t, &c, session.Event{}, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return e.store.Do(ctx, func(t *store.Tx) error {
		now := e.stamp()
		if err := e.route(t, now); err != nil {
			return err
		}
		if err := e.closing(t, now); err != nil {
			return err
		}
		postponed, err := t.Postponed(now)
		if err != nil {
			return err
		}
		for _, r := range postponed {
			if err := t.Taken(r.Key); err != nil {
				return err
			}
			t.After(func() { e.deliver(r) })
		}
		return nil
	})
}

// soon is how long before its end an agent is told that the reply window closes.
const soon = 15 * time.Minute

// closing warns agents whose customer can soon no longer be answered.
func (e *Engine) closing(t *store.Tx, now time.Time) error {
	list, err := t.InPhase(session.PhaseAgent, 1000)
	if err != nil {
		return err
	}
	for _, c := range list {
		owner, ok := e.directory.Owner(c.Thread)
		if !ok || c.State.Owes != session.Agent {
			continue
		}
		until, open := windowEnd(owner.Channel().Limits(c.Thread), c.Heard, now)
		if !open || until.IsZero() || until.Sub(now) > soon {
			continue
		}
		if err := e.step(t, &c, session.Event{Kind: session.WindowClosing, ID: "window/" + until.Format(time.RFC3339)}, now); err != nil {
			return err
		}
	}
	return nil
}

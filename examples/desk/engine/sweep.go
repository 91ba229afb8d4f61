package engine

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// sweeper lets time pass: deadlines once a second, for the shortest ladder is five; the queue at
// once.
func (e *Engine) sweeper(ctx context.Context) error {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-e.wake:
			err = e.store.Do(ctx, func(t *store.Tx) error { return e.route(t, e.stamp()) })
		case <-second.C:
			err = e.Sweep(ctx)
		}
		if err != nil && ctx.Err() == nil {
			e.log.Error("sweep", "error", err)
		}
	}
}

// atOnce bounds one transaction, so that webhooks do not wait for a thousand deadlines.
const atOnce = 64

// Sweep ticks all conversations that are due now, and gives those who wait to agents who are free.
func (e *Engine) Sweep(ctx context.Context) error {
	for more := true; more; {
		err := e.store.Do(ctx, func(t *store.Tx) error {
			now := e.stamp()
			due, err := t.Due(now, atOnce)
			more = len(due) == atOnce
			for _, c := range due {
				if err == nil {
					err = e.step(t, &c, session.Event{}, now)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return e.store.Do(ctx, func(t *store.Tx) error {
		now := e.stamp()
		return errors.Join(e.overWraps(t, now), e.route(t, now), e.forget(t, now), e.alive(t, now))
	})
}

// keeps is how long the inbox knows what was received: X replays five days.
const keeps = 30 * 24 * time.Hour

// forget clears the inbox, and files that agents uploaded and did not send, once an hour.
func (e *Engine) forget(t *store.Tx, now time.Time) error {
	if now.Sub(e.cleared) < time.Hour {
		return nil
	}
	e.cleared = now
	unsent, err := t.DropUnsent(now.Add(-24 * time.Hour))
	if err != nil {
		return err
	}
	for _, id := range unsent {
		t.After(func() { e.removeMedia(id) })
	}
	return errors.Join(t.CompactFigures(now), t.Prune(now.Add(-keeps)))
}

// removeMedia removes the bytes of a file that the store has forgotten.
func (e *Engine) removeMedia(id string) {
	path, err := e.store.Media(id)
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil {
		e.log.Warn("a file could not be removed", "id", id, "error", err)
	}
}

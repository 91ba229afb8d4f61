package engine

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
)

// sweeper lets time pass in the desk's own rows once a second, and finds agents at once. All that
// time does to conversations is the service's.
func (e *Engine) sweeper(ctx context.Context) error {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-e.wake:
			err = e.find(ctx)
		case <-second.C:
			err = e.tidy(ctx)
		}
		if err != nil && ctx.Err() == nil {
			e.log.Error("sweep", "error", err)
		}
	}
}

// Sweep applies everything that is due now, and gives those who wait to agents who are free. Run
// does so by itself; tests that have moved the clock do not wait for it.
func (e *Engine) Sweep(ctx context.Context) error {
	return errors.Join(e.service.Sweep(ctx), e.tidy(ctx))
}

// tidy ends what is over in the desk's own rows, and finds agents.
func (e *Engine) tidy(ctx context.Context) error {
	forgets := false
	err := e.store.Do(ctx, func(t *store.Tx) (err error) {
		now := e.stamp()
		forgets, err = e.forget(t, now)
		return errors.Join(err, e.overWraps(t, now), e.alive(t, now))
	})
	if err == nil && forgets && !e.store.Shared() {
		err = e.again(ctx, store.Retention)
	}
	return errors.Join(err, e.find(ctx))
}

// again does the periodic work of the engine. On PostgreSQL, River says when and on which node.
func (e *Engine) again(ctx context.Context, _ store.Periodic) error {
	_, err := e.service.Prune(ctx, e.stamp().Add(-keeps))
	return err
}

// find finds agents, on one node at a time: what the other one does meanwhile is found a second
// later.
func (e *Engine) find(ctx context.Context) error {
	_, err := e.store.Alone(ctx, "route", func(ctx context.Context) error {
		return errors.Join(e.recall(ctx), e.route(ctx))
	})
	return err
}

// keeps is how long the inbox knows what was received: X replays five days.
const keeps = 30 * 24 * time.Hour

// forget clears files that agents uploaded and did not send, once an hour, and reports whether that
// hour is over.
func (e *Engine) forget(t *store.Tx, now time.Time) (bool, error) {
	if now.Sub(e.cleared) < time.Hour {
		return false, nil
	}
	e.cleared = now
	unsent, err := t.DropUnsent(now.Add(-24 * time.Hour))
	if err != nil {
		return false, err
	}
	for _, id := range unsent {
		t.After(func() { e.removeMedia(id) })
	}
	return true, errors.Join(e.unsettle(t), t.CompactFigures(now))
}

// removeMedia removes the bytes of a file that the store has forgotten.
func (e *Engine) removeMedia(id string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := e.store.Media.Remove(ctx, id); err != nil && !errors.Is(err, os.ErrNotExist) {
		e.log.Warn("a file could not be removed", "id", id, "error", err)
	}
}

package directory

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// DefaultAbsent is how long the directory waits before it asks Options.Load again for a path that
// Load did not know.
const DefaultAbsent = 10 * time.Second

// Bounds of asking for paths and of remembering them. No record's is nearly as long as longestPath.
const (
	longestPath = 512
	mostAbsent  = 10_000 // in each of two generations
)

// path finds the channels of a callback path, or loads them. Strangers choose the paths that they
// call: one that was not found is taken as absent for a while.
func (d *Directory) path(ctx context.Context, at string) (*path, error) {
	k := key{kind: kindPath, value: at}
	if p := d.paths.find(k); p != nil {
		return p, nil
	}
	if d.o.Load != nil && len(at) <= longestPath && !d.absent.has(at, d.o.now()) {
		if err := d.miss(ctx, Query{Path: at}); err != nil {
			return nil, err
		}
		if p := d.paths.find(k); p != nil {
			return p, nil
		}
		if d.o.Absent >= 0 {
			d.absent.add(at, d.o.now().Add(d.o.absentFor()))
		}
	}
	return nil, &channel.Error{Op: channel.OpReceive, Kind: channel.ErrForged, Err: ErrNotFound}
}

// miss loads what a query is for. Simultaneous calls for the same wait for one answer.
func (d *Directory) miss(ctx context.Context, q Query) error {
	if d.o.Load == nil {
		return nil
	}
	flight := strings.Join([]string{q.ID, q.Path, q.Platform, q.Account}, "\x00")
	_, err := d.together(ctx, flight, func(ctx context.Context) error { return d.query(ctx, q) })
	return err
}

// together does what simultaneous callers want once, and reports whether this call began it.
func (d *Directory) together(ctx context.Context, flight string, do func(context.Context) error) (own bool, err error) {
	led := false
	done := d.loads.DoChan(flight, func() (any, error) {
		led = true
		return nil, do(context.WithoutCancel(ctx)) // one caller's end must not be the others'
	})
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case result := <-done:
		return led, result.Err
	}
}

// longestLoad bounds a call of Options.Load: later callers wait for the answer to an earlier one.
const longestLoad = time.Minute

// query asks Options.Load and takes what it answers.
func (d *Directory) query(ctx context.Context, q Query) error {
	within, cancel := context.WithTimeout(ctx, longestLoad)
	defer cancel()
	records, err := d.o.Load(within, q)
	if err != nil {
		return fmt.Errorf("directory: load: %w", err)
	}
	return d.Load(ctx, records...)
}

// absent are paths that no record has, each until an instant. There are two generations, so that it
// holds 20,000 at most and forgetting costs nothing.
type absent struct {
	mu         sync.Mutex
	young, old map[string]time.Time
}

func (a *absent) has(path string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	until, ok := a.young[path]
	if !ok {
		until = a.old[path]
	}
	return now.Before(until)
}

func (a *absent) add(path string, until time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.young == nil || len(a.young) >= mostAbsent {
		a.young, a.old = map[string]time.Time{}, a.young
	}
	a.young[strings.Clone(path)] = until // not the whole request line
}

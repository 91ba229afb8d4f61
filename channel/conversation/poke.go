package conversation

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// poker wakes a lane that sleeps. Several pokes before the next sleep are one.
type poker chan struct{}

func newPoker() poker { return make(poker, 1) }

func (p poker) poke() {
	select {
	case p <- struct{}{}:
	default:
	}
}

// sleep waits until d has passed, p is poked or ctx ends.
func (p poker) sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-p:
	case <-t.C:
	case <-ctx.Done():
	}
}

// The pause of a thread that could not be applied doubles from the first to the last.
const (
	firstPause = time.Second
	lastPause  = 5 * time.Minute
	mostFailed = 1000
)

// failures are the threads that could not be applied, so that they do not keep others from their
// turn.
type failures struct {
	mu   sync.Mutex
	list map[channel.Thread]failure
}

type failure struct {
	until time.Time
	pause time.Duration
}

func newFailures() failures { return failures{list: make(map[channel.Thread]failure)} }

func (f *failures) add(t channel.Thread) {
	f.mu.Lock()
	defer f.mu.Unlock()
	pause := min(cmp.Or(2*f.list[t].pause, firstPause), lastPause)
	f.list[t] = failure{time.Now().Add(pause), pause}
}

func (f *failures) remove(t channel.Thread) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.list, t)
}

// now returns the threads that pause, those that pause longest first, and at most mostFailed of
// them.
func (f *failures) now() []channel.Thread {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	var paused []channel.Thread
	for t, one := range f.list {
		if one.until.After(now) {
			paused = append(paused, t)
		} else if now.Sub(one.until) > lastPause {
			delete(f.list, t) // applied elsewhere
		}
	}
	slices.SortFunc(paused, func(a, b channel.Thread) int {
		return cmp.Or(f.list[b].until.Compare(f.list[a].until), cmp.Compare(a.Key(), b.Key()))
	})
	return paused[:min(len(paused), mostFailed)]
}

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

// The pause of a thread that could not be applied doubles from the first to the last, each time
// that it fails after its pause.
const (
	firstPause = time.Second
	lastPause  = 5 * time.Minute
	mostFailed = 1000
)

// failures are the threads that could not be applied, so that they do not keep others from their
// turn.
type failures struct {
	mu     sync.Mutex
	list   map[channel.Thread]failure
	worked int  // how often a thread was applied
	alone  bool // a thread has failed since one was applied
}

type failure struct {
	until  time.Time
	pause  time.Duration
	worked int  // what worked was when it first failed
	tried  bool // its pause has ended once because the store works again
}

func newFailures() failures { return failures{list: make(map[channel.Thread]failure)} }

func (f *failures) add(t channel.Thread) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	one, again := f.list[t]
	if one.until.After(now) {
		return // a platform that delivers again and again in an outage makes no pause longer
	}
	if !again {
		one.worked = f.worked
	}
	one.pause = min(cmp.Or(2*one.pause, firstPause), lastPause)
	one.until = now.Add(one.pause)
	f.list[t], f.alone = one, true
}

// remove notes that a thread was applied. If none was while others failed, the store did not work,
// so the others are tried at once.
func (f *failures) remove(t channel.Thread) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.list, t)
	if f.alone {
		for t, one := range f.list {
			if one.worked == f.worked && !one.tried {
				one.until, one.tried = time.Now(), true
				f.list[t] = one
			}
		}
		f.alone = false
	}
	f.worked++
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

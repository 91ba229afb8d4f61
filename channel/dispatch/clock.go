package dispatch

import (
	"sync"
	"time"
)

// Clock tells the time and wakes up. Tests that need one of their own are better run in a testing/synctest bubble.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in a goroutine of its own after d. stop keeps it from that, and reports whether it did.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// system is the clock of package time.
type system struct{}

func (system) Now() time.Time { return time.Now() }

func (system) AfterFunc(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }

// elapsed counts from a start, and never back: where a clock was set back, it goes on from the instant last read. Otherwise whoever
// waits for an instant would wait for as much longer as the clock was set back.
type elapsed struct {
	clock func() time.Time

	mu    sync.Mutex
	start time.Time
	last  time.Duration
}

func newElapsed(clock func() time.Time) *elapsed { return &elapsed{clock: clock, start: clock()} }

func (e *elapsed) now() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.clock().Sub(e.start)
	if now < e.last {
		e.start = e.start.Add(now - e.last)
		now = e.last
	}
	e.last = now
	return now
}

package pace

import (
	"sync"
	"time"
)

// A Stopwatch measures the time since its start and never goes back. If its clock is set back, it
// goes on from the instant that it read last: a wait does not become longer by as much as the clock
// was set back. Its methods may be called concurrently.
type Stopwatch struct {
	clock func() time.Time

	mu    sync.Mutex
	start time.Time
	last  time.Duration
}

// NewStopwatch starts a stopwatch over a clock. If the clock is nil, time.Now is used.
func NewStopwatch(clock func() time.Time) *Stopwatch {
	if clock == nil {
		clock = time.Now
	}
	return &Stopwatch{clock: clock, start: clock()}
}

// Elapsed returns the time since the start, not less than it returned before.
func (s *Stopwatch) Elapsed() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock().Sub(s.start)
	if now < s.last {
		s.start = s.start.Add(now - s.last)
		now = s.last
	}
	s.last = now
	return now
}

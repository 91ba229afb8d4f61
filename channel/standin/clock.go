package standin

import (
	"sync"
	"time"
)

// Clock is a platform's clock: its wall clock plus the time by which tests moved it ahead. It may
// be used concurrently. See decision 070.
type Clock struct {
	wall  func() time.Time
	mu    sync.Mutex
	ahead time.Duration
}

// NewClock returns a clock that shows wall, or time.Now if wall is nil.
func NewClock(wall func() time.Time) *Clock {
	if wall == nil {
		wall = time.Now
	}
	return &Clock{wall: wall}
}

// Now is the platform's time, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall().Add(c.ahead).UTC()
}

// Wall is the time that host and platform agree on: Now without what Advance added, in UTC.
func (c *Clock) Wall() time.Time { return c.wall().UTC() }

// Advance moves the clock ahead by d; a negative d moves nothing.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += max(d, 0)
}

// advanceTo moves the clock to t unless it is later already.
func (c *Clock) advanceTo(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := t.Sub(c.wall().Add(c.ahead)); d > 0 {
		c.ahead += d
	}
}

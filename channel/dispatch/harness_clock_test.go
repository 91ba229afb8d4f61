package dispatch_test

import (
	"sync"
	"testing"
	"time"
)

// ownClock is a Clock that does not move until it is rung.
type ownClock struct {
	mu    sync.Mutex
	now   time.Time
	calls []func()
	asked chan struct{}
}

func (c *ownClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *ownClock) AfterFunc(_ time.Duration, f func()) func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := len(c.calls)
	c.calls = append(c.calls, f)
	if c.asked != nil {
		close(c.asked)
		c.asked = nil
	}
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		pending := c.calls[at] != nil
		c.calls[at] = nil
		return pending
	}
}

// wait waits until a timer is set.
func (c *ownClock) wait(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	for _, f := range c.calls {
		if f != nil {
			c.mu.Unlock()
			return
		}
	}
	asked := make(chan struct{})
	c.asked = asked
	c.mu.Unlock()
	<-asked
}

// ring moves the clock and calls whoever waits.
func (c *ownClock) ring(d time.Duration) {
	c.mu.Lock()
	c.now = c.now.Add(d)
	var due []func()
	for i, f := range c.calls {
		if f != nil {
			due = append(due, f)
			c.calls[i] = nil
		}
	}
	c.mu.Unlock()
	for _, f := range due {
		go f()
	}
}

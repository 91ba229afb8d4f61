package standin

import (
	"sync"
	"time"
)

// RateKind is how a Rate counts.
type RateKind string

// Kinds of a rate limit: how calls are counted.
const (
	FixedWindow   RateKind = "fixed window"   // N in each window of Per, the first of which begins with the first call
	SlidingWindow RateKind = "sliding window" // N in any stretch of Per
	TokenBucket   RateKind = "token bucket"   // Depth at once, then N/Per
)

// Rate is a limit of N calls in Per. The zero Rate limits nothing.
type Rate struct {
	Kind  RateKind // empty: no limit
	N     int
	Per   time.Duration
	Depth int // of a TokenBucket; zero: a fifth of N, at least 1
}

// None reports whether nothing is limited.
func (r Rate) None() bool { return r.Kind == "" || r.N <= 0 || r.Per <= 0 }

// Grant is what a limiter answers to one call. See decision 074.
type Grant struct {
	OK        bool
	Limit     int       // N
	Remaining int       // calls left now
	Reset     time.Time // refused: when a call is taken again; granted: when the whole limit is free again
}

// Limiter counts calls by key. The zero Limiter is ready; it may be used concurrently.
type Limiter struct {
	mu   sync.Mutex
	keys map[string]*counter
}

type counter struct {
	start time.Time   // fixed window
	used  int         // fixed window
	calls []time.Time // sliding window, oldest first
	full  time.Time   // token bucket: when the bucket is full again
}

// Take counts one call at now, unless it is over the rate.
func (l *Limiter) Take(key string, r Rate, now time.Time) Grant {
	if r.None() {
		return Grant{OK: true}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.keys == nil {
		l.keys = make(map[string]*counter)
	}
	c := l.keys[key]
	if c == nil {
		c = &counter{}
		l.keys[key] = c
	}
	switch r.Kind {
	case SlidingWindow:
		return c.slide(r, now)
	case TokenBucket:
		return c.drip(r, now)
	}
	return c.fixed(r, now)
}

func (c *counter) fixed(r Rate, now time.Time) Grant {
	if c.start.IsZero() || !now.Before(c.start.Add(r.Per)) {
		c.start, c.used = now, 0
	}
	g := Grant{Limit: r.N, Reset: c.start.Add(r.Per)}
	if c.used < r.N {
		c.used++
		g.OK = true
	}
	g.Remaining = r.N - c.used
	return g
}

func (c *counter) slide(r Rate, now time.Time) Grant {
	old := 0
	for old < len(c.calls) && !now.Before(c.calls[old].Add(r.Per)) {
		old++
	}
	c.calls = append(c.calls[:0], c.calls[old:]...)
	g := Grant{Limit: r.N}
	if len(c.calls) < r.N {
		c.calls = append(c.calls, now)
		g.OK, g.Reset = true, now.Add(r.Per)
	} else {
		g.Reset = c.calls[0].Add(r.Per)
	}
	g.Remaining = r.N - len(c.calls)
	return g
}

func (c *counter) drip(r Rate, now time.Time) Grant {
	depth := r.Depth
	if depth <= 0 {
		depth = max(1, r.N/5)
	}
	every := r.Per / time.Duration(r.N)
	if c.full.Before(now) {
		c.full = now
	}
	g := Grant{Limit: r.N}
	// The bucket lacks (full-now)/every tokens; one more must still fit its depth.
	if earliest := c.full.Add(-time.Duration(depth-1) * every); earliest.After(now) {
		g.Reset = earliest
		return g
	}
	c.full = c.full.Add(every)
	g.OK, g.Reset = true, c.full
	g.Remaining = int((time.Duration(depth)*every - c.full.Sub(now)) / every)
	return g
}

package session

import "time"

// Hours says when people work. A calendar of package worktime is one.
type Hours interface {
	// Open reports whether the desk is open at t, and why or why not.
	Open(t time.Time) (open bool, reason string)
	// NextOpen returns the first open instant at or after t; false if there is none.
	NextOpen(t time.Time) (time.Time, bool)
	// NextClose returns the first closed instant after the next open one at or after t: while the
	// desk is open, the end of that time. It is false if there is none.
	NextClose(t time.Time) (time.Time, bool)
	// After returns the first open instant at or after t by which d of working
	// time has passed since t; false if there is none.
	After(t time.Time, d time.Duration) (time.Time, bool)
	// Between returns the working time from a to b.
	Between(a, b time.Time) time.Duration
}

func (p *Policy) open(t Instant) bool {
	if p.Hours == nil {
		return true
	}
	open, _ := p.Hours.Open(t.Time())
	return open
}

// nextOpen is zero if it never opens.
func (p *Policy) nextOpen(t Instant) Instant {
	if p.Hours == nil {
		return t
	}
	u, ok := p.Hours.NextOpen(t.Time())
	if !ok {
		return 0
	}
	return max(ceil(u), t)
}

// after adds a duration, of working time if so counted. A calendar that never
// opens again counts every minute: no debt may be forgotten for it.
func (p *Policy) after(t Instant, d time.Duration, working bool) Instant {
	if working && p.Hours != nil {
		if u, ok := p.Hours.After(t.Time(), d); ok {
			return max(ceil(u), t)
		}
	}
	return t.add(d)
}

func (p *Policy) between(a, b Instant, working bool) time.Duration {
	if b <= a {
		return 0
	}
	if working && p.Hours != nil {
		if _, ok := p.Hours.NextOpen(a.Time()); ok {
			return max(p.Hours.Between(a.Time(), b.Time()), 0)
		}
	}
	return b.sub(a)
}

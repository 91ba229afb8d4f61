package session_test

import (
	"time"

	"github.com/contactkit/contactkit/session"
)

// week is a small calendar for tests: the same hours each week, in UTC, as
// half-open spans of minutes since Sunday 00:00, rising and not touching.
type week []span

type span struct{ from, to int }

const weekLen = 7 * 24 * time.Hour

// office is Monday to Friday, 9 to 18.
func office() week { return daily(9*60, 18*60, 1, 2, 3, 4, 5) }

// lunch is the same with a break from 12 to 13.
func lunch() week {
	var w week
	for day := 1; day < 6; day++ {
		w = append(w, span{day*1440 + 9*60, day*1440 + 12*60}, span{day*1440 + 13*60, day*1440 + 18*60})
	}
	return w
}

func daily(from, to int, days ...int) week {
	var w week
	for _, d := range days {
		w = append(w, span{d*1440 + from, d*1440 + to})
	}
	return w
}

// split returns the start of t's week and what has passed of it. 1970-01-04
// was a Sunday.
func split(t time.Time) (start time.Time, in time.Duration) {
	sunday := time.Date(1970, 1, 4, 0, 0, 0, 0, time.UTC)
	in = t.Sub(sunday) % weekLen
	if in < 0 {
		in += weekLen
	}
	return t.Add(-in), in
}

func (s span) ends() (from, to time.Duration) {
	return time.Duration(s.from) * time.Minute, time.Duration(s.to) * time.Minute
}

func (w week) Open(t time.Time) (bool, string) {
	_, in := split(t)
	for _, s := range w {
		if from, to := s.ends(); from <= in && in < to {
			return true, "hours"
		}
	}
	return false, "closed"
}

func (w week) NextOpen(t time.Time) (time.Time, bool) { return w.After(t, 0) }

func (w week) NextClose(t time.Time) (time.Time, bool) {
	u, ok := w.NextOpen(t)
	if !ok {
		return u, false
	}
	start, in := split(u)
	for _, s := range w {
		if from, to := s.ends(); from <= in && in < to {
			return start.Add(to), true
		}
	}
	return time.Time{}, false
}

func (w week) After(t time.Time, d time.Duration) (time.Time, bool) {
	if len(w) == 0 {
		return time.Time{}, false
	}
	start, in := split(t)
	for {
		for _, s := range w {
			from, to := s.ends()
			from = max(from, in)
			if from >= to {
				continue
			}
			if d < to-from {
				return start.Add(from + d), true
			}
			d -= to - from
		}
		start, in = start.Add(weekLen), 0
	}
}

func (w week) Between(a, b time.Time) time.Duration {
	if !a.Before(b) {
		return 0
	}
	var sum time.Duration
	for start, in := split(a); ; start, in = start.Add(weekLen), 0 {
		left := b.Sub(start)
		for _, s := range w {
			from, to := s.ends()
			if from, to = max(from, in), min(to, left); from < to {
				sum += to - from
			}
		}
		if left <= weekLen {
			return sum
		}
	}
}

var _ session.Hours = week(nil)

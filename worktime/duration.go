package worktime

import (
	"iter"
	"math"
	"time"
)

// A Period is a stretch of open time between two instants, half-open.
type Period struct{ Start, End time.Time }

// Segments are the stretches of open time between from and to, in order, cut off at both; those
// that touch are one. t is inside one of them exactly if Open(t). Each range over it begins anew.
func (c *Calendar) Segments(from, to time.Time) iter.Seq[Period] {
	return func(yield func(Period) bool) {
		if !from.Before(to) {
			return
		}
		var start, end int64
		some := false
		period := func() Period {
			p := Period{Start: c.instant(start, 0), End: c.instant(end, 0)}
			if p.Start.Before(from) {
				p.Start = c.instant(from.Unix(), from.Nanosecond())
			}
			if p.End.After(to) {
				p.End = c.instant(to.Unix(), to.Nanosecond())
			}
			return p
		}
		w := c.walk(from.Unix(), ceil(to))
		for w.next() {
			if some && w.from == end {
				end = w.to
				continue
			}
			if some && !yield(period()) {
				return
			}
			start, end, some = w.from, w.to, true
		}
		if some {
			yield(period())
		}
	}
}

// Between is the open time from a to b; if b is before a, minus that from b to a. A time beyond the
// range of [time.Duration] (292 years) is its largest value.
func (c *Calendar) Between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -c.Between(b, a)
	}
	var seconds int64
	var ends time.Duration // the parts of the first and last second that lie outside
	w := c.walk(a.Unix(), ceil(b))
	for w.next() {
		seconds += w.to - w.from
		if w.from == a.Unix() {
			ends += time.Duration(a.Nanosecond())
		}
		if w.to > b.Unix() {
			ends += time.Second - time.Duration(b.Nanosecond())
		}
	}
	if seconds > math.MaxInt64/int64(time.Second) {
		return math.MaxInt64
	}
	return time.Duration(seconds)*time.Second - ends
}

// ceil is t in Unix seconds, rounded up.
func ceil(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}

// MaxAfter is the most working time that [Calendar.After] counts off.
const MaxAfter = 366 * 24 * time.Hour

// After is the instant at which d of open time has passed since t: the first open instant u, not
// before t, with Between(t, u) = d. With hours until 18:00, one hour after Friday 17:00 is Monday's
// opening; After(t, 0) is NextOpen(t). It is false if d is negative or above MaxAfter, or if 400
// days pass without an open instant.
func (c *Calendar) After(t time.Time, d time.Duration) (time.Time, bool) {
	if d < 0 || d > MaxAfter {
		return time.Time{}, false
	}
	u := t.Unix()
	if end, _, _ := c.around(u); end > 0 && d < time.Duration(end-u)*time.Second-time.Duration(t.Nanosecond()) {
		d += time.Duration(t.Nanosecond())
		return c.instant(u+int64(d/time.Second), int(d%time.Second)), true
	}
	w := c.walk(u, u+never)
	for ; w.next(); w.limit = w.to + never {
		if w.from == u {
			d += time.Duration(t.Nanosecond()) // t is open, and this much of its second is over
		}
		piece := time.Duration(w.to-w.from) * time.Second
		if d < piece {
			return c.instant(w.from+int64(d/time.Second), int(d%time.Second)), true
		}
		d -= piece
	}
	return time.Time{}, false
}

package worktime

import "time"

// never is how long the queries look for an opening, or for a close, before they answer that there
// is none.
const never = 400 * secondsPerDay

// NextOpen is the first open instant at or after t, so t itself while people work. It is false if
// the next 400 days have none.
func (c *Calendar) NextOpen(t time.Time) (time.Time, bool) {
	u := t.Unix()
	w := c.walk(u, u+never)
	switch {
	case !w.next():
		return time.Time{}, false
	case w.from == u:
		return c.instant(u, t.Nanosecond()), true
	}
	return c.instant(w.from, 0), true
}

// NextClose is the first closed instant after the next open one: while people work, the end of the
// stretch of open time around t, and otherwise that of the next stretch. It is false if there is no
// opening within 400 days, or no close within 400 days of it. For a calendar that is open
// around the clock the answer costs nothing.
func (c *Calendar) NextClose(t time.Time) (time.Time, bool) {
	if c.always {
		return time.Time{}, false
	}
	u := t.Unix()
	if end := c.closesAt(u); end > 0 {
		return c.instant(end, 0), true
	}
	w := c.walk(u, u+never)
	if !w.next() {
		return time.Time{}, false
	}
	start, end := w.from, w.to
	for w.limit = start + never; w.next() && w.from == end; {
		end = w.to
	}
	if end-start >= never {
		return time.Time{}, false
	}
	return c.instant(end, 0), true
}

// NextChange is the next instant after t at which people begin or end to work: NextClose while they
// do, else NextOpen.
func (c *Calendar) NextChange(t time.Time) (time.Time, bool) {
	if open, _ := c.Open(t); open {
		return c.NextClose(t)
	}
	return c.NextOpen(t)
}

func (c *Calendar) instant(u int64, nanosecond int) time.Time {
	return time.Unix(u, int64(nanosecond)).In(c.days.zone.loc)
}

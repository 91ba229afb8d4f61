package session

import "time"

// An Instant is a moment in microseconds since 1970, UTC. Zero means none.
// It keeps [State] small, comparable and equal after a JSON round trip, where
// it is a plain number.
type Instant int64

// lastInstant is the end of the year 9999. Later ones are taken as this, so
// that adding a duration cannot overflow.
const lastInstant Instant = 253402300799999999

// InstantOf returns t rounded down to the microsecond. The zero Time gives zero; times before 1970
// give 1, the smallest Instant, and times after the year 9999 the last microsecond of that year.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return min(max(Instant(t.UnixMicro()), 1), lastInstant)
}

// Time returns the moment in UTC, or the zero Time for zero.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(i)).UTC()
}

// String returns the moment as RFC 3339, or "never" for zero.
func (i Instant) String() string {
	if i == 0 {
		return "never"
	}
	return i.Time().Format("2006-01-02T15:04:05.999999Z07:00")
}

func (i Instant) add(d time.Duration) Instant { return i + Instant(d.Microseconds()) }

func (i Instant) sub(j Instant) time.Duration { return time.Duration(i-j) * time.Microsecond }

// ceil is InstantOf rounded up: a deadline must not be early.
func ceil(t time.Time) Instant {
	i := InstantOf(t)
	if t.Nanosecond()%1000 != 0 && i < lastInstant {
		i++
	}
	return i
}

// earliest is the smaller of two instants of which zero means never.
func earliest(a, b Instant) Instant {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

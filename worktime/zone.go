package worktime

import "time"

// All rules of a calendar are about the wall clock, so they live on the local line: seconds since
// 1970-01-01T00:00 on the wall clock, every day having 86,400 of them. A zone maps instants (Unix
// seconds) to that line, stretch by stretch of constant offset: within one stretch the map is a
// plain addition. Where the clocks change, part of the line is passed over or passed twice; nothing
// else in the package has to know.
type zone struct {
	loc    *time.Location
	starts []int64 // where stretches begin, from tableFrom to before tableTo
	shifts []int64 // their offsets from UTC, in seconds
}

// The table serves the years that a host asks about, in 10 ns; time.Location takes 75 ns where its
// own rules must be worked out. Other years take that longer way and get the same answers.
const (
	tableFrom = 10_957 * secondsPerDay // 2000-01-01T00:00:00Z
	tableTo   = 47_482 * secondsPerDay // 2100-01-01T00:00:00Z
)

func newZone(loc *time.Location) zone {
	z := zone{loc: loc}
	for u := int64(tableFrom); u < tableTo; {
		shift, end := stretch(loc, u)
		if n := len(z.shifts); n == 0 || z.shifts[n-1] != shift { // bounds that change only a name, or nothing, are left out
			z.starts, z.shifts = append(z.starts, u), append(z.shifts, shift)
		}
		u = end
	}
	return z
}

// at is the offset in force at the instant u, and the instant at which it ends.
func (z *zone) at(u int64) (shift, end int64) {
	if u < tableFrom || u >= tableTo {
		return stretch(z.loc, u)
	}
	lo, hi := 0, len(z.starts) // starts[lo] <= u < starts[hi]
	if guess := int((u - tableFrom) * int64(hi) / (tableTo - tableFrom)); guess > 1 && guess+2 < hi {
		// Most zones change their clocks evenly, so the place of u among the years is near.
		if z.starts[guess-1] <= u {
			lo = guess - 1
		}
		if u < z.starts[guess+2] {
			hi = guess + 2
		}
	}
	for hi-lo > 1 {
		mid := int(uint(lo+hi) >> 1)
		if z.starts[mid] <= u {
			lo = mid
		} else {
			hi = mid
		}
	}
	end = tableTo
	if hi < len(z.starts) {
		end = z.starts[hi]
	}
	return z.shifts[lo], end
}

// stretch asks the time zone database. A last stretch ends where the calendar does.
func stretch(loc *time.Location, u int64) (shift, end int64) {
	t := time.Unix(u, 0).In(loc)
	_, offset := t.Zone()
	_, change := t.ZoneBounds()
	switch end = change.Unix(); {
	case change.IsZero():
		end = lastInstant
	case end <= u:
		// QUIRK: where rules beyond the listed changes apply, ZoneBounds takes every year for 365
		// days long, so for the last day of a leap year it names the start of that very day. That
		// day in UTC keeps its offset.
		end = (floorDay(u) + 1) * secondsPerDay
	}
	return int64(offset), end
}

// A calendar answers for the years 1 to 9999 in UTC; before and after them it is closed.
const (
	firstInstant = -719_162 * secondsPerDay  // 0001-01-01T00:00:00Z
	lastInstant  = 2_932_897 * secondsPerDay // 10000-01-01T00:00:00Z
)

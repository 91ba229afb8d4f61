package twitter

import (
	"math"
	"time"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// lastSecond is the last one of the year 9999. As milliseconds it is in 1978, long before X.
const lastSecond = 253402300799

// readTime reads milliseconds or seconds since 1970, as a number or a text. A fraction of a second
// becomes milliseconds. A value that cannot be a time counts as missing, and not as a mismatch, so
// the event keeps its place.
func readTime(r *jsonread.Reader) int64 {
	whole, fraction := *r, *r
	r.Skip()
	n := whole.Int()
	if whole.Mismatches() == r.Mismatches() {
		return n
	}
	switch f := fraction.Float(); {
	case !(f > 0 && f < lastSecond*1000):
		return 0
	case f > lastSecond:
		return int64(f)
	default:
		return int64(math.Round(f * 1000))
	}
}

// instant converts milliseconds since 1970, or seconds where the number can be that. Up to 10^12
// would not do: the clock of package testing/synctest begins in 2000, below it. A time outside the
// years 1 to 9999, which JSON cannot write, counts as missing.
func instant(n int64) time.Time {
	switch {
	case n <= 0:
		return time.Time{}
	case n <= lastSecond:
		return plausible(time.Unix(n, 0))
	}
	return plausible(time.UnixMilli(n))
}

func plausible(t time.Time) time.Time {
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// date reads a point in time as v1.1 or v2 writes it.
func date(s string) time.Time {
	for _, layout := range [...]string{time.RubyDate, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(t)
		}
	}
	return time.Time{}
}

func readMember(r *jsonread.Reader, name string) (id string) {
	for key := range r.Object {
		if string(key) == name {
			id = r.ID()
		}
	}
	return id
}

func isOrNull(r *jsonread.Reader, want jsonread.Kind) bool {
	k := r.Kind()
	return k == want || k == jsonread.Null
}

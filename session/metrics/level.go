package metrics

import (
	"math"
	"slices"
	"time"
)

// ServiceLevel is the share of customers who were served within a target: waits that found an agent
// within it, of all that found an agent and all that were given up after it. Those given up within
// the target do not count. It is exact if the target is one of the sheet's levels, and else within
// the precision of a [Histogram]. The measure of the filter is ignored. If nothing counts, ok is
// false.
func (s *Sheet) ServiceLevel(f Filter, target time.Duration) (share float64, ok bool) {
	f.Measure = Wait
	found := s.Total(f)
	f.Measure = Given
	given := s.Total(f)
	all := found.n + given.n - s.within(&given, target)
	if all == 0 {
		return math.NaN(), false
	}
	return float64(s.within(&found, target)) / float64(all), true
}

// within is how many times of a cell are not longer than a target.
func (s *Sheet) within(c *Cell, target time.Duration) uint64 {
	if target < 0 {
		return 0
	}
	v := uint64(target.Milliseconds())
	if i := slices.Index(s.levels, v); i >= 0 {
		return c.Within[i]
	}
	return c.AtMost(v)
}

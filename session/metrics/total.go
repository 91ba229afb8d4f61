package metrics

import (
	"math"
	"slices"
	"time"

	"github.com/contactkit/contactkit/session"
)

// A Filter chooses the cells of a report. Empty fields choose all.
type Filter struct {
	Measure Measure
	Reason  session.Reason
	Channel string
	Queue   string
	Agent   string
	Code    string
	// From and To bound the slots: those that begin at From or later and before To.
	From, To time.Time
}

func (f *Filter) takes(k *Dimensions) bool {
	begins := k.begins()
	return (f.Measure == 0 || k.Measure == f.Measure) && (f.Reason == session.ReasonNone || k.Reason == f.Reason) &&
		(f.Channel == "" || k.Channel == f.Channel) && (f.Queue == "" || k.Queue == f.Queue) &&
		(f.Agent == "" || k.Agent == f.Agent) && (f.Code == "" || k.Code == f.Code) &&
		(f.From.IsZero() || !begins.Before(f.From)) && (f.To.IsZero() || begins.Before(f.To))
}

// begins is when the slot of a key begins.
func (k *Dimensions) begins() time.Time { return time.Unix(k.Slot*int64(Slot/time.Second), 0).UTC() }

// Total merges the cells that a filter chooses. Figures of different measures should not be merged,
// so a filter without a measure is of use only with [Sheet.Rows].
func (s *Sheet) Total(f Filter) Cell {
	var sum Cell
	for k, c := range s.cells {
		if f.takes(&k) {
			sum.merge(c)
		}
	}
	return sum
}

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

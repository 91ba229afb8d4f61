package worktime

import (
	"cmp"
	"fmt"
	"slices"
)

// segments complains of faults in one list: of each entry by itself, then of each two. Lists of
// different dates are not compared: where an overnight segment runs into the next date's own, both
// count once.
func (k *checker) segments(field string, list []Segment, limit int) {
	if limit = cmp.Or(limit, 4); limit >= 0 && len(list) > limit {
		k.add(field, CodeTooMany, "%d segments are more than the %d allowed", len(list), limit)
	}
	seen := make(map[Segment]int, len(list))
	var sound []int
	for i, s := range list {
		if first, twice := seen[s]; twice {
			k.add(entry(field, i), CodeDuplicate, "%v is already in %s", s, entry(field, first))
			continue
		}
		seen[s] = i
		if k.segment(entry(field, i), s) {
			sound = append(sound, i)
		}
	}
	slices.SortStableFunc(sound, func(a, b int) int { return cmp.Compare(list[a].From, list[b].From) })
	for n, far := 1, 0; n < len(sound); n++ { // far is the one that lasts longest so far
		s, longest := list[sound[n]], list[sound[far]]
		if s.From < longest.end() {
			a, b := min(sound[n], sound[far]), max(sound[n], sound[far])
			k.add(entry(field, b), CodeOverlap, "%v overlaps %s, %v", list[b], entry(field, a), list[a])
		}
		if s.end() > longest.end() {
			far = n
		}
	}
}

func entry(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i) }

// segment complains of what is wrong with s by itself and reports whether it can be compared with
// others.
func (k *checker) segment(field string, s Segment) bool {
	switch {
	case !s.From.valid() || !s.To.valid():
		k.add(field, CodeInvalid, "%v is not within 00:00 to 24:00", s)
	case s.Overnight && s.To > s.From:
		k.add(field, CodeOvernight, "%v lasts longer than a day; without the overnight mark it ends the same day", s)
	case s.Overnight && s.From == Midnight:
		k.add(field, CodeInvalid, "%v begins when its day is over", s)
	case !s.Overnight && s.To < s.From:
		k.add(field, CodeReversed, "%v ends before it starts; a segment past midnight must be marked overnight", s)
	case !s.Overnight && s.To == s.From:
		k.add(field, CodeEmpty, "%v covers no time", s)
	default:
		return true
	}
	return false
}

// end is where the segment ends, counted from the midnight its day begins with.
func (s Segment) end() Clock {
	if s.Overnight {
		return s.To + Midnight
	}
	return s.To
}

package worktime

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// An Emergency closes from From until Until by the wall clock of the zone, whatever else is open.
// A zero Until means until further notice.
type Emergency struct {
	From  LocalTime `json:"from"`
	Until LocalTime `json:"until,omitzero"`
	Name  string    `json:"name,omitempty"`
}

// until is the end of the closure on the local line.
func (e Emergency) until() int64 {
	if e.Until == (LocalTime{}) {
		return math.MaxInt64
	}
	return e.Until.line()
}

func (k *checker) emergencies(list []Emergency) {
	type span struct {
		from, to int64
		i        int
	}
	var spans []span
	seen := make(map[[2]LocalTime]int, len(list))
	for i, e := range list {
		f := fmt.Sprintf("days.emergency[%d]", i)
		open := e.Until == LocalTime{}
		first, twice := seen[[2]LocalTime{e.From, e.Until}]
		switch {
		case e.From == LocalTime{}:
			k.add(f+".from", CodeMissing, "a start must be given")
		case !e.From.valid():
			k.add(f+".from", CodeInvalid, "%v does not exist", e.From)
		case !open && !e.Until.valid():
			k.add(f+".until", CodeInvalid, "%v does not exist", e.Until)
		case !open && e.Until.line() < e.From.line():
			k.add(f, CodeReversed, "it ends at %v, before it starts at %v", e.Until, e.From)
		case !open && e.Until.line() == e.From.line():
			k.add(f, CodeEmpty, "it ends when it starts, at %v", e.From)
		case twice:
			k.add(f, CodeDuplicate, "it is already in days.emergency[%d]", first)
		default:
			seen[[2]LocalTime{e.From, e.Until}] = i
			spans = append(spans, span{e.From.line(), e.until(), i})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.i, b.i)) })
	for n, far := 1, 0; n < len(spans); n++ { // far is the one that lasts longest so far
		if spans[n].from < spans[far].to {
			a, b := min(spans[n].i, spans[far].i), max(spans[n].i, spans[far].i)
			k.add(fmt.Sprintf("days.emergency[%d]", b), CodeOverlap, "it overlaps days.emergency[%d]", a)
		}
		if spans[n].to > spans[far].to {
			far = n
		}
	}
}

package worktime

import (
	"cmp"
	"slices"
	"time"
)

// dates are Days made ready to be asked.
type dates struct {
	zone    zone
	weekend Weekdays
	limit   int // of segments

	exact     []int64 // days since 1970, rising
	exactRule []rule  // of exact

	yearly     [366]uint16 // by leapDay: the rule's number, counted from 1
	yearlyRule []rule

	closed   []span    // stretches of the local line, apart and in order: all closures together
	closures []closure // the same one by one, for their reasons; emergencies first

	overnight bool // some date has a segment that runs into the next
}

// A span is a stretch of seconds: a segment counted from the midnight of its day, from which it may
// run into the next; or a closure on the local line.
type span struct{ from, to int64 }

// A rule is what decides a day.
type rule struct {
	class Class
	own   []span // for Special; the other classes have the schedule's
	why   *reasons
}

type closure struct {
	span
	why string
}

func newDates(d *Days, loc *time.Location) *dates {
	ds := &dates{zone: newZone(loc), weekend: d.Weekend, limit: d.MaxSegments}
	ds.addExact(d)
	for _, y := range d.Yearly {
		r := rule{class: y.Class, own: spans(y.Segments), why: because("yearly date", y.Name)}
		ds.yearlyRule = append(ds.yearlyRule, r)
		ds.yearly[leapDay(y.On.Month, y.On.Day)] = uint16(len(ds.yearlyRule))
		ds.overnight = ds.overnight || overnight(r.own)
	}
	for _, e := range d.Emergency {
		ds.closures = append(ds.closures, closure{span{e.From.line(), e.until()}, named("emergency closure", e.Name)})
	}
	for _, p := range d.Partial {
		midnight := p.Date.day() * secondsPerDay
		for _, s := range spans(p.Segments) {
			ds.closures = append(ds.closures, closure{span{midnight + s.from, midnight + s.to}, named("partial closure", p.Name)})
		}
	}
	for _, c := range ds.closures {
		ds.closed = append(ds.closed, c.span)
	}
	ds.closed = merge(ds.closed)
	return ds
}

// addExact goes through the lists from the highest to the lowest; the first that names a date
// decides it.
func (ds *dates) addExact(d *Days) {
	type dated struct {
		day  int64
		rule rule
	}
	var all []dated
	for _, s := range d.Special {
		r := rule{class: Special, own: spans(s.Segments), why: because("special hours", s.Name)}
		all = append(all, dated{s.Date.day(), r})
		ds.overnight = ds.overnight || overnight(r.own)
	}
	for _, r := range d.Rest {
		all = append(all, dated{r.Date.day(), rule{class: Nonworkday, why: because("rest date", r.Name)}})
	}
	for _, m := range d.Makeup {
		all = append(all, dated{m.Date.day(), rule{class: Workday, why: because("make-up workday", m.Name)}})
	}
	slices.SortStableFunc(all, func(a, b dated) int { return cmp.Compare(a.day, b.day) })
	for i, e := range all {
		if i == 0 || e.day != all[i-1].day {
			ds.exact, ds.exactRule = append(ds.exact, e.day), append(ds.exactRule, e.rule)
		}
	}
}

// spans are segments in order of time.
func spans(list []Segment) []span {
	out := make([]span, len(list))
	for i, s := range list {
		out[i] = span{int64(s.From), int64(s.end())}
	}
	slices.SortFunc(out, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return out
}

func overnight(list []span) bool {
	return slices.ContainsFunc(list, func(s span) bool { return s.to > secondsPerDay })
}

// isWhole reports whether segments, in order, cover the rest of a day that is open until then.
func isWhole(list []span, open int64) bool {
	for _, s := range list {
		if s.from <= open {
			open = max(open, s.to)
		}
	}
	return open >= secondsPerDay
}

// merge puts spans in order and joins those that touch or overlap.
func merge(list []span) []span {
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var out []span
	for _, s := range list {
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
		} else {
			out = append(out, s)
		}
	}
	return out
}

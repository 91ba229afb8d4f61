package worktime

import (
	"slices"
	"sort"
	"time"
)

// Open reports whether people work at t, and why: the rule that decided, with the name an
// administrator gave it. It looks at the wall clock alone. The reason is for people and logs:
//
//	true   "workday", "make-up workday (for Golden Week)", "special hours, since the day before"
//	false  "workday, outside hours", "rest date (National Day), no hours", "emergency closure (flood)"
func (c *Calendar) Open(t time.Time) (bool, string) {
	u := t.Unix()
	if u < firstInstant || u >= lastInstant {
		return false, "outside the years 1 to 9999"
	}
	shift, _ := c.days.zone.at(u)
	at := u + shift
	if why := c.days.closure(at); why != "" {
		return false, why
	}
	day := floorDay(at)
	second := at - day*secondsPerDay

	today := c.rule(day)
	hours := c.spans(today)
	for _, s := range hours {
		if s.from <= second && second < s.to {
			return true, today.why.open
		}
	}
	if c.overnight {
		yesterday := c.rule(day - 1)
		for _, s := range c.spans(yesterday) {
			if second+secondsPerDay < s.to {
				return true, yesterday.why.late
			}
		}
	}
	if len(hours) == 0 {
		return false, today.why.noHours
	}
	return false, today.why.closed
}

// closure is why all is closed at a place on the local line, or "".
func (ds *dates) closure(at int64) string {
	if left := ds.closedFrom(at); len(left) == 0 || at < left[0].from {
		return ""
	}
	i := slices.IndexFunc(ds.closures, func(c closure) bool { return c.from <= at && at < c.to })
	return ds.closures[i].why
}

// closedFrom is the stretches of closure that end after a place on the local line.
func (ds *dates) closedFrom(at int64) []span {
	return ds.closed[sort.Search(len(ds.closed), func(i int) bool { return ds.closed[i].to > at }):]
}

// floorDay is the day that a place on the local line lies in, counted from 1970.
func floorDay(at int64) int64 {
	day := at / secondsPerDay
	if at < day*secondsPerDay {
		day--
	}
	return day
}

// reasons are what Open says of one rule.
type reasons struct{ open, late, closed, noHours string }

func because(rule, name string) *reasons {
	rule = named(rule, name)
	return &reasons{open: rule, late: rule + ", since the day before", closed: rule + ", outside hours", noHours: rule + ", no hours"}
}

func named(rule, name string) string {
	if name == "" {
		return rule
	}
	return rule + " (" + name + ")"
}

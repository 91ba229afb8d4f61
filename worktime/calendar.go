package worktime

import (
	"fmt"
	"slices"
	"time"
)

// A Calendar says when people work. It is made by [New] from plain data and never changes
// afterwards; its methods may be called concurrently. All of them count elapsed time: on the day
// the clocks go back 00:00-24:00 lasts 25 hours.
//
// Times may be in any zone. The answers are in the calendar's own and carry no monotonic clock
// reading. See decision 020.
type Calendar struct {
	days      *dates
	class     [2][]span // by Nonworkday and Workday
	week      [7]rule   // Monday first
	overnight bool      // some day has a segment that runs into the next
	always    bool      // every day is open from midnight to midnight, and nothing closes
}

// New makes a calendar of a tenant's days and a channel's schedule. It reads the zone from the time
// zone database (a program for machines without one imports time/tzdata) and keeps nothing of its
// arguments. New rules in the database reach the calendars made after them.
//
// The error joins every complaint of [Check].
func New(days *Days, s Schedule) (*Calendar, error) {
	loc, err := check(days, s)
	if err != nil {
		return nil, fmt.Errorf("worktime: %w", err)
	}
	return newCalendar(newDates(days, loc), s), nil
}

// With makes a calendar of the same days and another schedule, whose complaints the error joins.
// The two share what was made of the days: a tenant with many channels calls New for the first and
// With for the others.
func (c *Calendar) With(s Schedule) (*Calendar, error) {
	if err := checkSchedule(s, c.days.limit); err != nil {
		return nil, fmt.Errorf("worktime: %w", err)
	}
	return newCalendar(c.days, s), nil
}

func newCalendar(d *dates, s Schedule) *Calendar {
	c := &Calendar{days: d, class: [2][]span{Nonworkday: spans(s.Nonworkday), Workday: spans(s.Workday)}}
	why := [2]*reasons{Nonworkday: because("nonworkday", ""), Workday: because("workday", "")}
	c.overnight = d.overnight || overnight(c.class[Nonworkday]) || overnight(c.class[Workday])
	for bit := range c.week {
		hours, class := s.weekday(d.weekend, bit)
		if class != Special {
			c.week[bit] = rule{class: class, why: why[class]}
			continue
		}
		c.week[bit] = rule{class: Special, own: spans(hours), why: because(weekday(bit).String(), "")}
		c.overnight = c.overnight || overnight(c.week[bit].own)
	}
	c.always = c.neverCloses()
	return c
}

// neverCloses reports whether every rule opens the whole day, together with what any rule of the
// day before leaves open, and there are no closures.
func (c *Calendar) neverCloses() bool {
	if len(c.days.closed) > 0 {
		return false
	}
	rules := slices.Concat(c.week[:], c.days.exactRule, c.days.yearlyRule)
	before := int64(secondsPerDay) // until when the day before is open at the least
	for _, r := range rules {
		last := int64(0)
		for _, s := range c.spans(&r) {
			last = max(last, s.to-secondsPerDay)
		}
		before = min(before, last)
	}
	return !slices.ContainsFunc(rules, func(r rule) bool { return !isWhole(c.spans(&r), before) })
}

// Location is the calendar's zone.
func (c *Calendar) Location() *time.Location { return c.days.zone.loc }

// Week is the regular week in full: every weekday is named, neighbours with equal hours together,
// segments in order of time.
func (c *Calendar) Week() Week {
	var week Week
	for bit := range c.week {
		hours := c.spans(&c.week[bit])
		if n := len(week); n > 0 && slices.Equal(hours, c.spans(&c.week[bit-1])) {
			week[n-1].Days |= 1 << bit
			continue
		}
		line := WeekLine{Days: 1 << bit}
		for _, s := range hours {
			seg := Segment{From: Clock(s.from), To: Clock(s.to)}
			if seg.To > Midnight {
				seg.To, seg.Overnight = seg.To-Midnight, true
			}
			line.Segments = append(line.Segments, seg)
		}
		week = append(week, line)
	}
	return week
}

// spans are the segments by which r opens.
func (c *Calendar) spans(r *rule) []span {
	if r.class == Special {
		return r.own
	}
	return c.class[r.class]
}

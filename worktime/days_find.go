package worktime

import (
	"slices"
	"time"
)

// A finder finds the rules of days in rising order: exact dates, yearly dates, weekdays. It
// searches once and goes along from there.
type finder struct {
	c          *Calendar
	exact      int   // the first exact date not before the day
	first, end int64 // the days of the year in hand
	leap       bool
}

// find begins at a day, counted from 1970.
func (c *Calendar) find(day int64) finder {
	f := finder{c: c, exact: len(c.days.exact)}
	if f.exact > 0 && day <= c.days.exact[f.exact-1] {
		f.exact, _ = slices.BinarySearch(c.days.exact, day)
	}
	return f
}

// rule is what decides a single day.
func (c *Calendar) rule(day int64) *rule {
	d := c.days
	if n := len(d.exact); len(d.yearlyRule) == 0 && (n == 0 || day < d.exact[0] || day > d.exact[n-1]) {
		return &c.week[weekBit(day)]
	}
	f := c.find(day)
	return f.rule(day)
}

// rule is what decides a day, which is not before the one asked last. Closures come on top of it.
func (f *finder) rule(day int64) *rule {
	d := f.c.days
	for f.exact < len(d.exact) && d.exact[f.exact] < day {
		f.exact++
	}
	if f.exact < len(d.exact) && d.exact[f.exact] == day {
		return &d.exactRule[f.exact]
	}
	if len(d.yearlyRule) > 0 {
		if n := d.yearly[f.yearDay(day)]; n > 0 {
			return &d.yearlyRule[n-1]
		}
	}
	return &f.c.week[weekBit(day)]
}

// weekBit is the weekday of a day, from Monday, 0. 1970-01-01 was a Thursday.
func weekBit(day int64) int64 {
	bit := (day + 3) % 7
	if bit < 0 {
		bit += 7
	}
	return bit
}

// yearDay is the leapDay of a day.
func (f *finder) yearDay(day int64) int64 {
	if day < f.first || day >= f.end {
		y, m, d := time.Unix(day*secondsPerDay, 0).UTC().Date()
		n := int64(leapDay(m, d))
		f.leap = y%4 == 0 && (y%100 != 0 || y%400 == 0)
		f.first, f.end = day-n, day-n+366
		if !f.leap {
			f.end--
			if n > february29 {
				f.first, f.end = f.first+1, f.end+1
			}
		}
		return n
	}
	n := day - f.first
	if !f.leap && n >= february29 {
		n++
	}
	return n
}

const february29 = 31 + 28

// leapDay counts the days of a leap year from 0, so that every month and day has a number that is
// its own in all years.
func leapDay(m time.Month, day int) int {
	days := [...]int{0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335}
	return days[m-1] + day - 1
}

package worktime

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// setup is a random calendar and a moment worth asking it about: a change of its zone's offset,
// often.
type setup struct {
	days     *Days
	schedule Schedule
	calendar *Calendar
	base     int64
}

func drawSetup(t *rapid.T) setup {
	zones := differentZones()
	zone := rapid.SampledFrom(append([]string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"}, zones...)).Draw(t, "zone")
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	base := rapid.Int64Range(-3e9, 4.5e9).Draw(t, "base")
	if changes := transitions(loc, -4e9, 2.2e9); len(changes) > 0 && rapid.Bool().Draw(t, "at a change") {
		base = rapid.SampledFrom(changes).Draw(t, "change")
	}
	st := setup{base: base, days: drawDays(t, time.Unix(base, 0).In(loc)), schedule: drawSchedule(t)}
	st.days.Zone = zone
	if st.calendar, err = New(st.days, st.schedule); err != nil {
		t.Fatal(err)
	}
	return st
}

func drawDays(t *rapid.T, around time.Time) *Days {
	date := rapid.Custom(func(t *rapid.T) Date {
		y, m, d := around.AddDate(0, 0, rapid.IntRange(-5, 5).Draw(t, "day")).Date()
		return Date{y, m, d}
	})
	days := &Days{Weekend: Weekdays(rapid.IntRange(0, 127).Draw(t, "weekend")), MaxSegments: -1}
	day := rapid.Custom(func(t *rapid.T) Day { return Day{Date: date.Draw(t, "date")} })
	days.Rest = rapid.SliceOfNDistinct(day, 0, 3, func(d Day) Date { return d.Date }).Draw(t, "rest")
	days.Makeup = rapid.SliceOfNDistinct(day, 0, 3, func(d Day) Date { return d.Date }).Draw(t, "makeup")
	special := rapid.Custom(func(t *rapid.T) Dated { return Dated{Date: date.Draw(t, "date"), Segments: drawSegments(t)} })
	days.Special = rapid.SliceOfNDistinct(special, 0, 2, func(d Dated) Date { return d.Date }).Draw(t, "special")
	partial := special.Filter(func(d Dated) bool { return len(d.Segments) > 0 })
	days.Partial = rapid.SliceOfNDistinct(partial, 0, 2, func(d Dated) Date { return d.Date }).Draw(t, "partial")
	for _, d := range rapid.SliceOfNDistinct(date, 0, 2, func(d Date) MonthDay { return MonthDay{d.Month, d.Day} }).Draw(t, "yearly") {
		y := Yearly{On: MonthDay{d.Month, d.Day}, Class: Class(rapid.IntRange(0, 2).Draw(t, "class"))}
		if y.Class == Special {
			y.Segments = drawSegments(t)
		}
		days.Yearly = append(days.Yearly, y)
	}
	if rapid.IntRange(0, 3).Draw(t, "emergency") == 0 {
		edge := rapid.Custom(func(t *rapid.T) LocalTime {
			return LocalTime{date.Draw(t, "date"), Clock(rapid.IntRange(0, 86400).Draw(t, "clock"))}
		})
		from, until := edge.Draw(t, "from"), edge.Draw(t, "until")
		if from.line() > until.line() {
			from, until = until, from
		}
		if from.line() < until.line() {
			days.Emergency = []Emergency{{From: from, Until: until}}
		}
	}
	return days
}

func drawSchedule(t *rapid.T) Schedule {
	s := Schedule{Workday: drawSegments(t), Nonworkday: drawSegments(t)}
	if rapid.Bool().Draw(t, "own hours") {
		s.Week = Week{{Days: Weekdays(1 << rapid.IntRange(0, 6).Draw(t, "weekday")), Segments: drawSegments(t)}}
	}
	return s
}

// drawSegments draws up to three segments, in minutes or seconds, the last perhaps overnight, some
// of them touching.
func drawSegments(t *rapid.T) []Segment {
	unit := rapid.SampledFrom([]int{1, 60, 900}).Draw(t, "unit")
	edges := rapid.SliceOfNDistinct(rapid.IntRange(0, 86400/unit), 0, 6, rapid.ID).Draw(t, "edges")
	slices.Sort(edges)
	var list []Segment
	for i := 0; i+1 < len(edges); i += 2 {
		list = append(list, Segment{From: Clock(edges[i] * unit), To: Clock(edges[i+1] * unit)})
	}
	if n := len(list); n > 1 && rapid.Bool().Draw(t, "touch") {
		list[1].From = list[0].To
	}
	if n := len(list); n > 0 && rapid.IntRange(0, 2).Draw(t, "overnight") == 0 {
		last := &list[n-1]
		last.Overnight, last.To = true, Clock(rapid.IntRange(0, int(last.From)).Draw(t, "to"))
	}
	slices.Reverse(list)
	return list
}

// moment draws an instant near the base: whole minutes, or to the nanosecond.
func (st setup) moment(t *rapid.T, label string) time.Time {
	if rapid.Bool().Draw(t, label+" fine") {
		return time.Unix(st.base+rapid.Int64Range(-600_000, 600_000).Draw(t, label), rapid.Int64Range(0, 999_999_999).Draw(t, label+" ns"))
	}
	return time.Unix(st.base-st.base%60+60*rapid.Int64Range(-10_000, 10_000).Draw(t, label), 0)
}

// weekly is a calendar with the hours of a week in text.
func weekly(t testing.TB, zone, week string) *Calendar {
	t.Helper()
	return dated(t, &Days{Zone: zone}, week)
}

func dated(t testing.TB, days *Days, week string) *Calendar {
	t.Helper()
	w, err := ParseWeek(week)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(days, Schedule{Week: w})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads an instant: "2026-03-02 09:00" on the calendar's wall clock, or RFC 3339.
func at(t testing.TB, c *Calendar, text string) time.Time {
	t.Helper()
	if strings.Contains(text, "T") {
		u, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	u, err := time.ParseInLocation("2006-01-02 15:04:05", (text + ":00")[:19], c.Location())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func date(t testing.TB, text string) Date {
	t.Helper()
	d, err := ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

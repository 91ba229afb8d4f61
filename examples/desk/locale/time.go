package locale

import (
	"strconv"
	"strings"
	"time"
)

// months and days are marked so that each language names them.
var (
	months = []string{Mark("January"), Mark("February"), Mark("March"), Mark("April"), Mark("May"), Mark("June"), Mark("July"), Mark("August"),
		Mark("September"), Mark("October"), Mark("November"), Mark("December")}
	weekdays = []string{Mark("Sunday"), Mark("Monday"), Mark("Tuesday"), Mark("Wednesday"), Mark("Thursday"), Mark("Friday"), Mark("Saturday")}
)

// In is a time where the reader is.
func (w Words) In(t time.Time) time.Time {
	if w.zone == nil {
		return t.Local()
	}
	return t.In(w.zone)
}

// Zone names the reader's time zone; empty if times are those of the desk.
func (w Words) Zone() string {
	if w.zone == nil {
		return ""
	}
	return w.zone.String()
}

// Clock is a time of day: 15:04.
func (w Words) Clock(t time.Time) string { return w.In(t).Format("15:04") }

// Date is a day without its weekday: 2 January 2006.
func (w Words) Date(t time.Time) string {
	t = w.In(t)
	return w.T("{day} {month} {year}", "day", t.Day(), "month", w.T(months[t.Month()-1]), "year", t.Year())
}

// Day is a day with its weekday: Monday, 2 January 2006.
func (w Words) Day(t time.Time) string {
	return w.T("{weekday}, {date}", "weekday", w.T(weekdays[w.In(t).Weekday()]), "date", w.Date(t))
}

// When is a day and a time to the second.
func (w Words) When(t time.Time) string { return w.Date(t) + " " + w.In(t).Format("15:04:05") }

var units = []struct {
	d    time.Duration
	text string
}{{24 * time.Hour, Mark("{n} d")}, {time.Hour, Mark("{n} h")}, {time.Minute, Mark("{n} min")}, {time.Second, Mark("{n} s")}}

// Span is a length of time: 1 h 30 min. Below a second it has two digits.
func (w Words) Span(d time.Duration) string {
	if d < time.Second {
		return w.T("{n} s", "n", strconv.FormatFloat(d.Seconds(), 'g', 2, 64))
	}
	d = d.Round(time.Second)
	var parts []string
	for _, unit := range units {
		if n := d / unit.d; n > 0 {
			parts = append(parts, w.T(unit.text, "n", int(n)))
			d -= n * unit.d
		}
	}
	return strings.Join(parts, " ")
}

package admin

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/worktime"
)

// A grid is the work time as a table to click in: a row for each kind of day and each weekday, and
// a row for each holiday. The texts of the same fields are below it; clicks.go reads it. See
// decision 390.
type grid struct {
	Days     []gridDay
	Holidays []gridHoliday
	Next     int               // number of the next holiday
	Former   map[string]string // the texts as they were shown: one that differs goes before the table
	Hidden   bool
	When     string
}

// gridDay is a row: when it is open, and when not.
type gridDay struct {
	ID, Label string
	Modes     []option // closed, open, and of a weekday: as other days
	Spans     []span
}

// A span is from one time of a day until another, as inputs have it.
type span struct{ From, To string }

// Next reports whether the span ends on the next day.
func (s span) Next() bool { return s.From != "" && s.To != "" && s.To != "00:00" && s.To <= s.From }

// gridHoliday is a date with hours of its own.
type gridHoliday struct {
	N          int
	Date, Name string
	Yearly     bool
	Modes      []option
	Spans      []span
}

// gridDays are the rows: the kinds of days, and the weekdays with the bit of each.
var gridDays = []struct {
	id, label string
	day       worktime.Weekdays
}{
	{"workday", locale.Mark("Workdays"), 0}, {"nonworkday", locale.Mark("Saturday, Sunday"), 0},
	{"mon", locale.Mark("Monday"), worktime.Mon}, {"tue", locale.Mark("Tuesday"), worktime.Tue}, {"wed", locale.Mark("Wednesday"), worktime.Wed}, {"thu", locale.Mark("Thursday"), worktime.Thu},
	{"fri", locale.Mark("Friday"), worktime.Fri}, {"sat", locale.Mark("Saturday"), worktime.Sat}, {"sun", locale.Mark("Sunday"), worktime.Sun},
}

const (
	modeAs     = "" // of a weekday: as workdays or as other days
	modeClosed = "closed"
	modeOpen   = "open"
)

// dayModes are the choices of a row.
func dayModes(day worktime.Weekdays, chosen string) (list []option) {
	switch {
	case day&(worktime.Sat|worktime.Sun) != 0:
		list = append(list, option{modeAs, locale.Mark("as above: Saturday, Sunday"), false})
	case day != 0:
		list = append(list, option{modeAs, locale.Mark("as above: workdays"), false})
	}
	list = append(list, option{modeClosed, locale.Mark("closed all day"), false}, option{modeOpen, locale.Mark("open at these times"), false})
	for i := range list {
		list[i].Selected = list[i].Value == chosen
	}
	return list
}

// spansOf are segments as inputs have them: 24:00 is the 00:00 at which a day ends.
func spansOf(list []worktime.Segment) (spans []span) {
	for _, s := range list {
		spans = append(spans, span{s.From.String(), inputClock(s.To)})
	}
	return spans
}

func inputClock(c worktime.Clock) string {
	if c == worktime.Midnight {
		return "00:00"
	}
	return c.String()
}

// grid makes the table of what the texts say, or of what was clicked if the form was sent for
// another row. base is the year for dates that come every year.
func newGrid(values url.Values, base time.Time) *grid {
	g := &grid{Former: make(map[string]string), Hidden: !hasHours.holds(values), When: "hours.always="}
	for _, name := range gridTexts {
		g.Former[name] = values.Get("hours." + name)
	}
	if values.Has("hours.grid.workday") {
		g.clicked(values)
		return g
	}
	week, _ := worktime.ParseWeek(values.Get("hours.schedule.week"))
	for _, d := range gridDays {
		mode, segments := modeAs, []worktime.Segment(nil)
		if d.day == 0 {
			segments, _ = worktime.ParseSegments(values.Get("hours.schedule." + d.id))
			mode = modeClosed
		}
		for _, l := range week {
			if d.day != 0 && l.Days&d.day != 0 {
				mode, segments = modeClosed, l.Segments
				break
			}
		}
		if len(segments) > 0 {
			mode = modeOpen
		}
		g.Days = append(g.Days, gridDay{d.id, d.label, dayModes(d.day, mode), spansOf(segments)})
	}
	holidays, _ := worktime.ParseHolidays(values.Get("hours.holidays"))
	for i, h := range holidays {
		row := gridHoliday{N: i, Date: h.Date.String(), Name: h.Name, Modes: dayModes(0, modeClosed), Spans: spansOf(h.Segments)}
		if len(row.Spans) > 0 {
			row.Modes = dayModes(0, modeOpen)
		}
		if h.Yearly != (worktime.MonthDay{}) {
			row.Yearly, row.Date = true, fmt.Sprintf("%04d-%s", yearOf(base.Year(), h.Yearly), h.Yearly)
		}
		g.Holidays = append(g.Holidays, row)
	}
	g.Next = len(g.Holidays)
	return g
}

// yearOf is the first year from one on that has a date of every year.
func yearOf(year int, d worktime.MonthDay) int {
	for d.Day == 29 && d.Month == time.February && time.Date(year, 2, 29, 0, 0, 0, 0, time.UTC).Month() != time.February {
		year++
	}
	return year
}

// clicked makes the table of what was sent.
func (g *grid) clicked(sent url.Values) {
	for _, d := range gridDays {
		g.Days = append(g.Days, gridDay{d.id, d.label, dayModes(d.day, sent.Get("hours.grid."+d.id)), sentSpans(sent, "hours.grid."+d.id)})
	}
	for _, n := range sentHolidays(sent) {
		at := fmt.Sprintf("hours.holiday[%d]", n)
		g.Holidays = append(g.Holidays, gridHoliday{
			N: n, Date: sent.Get(at + ".date"), Name: sent.Get(at + ".name"), Yearly: sent.Get(at+".yearly") != "",
			Modes: dayModes(0, cmp.Or(sent.Get(at+".mode"), modeClosed)), Spans: sentSpans(sent, at),
		})
		g.Next = max(g.Next, n+1)
	}
}

// gridTexts are the fields that the table has, too.
var gridTexts = []string{"schedule.workday", "schedule.nonworkday", "schedule.week", "holidays"}

// press does what a button of the table asks for: "add mon", "drop mon 1", "add holiday", "drop
// holiday 3". It reports whether the button was one of them.
func press(sent url.Values) bool {
	verb, rest, ok := strings.Cut(sent.Get("do"), " ")
	if !ok || verb != "add" && verb != "drop" {
		return false
	}
	what, number, _ := strings.Cut(rest, " ")
	n := -1
	_, _ = fmt.Sscan(number, &n)
	at := "hours.grid." + what
	switch {
	case what == "holiday" && verb == "add":
		next := 0
		for _, taken := range sentHolidays(sent) {
			next = max(next, taken+1)
		}
		if next < mostRows {
			sent.Set(fmt.Sprintf("hours.holiday[%d].mode", next), modeClosed)
		}
	case what == "holiday":
		for name := range sent {
			if strings.HasPrefix(name, fmt.Sprintf("hours.holiday[%d].", n)) {
				sent.Del(name)
			}
		}
	default:
		mode := at
		if strings.HasPrefix(what, "holiday[") {
			at, mode = "hours."+what, "hours."+what+".mode"
		}
		spans := sentSpans(sent, at)
		if verb == "add" && len(spans) < 8 {
			spans = append(spans, span{})
			sent.Set(mode, modeOpen)
		} else if verb == "drop" && n >= 0 && n < len(spans) {
			spans = append(spans[:n], spans[n+1:]...)
			if len(spans) == 0 {
				sent.Set(mode, modeClosed)
			}
		}
		sent.Del(at + ".from")
		sent.Del(at + ".to")
		for _, s := range spans {
			sent.Add(at+".from", s.From)
			sent.Add(at+".to", s.To)
		}
	}
	return true
}

// A spanRow is the spans of a row of the table, for the template "spans".
type spanRow struct {
	At, Row, Label string // beginning of the inputs' names, name of the row in its buttons, words
	List           []span
}

func spansRow(prefix, row, label string, list []span) spanRow {
	return spanRow{prefix + row, row, label, list}
}

package admin

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/worktime"
)

// week is when people work in the coming seven days, as a picture and in words.
type week struct {
	Always bool
	Fault  string // why there is none
	Now    string // whether people work now, and why
	Next   string // when that changes
	Zone   string
	Days   []day
	*drawing
}

// day is one row of the picture.
type day struct {
	Name, Class, Hours string
	Note               string // of a day of 23 or 25 hours
}

const (
	dayLeft, dayTop   = 92, 22 // of the rows
	dayWidth, dayHigh = 298, 22
)

// week draws the coming week from the calendar itself, in elapsed time: on the day the clocks
// change the row is an hour shorter or longer, and the hours keep their places.
func (a *Admin) week(ctx context.Context, w locale.Words, r directory.Record) *week {
	c, err := a.directory.Options().Calendar(ctx, r)
	switch {
	case err != nil:
		return &week{Fault: locale.Mark("The work time is not complete yet.")}
	case c == nil:
		return &week{Always: true}
	}
	return weekOf(w, c, a.now())
}

func weekOf(w locale.Words, c *worktime.Calendar, now time.Time) *week {
	now = now.In(c.Location())
	k := &week{Zone: c.Location().String(), drawing: &drawing{ID: "week", Title: locale.Mark("The coming week"), W: dayLeft + dayWidth + 30, H: dayTop + 7*dayHigh + 6}}
	open, why := c.Open(now)
	if k.Now = w.T("Closed now ({reason}).", "reason", whyOpen(w, why)); open {
		k.Now = w.T("Open now ({reason}).", "reason", whyOpen(w, why))
	}
	stamp := func(t time.Time) []any {
		day := w.T("{weekday} {day} {month}", "weekday", w.T(t.Weekday().String()), "day", t.Day(), "month", w.T(t.Month().String()))
		return []any{"day", day, "time", clockAt(t), "span", w.Span(t.Sub(now).Round(time.Minute))}
	}
	if opens, ok := c.NextOpen(now); !open && ok {
		k.Next = w.T("Opens {day}, {time} (in {span}).", stamp(opens)...)
	} else if !open {
		k.Next = w.T("Never opens.")
	}
	if closes, ok := c.NextClose(now); open && ok {
		k.Next = w.T("Closes {day}, {time} (in {span}).", stamp(closes)...)
	} else if open {
		k.Next = w.T("Does not close.")
	}

	longest := 24 * time.Hour
	var starts [8]time.Time
	for i := range starts {
		starts[i] = midnight(now, i)
		if i > 0 {
			longest = max(longest, starts[i].Sub(starts[i-1]))
		}
	}
	x := func(start, t time.Time) float64 { return dayLeft + dayWidth*float64(t.Sub(start))/float64(longest) }
	for h := 0; h <= 24; h += 6 {
		k.Texts = append(k.Texts, label{X: dayLeft + dayWidth*float64(h)/24, Y: 14, Anchor: "middle", Text: fmt.Sprintf("%02d:00", h)})
	}
	for i, start := range starts[:7] {
		end, y := starts[i+1], float64(dayTop+i*dayHigh)
		d := day{Name: dayName(w, start)}
		_, reason := c.Open(start.Add(12 * time.Hour))
		d.Class, _, _ = strings.Cut(reason, ",")
		k.Texts = append(k.Texts, label{X: dayLeft - 8, Y: y + 15, Anchor: "end", Text: d.Name})
		k.Bars = append(k.Bars, bar{X: dayLeft, Y: y + 2, W: x(start, end) - dayLeft, H: dayHigh - 4, Class: "shut"})
		if length := end.Sub(start); length != 24*time.Hour {
			hours := w.T("{n} h", "n", fmt.Sprintf("%g", length.Hours()))
			d.Note = w.T("a day of {hours}", "hours", hours)
			k.Texts = append(k.Texts, label{X: x(start, end) + 4, Y: y + 15, Text: hours})
		}
		var spans []string
		for p := range c.Segments(start, end) {
			from, to := clockAt(p.Start), clockAt(p.End)
			if p.End.Equal(end) {
				to = "24:00"
			}
			spans = append(spans, from+"–"+to)
			k.Bars = append(k.Bars, bar{X: x(start, p.Start), Y: y + 2, W: x(start, p.End) - x(start, p.Start), H: dayHigh - 4, Class: "open", Title: d.Name + " " + from + "–" + to})
		}
		if d.Hours = strings.Join(spans, ", "); len(spans) == 0 {
			d.Hours = w.T("closed")
		}
		for t := start; t.Before(end); t = t.Add(time.Hour) { // the wall clock's hours, where they fall
			if h := t.Hour(); h%6 == 0 && t.Minute() == 0 && h > 0 {
				k.Lines = append(k.Lines, line{x(start, t), y + 2, x(start, t), y + dayHigh - 2, "grid"})
			}
		}
		k.Days = append(k.Days, d)
		k.Rows = append(k.Rows, cells(d.Name, w.T(d.Class), d.Hours, d.Note))
	}
	at := x(starts[0], now)
	k.Lines = append(k.Lines, line{at, dayTop, at, dayTop + dayHigh, "now"})
	k.Columns = []string{locale.Mark("Day"), locale.Mark("Kind of day"), locale.Mark("Open"), ""}
	k.Desc = k.Now + " " + k.Next
	return k
}

// dayName is a day in the narrow column before the picture.
func dayName(w locale.Words, t time.Time) string {
	if w.Tag() == locale.Languages[0].Tag {
		return t.Format("Mon 2 Jan")
	}
	return w.T(t.Weekday().String()) + " " + strconv.Itoa(t.Day())
}

// These are reasons for which people work or not, as package worktime calls them.
var _ = []string{
	locale.Mark("workday"), locale.Mark("nonworkday"), locale.Mark("yearly date"), locale.Mark("make-up workday"), locale.Mark("special hours"), locale.Mark("rest date"), locale.Mark("outside hours"), locale.Mark("no hours"), locale.Mark("since the day before"),
}

// whyOpen is a reason of package worktime, part by part. Names of holidays stay as they are.
func whyOpen(w locale.Words, why string) string {
	parts := strings.Split(why, ", ")
	for i, part := range parts {
		rule, name, named := strings.Cut(part, " (")
		if parts[i] = w.T(rule); named {
			parts[i] += " (" + name
		}
	}
	return strings.Join(parts, ", ")
}

// midnight is the first instant of a date, counted from today's.
func midnight(now time.Time, days int) time.Time {
	y, m, d := now.Date()
	t := time.Date(y, m, d+days, 0, 0, 0, 0, now.Location())
	if t.Hour() != 0 { // the clocks skip midnight, and the day begins with what comes after
		start, end := t.ZoneBounds()
		if t.Day() == time.Date(y, m, d+days, 12, 0, 0, 0, now.Location()).Day() {
			return start
		}
		return end
	}
	return t
}

func clockAt(t time.Time) string { return t.Format("15:04") }

package admin

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/worktime"
)

// sentSpans are the spans of a row that were sent: the first from goes with the first to.
func sentSpans(sent url.Values, at string) (list []span) {
	from, to := sent[at+".from"], sent[at+".to"]
	for i := range max(len(from), len(to)) {
		var s span
		if i < len(from) {
			s.From = strings.TrimSpace(from[i])
		}
		if i < len(to) {
			s.To = strings.TrimSpace(to[i])
		}
		list = append(list, s)
	}
	return list
}

var holidayName = regexp.MustCompile(`^hours\.holiday\[(\d{1,4})\]\.`)

// sentHolidays are the numbers of the holidays that were sent, rising.
func sentHolidays(sent url.Values) (list []int) {
	for name := range sent {
		if m := holidayName.FindStringSubmatch(name); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	slices.Sort(list)
	return list
}

// clicked puts what was clicked into the texts of the work time, which the record is read from. A
// text that was changed itself stays as it was typed, and one that says the same as the table stays
// as it was written. If the table has faults, it stays in typed, so that the form shows it again.
func (in *reading) clicked() {
	if !in.typed.Has("hours.grid.workday") {
		return
	}
	faults := len(in.wrong)
	for _, name := range gridTexts {
		path := "hours." + name
		shown, typed := unix(in.typed.Get("hours.former."+name)), unix(in.typed.Get(path))
		if strings.TrimSpace(shown) != strings.TrimSpace(typed) {
			continue
		}
		before, readable := said(name, typed)
		text, ok := in.gridText(name)
		if now, _ := said(name, text); ok && readable && now != before {
			in.typed.Set(path, text)
		}
	}
	if len(in.wrong) > faults {
		return
	}
	for name := range in.typed {
		if strings.HasPrefix(name, "hours.grid.") || strings.HasPrefix(name, "hours.holiday[") || strings.HasPrefix(name, "hours.former.") {
			in.typed.Del(name)
		}
	}
}

// gridText is what the table says of one of the texts; ok is false if it has a fault.
func (in *reading) gridText(name string) (text string, ok bool) {
	path := "hours." + name
	switch name {
	case "schedule.week":
		return in.gridWeek(path)
	case "holidays":
		return in.gridHolidays(path)
	}
	_, id, _ := strings.Cut(name, ".")
	segments, ok := in.hoursOf(path, in.typed.Get("hours.grid."+id), "hours.grid."+id)
	return worktime.FormatSegments(segments), ok
}

// gridWeek are the weekdays with hours of their own; days of the same hours share a line.
func (in *reading) gridWeek(path string) (text string, ok bool) {
	var week worktime.Week
	ok = true
	for _, d := range gridDays {
		mode := in.typed.Get("hours.grid." + d.id)
		if d.day == 0 || mode == modeAs {
			continue
		}
		segments, fine := in.hoursOf(path, mode, "hours.grid."+d.id)
		ok = ok && fine
		i := slices.IndexFunc(week, func(l worktime.WeekLine) bool {
			return worktime.FormatSegments(l.Segments) == worktime.FormatSegments(segments)
		})
		if i < 0 {
			i = len(week)
			week = append(week, worktime.WeekLine{Segments: segments})
		}
		week[i].Days |= d.day
	}
	return strings.ReplaceAll(week.String(), "; ", "\n"), ok
}

func (in *reading) gridHolidays(path string) (text string, ok bool) {
	var list []worktime.Holiday
	ok = true
	for _, n := range sentHolidays(in.typed) {
		at := fmt.Sprintf("hours.holiday[%d]", n)
		day, name := in.word(at+".date"), strings.Join(strings.Fields(in.typed.Get(at+".name")), " ")
		segments, fine := in.hoursOf(path, in.typed.Get(at+".mode"), at)
		if day == "" && name == "" && len(segments) == 0 {
			continue // a row that was added and not filled in
		}
		date, err := worktime.ParseDate(day)
		if err != nil || day == "" {
			in.fault(path, locale.Mark("each holiday needs a date"))
			fine = false
		}
		h := worktime.Holiday{Date: date, Name: name, Segments: segments}
		if in.typed.Get(at+".yearly") != "" {
			h.Date, h.Yearly = worktime.Date{}, worktime.MonthDay{Month: date.Month, Day: date.Day}
		}
		list = append(list, h)
		ok = ok && fine
	}
	return worktime.FormatHolidays(list), ok
}

// hoursOf are the segments of a row. A row that is open needs both ends of at least one.
func (in *reading) hoursOf(path, mode, at string) (list []worktime.Segment, ok bool) {
	if mode != modeOpen {
		return nil, true
	}
	for _, s := range sentSpans(in.typed, at) {
		if s == (span{}) {
			continue
		}
		from, err := worktime.ParseClock(s.From)
		to, err2 := worktime.ParseClock(s.To)
		if err != nil || err2 != nil {
			in.fault(path, locale.Mark("each time of the table needs a beginning and an end such as 09:00"))
			return nil, false
		}
		if to == 0 {
			to = worktime.Midnight
		}
		list = append(list, worktime.Segment{From: from, To: to, Overnight: to <= from})
	}
	if len(list) == 0 {
		in.fault(path, locale.Mark("a day that is open needs a time"))
		return nil, false
	}
	return list, true
}

// said is what the table shows of a text: texts of which it shows the same say the same. A text
// that cannot be read shows nothing, and ok is false.
func said(name, text string) (shown string, ok bool) {
	values := url.Values{"hours.schedule.workday": {"closed"}, "hours.schedule.nonworkday": {"closed"}}
	values.Set("hours."+name, text)
	var err error
	switch name {
	case "schedule.week":
		_, err = worktime.ParseWeek(text)
	case "holidays":
		_, err = worktime.ParseHolidays(text)
	default:
		_, err = worktime.ParseSegments(cmp.Or(strings.TrimSpace(text), modeClosed))
		values.Set("hours."+name, cmp.Or(strings.TrimSpace(text), modeClosed))
	}
	if err != nil {
		return "", false
	}
	g := newGrid(values, time.Time{})
	return fmt.Sprint(g.Days, g.Holidays), true
}

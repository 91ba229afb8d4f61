package admin

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/worktime"
)

// sentGrid is what a form would send of the table for these texts.
func sentGrid(texts map[string]string) url.Values {
	v := url.Values{}
	for _, name := range gridTexts {
		v.Set("hours."+name, texts[name])
		v.Set("hours.former."+name, texts[name])
	}
	g := newGrid(v, time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC))
	chosen := func(list []option) string {
		for _, o := range list {
			if o.Selected {
				return o.Value
			}
		}
		return "none"
	}
	spans := func(at string, list []span) {
		for _, s := range list {
			v.Add(at+".from", s.From)
			v.Add(at+".to", s.To)
		}
	}
	for _, d := range g.Days {
		v.Set("hours.grid."+d.ID, chosen(d.Modes))
		spans("hours.grid."+d.ID, d.Spans)
	}
	for _, h := range g.Holidays {
		at := "hours.holiday[" + itoa(h.N) + "]"
		v.Set(at+".date", h.Date)
		v.Set(at+".name", h.Name)
		v.Set(at+".mode", chosen(h.Modes))
		if h.Yearly {
			v.Set(at+".yearly", "on")
		}
		spans(at, h.Spans)
	}
	return v
}

var someHours = map[string]string{
	"schedule.workday": "09:00-13:00,14:00-18:00", "schedule.nonworkday": "closed",
	"schedule.week": "Fri 09:00-12:00\nMon,Wed 22:00-06:00+1\nSun 00:00-24:00",
	"holidays":      "2026-12-24 09:00-12:00 Christmas Eve\n12-25 closed 1st day of Christmas\n02-29 10:00-10:30:30,20:00-24:00",
}

// A table that was not touched changes no text, whatever its order.
func TestClickedNothing(t *testing.T) {
	in := &reading{typed: sentGrid(someHours)}
	in.clicked()
	want := url.Values{}
	for name, text := range someHours {
		want.Set("hours."+name, text)
	}
	if diff := cmp.Diff(want, in.typed); diff != "" || len(in.wrong) > 0 {
		t.Errorf("%v (-want +got):\n%s", in.wrong, diff)
	}
}

func TestClicked(t *testing.T) {
	for _, tt := range []struct {
		name  string
		click map[string]string // of the form; "-" takes an input out
		at    string
		want  string
	}{
		{"another end", map[string]string{"hours.grid.workday.from": "08:30", "hours.grid.workday.to": "16:00"}, "schedule.workday", "08:30-16:00"},
		{"until midnight", map[string]string{"hours.grid.workday.from": "08:30", "hours.grid.workday.to": "00:00"}, "schedule.workday", "08:30-24:00"},
		{"over night", map[string]string{"hours.grid.workday.from": "20:00", "hours.grid.workday.to": "04:00"}, "schedule.workday", "20:00-04:00+1"},
		{"closed", map[string]string{"hours.grid.workday": "closed"}, "schedule.workday", "closed"},
		{"a day as the others", map[string]string{"hours.grid.fri": ""}, "schedule.week", "Mon,Wed 22:00-06:00+1\nSun 00:00-24:00"},
		{"days of the same hours", map[string]string{"hours.grid.sat": "open", "hours.grid.sat.from": "09:00", "hours.grid.sat.to": "12:00"}, "schedule.week", "Mon,Wed 22:00-06:00+1\nFri-Sat 09:00-12:00\nSun 00:00-24:00"},
		{"a day closed", map[string]string{"hours.grid.tue": "closed"}, "schedule.week", "Mon,Wed 22:00-06:00+1\nTue closed\nFri 09:00-12:00\nSun 00:00-24:00"},
		{"a holiday every year", map[string]string{"hours.holiday[0].yearly": "on"}, "holidays", "12-24 09:00-12:00 Christmas Eve\n12-25 closed 1st day of Christmas\n02-29 10:00-10:30:30,20:00-24:00"},
		{"one holiday less", map[string]string{"hours.holiday[0].date": "-", "hours.holiday[0].name": "-", "hours.holiday[0].mode": "-", "hours.holiday[0].from": "-", "hours.holiday[0].to": "-"}, "holidays", "12-25 closed 1st day of Christmas\n02-29 10:00-10:30:30,20:00-24:00"},
		{"one more", map[string]string{"hours.holiday[7].date": "2027-01-01", "hours.holiday[7].name": " New \n Year ", "hours.holiday[7].mode": "closed"}, "holidays", someHours["holidays"] + "\n2027-01-01 closed New Year"},
		{"a text goes before the table", map[string]string{"hours.schedule.workday": "07:00-08:00", "hours.grid.workday": "closed"}, "schedule.workday", "07:00-08:00"},
		{"an empty row", map[string]string{"hours.holiday[7].mode": "closed"}, "holidays", someHours["holidays"]},
	} {
		in := &reading{typed: sentGrid(someHours)}
		for name, value := range tt.click {
			if in.typed.Set(name, value); value == "-" {
				in.typed.Del(name)
			}
		}
		in.clicked()
		if got := in.typed.Get("hours." + tt.at); got != tt.want || len(in.wrong) > 0 {
			t.Errorf("%s: %q, want %q; %v", tt.name, got, tt.want, in.wrong)
		}
		if tt.at != "holidays" {
			continue
		}
		if _, err := worktime.ParseHolidays(tt.want); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// A row with a fault stays in the form as it was clicked, and says at which field it is.
func TestClickedFaults(t *testing.T) {
	for _, tt := range []struct {
		click map[string]string
		field string
	}{
		{map[string]string{"hours.grid.tue": "open"}, "hours.schedule.week"},
		{map[string]string{"hours.grid.workday.to": "25:00"}, "hours.schedule.workday"},
		{map[string]string{"hours.grid.nonworkday": "open", "hours.grid.nonworkday.from": "09:00", "hours.grid.nonworkday.to": ""}, "hours.schedule.nonworkday"},
		{map[string]string{"hours.holiday[9].name": "some day", "hours.holiday[9].mode": "closed"}, "hours.holidays"},
		{map[string]string{"hours.holiday[0].date": "2026-02-30"}, "hours.holidays"},
	} {
		in := &reading{typed: sentGrid(someHours)}
		for name, value := range tt.click {
			in.typed.Set(name, value)
		}
		in.clicked()
		if len(in.wrong) != 1 || in.wrong[0].Field != tt.field {
			t.Errorf("%v: complaints %v, want one about %s", tt.click, in.wrong, tt.field)
		}
		for name, value := range tt.click {
			if got := in.typed.Get(name); got != value {
				t.Errorf("%s is %q, and was clicked as %q", name, got, value)
			}
		}
		for name, text := range someHours {
			if got := in.typed.Get("hours." + name); got != text {
				t.Errorf("%v: the text of %s is %q", tt.click, name, got)
			}
		}
	}
}

// Buttons add and remove times and holidays without a script.
func TestPress(t *testing.T) {
	v := sentGrid(someHours)
	pressed := func(do string) *grid {
		t.Helper()
		v.Set("do", do)
		if !press(v) || !isMore(do) {
			t.Fatalf("%q is no button of the table", do)
		}
		return newGrid(v, time.Time{})
	}
	spansOf := func(g *grid, i int) string {
		var list []string
		for _, s := range g.Days[i].Spans {
			list = append(list, s.From+"-"+s.To)
		}
		return strings.Join(list, " ")
	}
	if got := spansOf(pressed("add tue"), 3); got != "-" || v.Get("hours.grid.tue") != "open" {
		t.Errorf("Tuesday has %q", got)
	}
	if got := spansOf(pressed("drop workday 0"), 0); got != "14:00-18:00" {
		t.Errorf("workdays have %q", got)
	}
	if got := spansOf(pressed("drop workday 0"), 0); got != "" || v.Get("hours.grid.workday") != "closed" {
		t.Errorf("workdays have %q", got)
	}
	if g := pressed("add holiday"); len(g.Holidays) != 4 || g.Holidays[3].N != 3 {
		t.Errorf("holidays %+v", g.Holidays)
	}
	if g := pressed("add holiday[3]"); len(g.Holidays[3].Spans) != 1 {
		t.Errorf("holidays %+v", g.Holidays[3])
	}
	if g := pressed("drop holiday 1"); len(g.Holidays) != 3 || g.Holidays[1].N != 2 {
		t.Errorf("holidays %+v", g.Holidays)
	}
	for _, do := range []string{"save", "add", "", "drop workday 99", "drop holiday -1", "drop nothing 3"} {
		before := v.Encode()
		v.Set("do", do)
		press(v)
		v.Set("do", "drop holiday 1")
		if v.Encode() != before {
			t.Errorf("%q changed the table", do)
		}
	}
}

// The default of a choice is offered once.
func TestDefaulted(t *testing.T) {
	if diff := cmp.Diff([]option{{Value: "", Label: "sha256"}, {Value: "sha1", Label: "sha1"}}, defaulted([]string{"sha256", "sha1"}, "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := defaulted([]string{"sha256", "sha1"}, "sha256"); got[0].Value != "sha256" {
		t.Errorf("a default that the record names: %+v", got)
	}
}

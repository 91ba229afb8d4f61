package worktime

import (
	"encoding"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Each type's text, canonical and otherwise, and what is refused.
func TestTextForms(t *testing.T) {
	parse := func(v encoding.TextUnmarshaler) func(string) (string, error) {
		return func(s string) (string, error) {
			if err := v.UnmarshalText([]byte(s)); err != nil {
				return "", err
			}
			text, err := v.(encoding.TextMarshaler).MarshalText()
			return string(text), err
		}
	}
	tests := map[string]struct {
		parse func(string) (string, error)
		reads map[string]string
		not   []string
	}{
		"Clock": {parse(new(Clock)),
			map[string]string{"00:00": "00:00", "09:05": "09:05", "09:05:00": "09:05", "09:05:07": "09:05:07", "24:00": "24:00", "24:00:00": "24:00"},
			[]string{"", "8:0", "8:00", "24:10", "24:00:01", "23:60", "23:59:60", "25:00", "09.00", "09:00:", "09:00:0", "0a:00", "-1:00", "+9:00", "09:00-10:00", "０９:００"}},
		"Date": {parse(new(Date)),
			map[string]string{"": "", "2026-10-01": "2026-10-01", "0001-01-01": "0001-01-01", "9999-12-31": "9999-12-31", "2028-02-29": "2028-02-29"},
			[]string{"2026-02-29", "2026-13-01", "2026-00-01", "2026-1-1", "0000-01-01", "2026/10/01", "20261001", "2026-10-01T00:00"}},
		"MonthDay": {parse(new(MonthDay)),
			map[string]string{"": "", "12-25": "12-25", "02-29": "02-29"},
			[]string{"02-30", "13-01", "00-01", "1-1", "12/25", "--12-25"}},
		"LocalTime": {parse(new(LocalTime)),
			map[string]string{"": "", "2026-03-01T14:30": "2026-03-01T14:30", "2026-03-01T24:00": "2026-03-01T24:00", "2026-03-01T14:30:01": "2026-03-01T14:30:01"},
			[]string{"2026-03-01", "2026-03-01 14:30", "2026-03-01T", "T14:30", "2026-02-30T14:30", "2026-03-01T14:30Z", "2026-03-01T25:00"}},
		"Weekdays": {parse(new(Weekdays)),
			map[string]string{"": "", "Mon": "Mon", "mon,TUE": "Mon-Tue", "Mon-Fri": "Mon-Fri", "Sat-Sun": "Sat-Sun", "Fri-Mon": "Mon,Fri-Sun",
				"Monday, wednesday - friday": "Mon,Wed-Fri", "Sun-Sat": "Mon-Sun", "Mon,Wed,Fri": "Mon,Wed,Fri", "Mon,Mon": "Mon"},
			[]string{"Mo", "Mon-", "-Mon", "Mon,,Tue", "Mon–Fri", "1-5", "Mon-Tue-Wed"}},
		"Class": {parse(new(Class)),
			map[string]string{"workday": "workday", "nonworkday": "nonworkday", "special": "special"},
			[]string{"", "Workday", "holiday"}},
		"Segments": {func(s string) (string, error) { list, err := ParseSegments(s); return FormatSegments(list), err },
			map[string]string{"closed": "closed", " closed ": "closed", "09:00-13:00,14:00-18:00": "09:00-13:00,14:00-18:00", "09:00 - 13:00 , 14:00-18:00": "09:00-13:00,14:00-18:00",
				"22:00-06:00+1": "22:00-06:00+1", "18:00-09:00": "18:00-09:00"},
			[]string{"", "09:00", "09:00-", "09:00-13:00,", "09:00-13:00;14:00-18:00", "22:00-06:00+2", "22:00-06:00+1+1", "09:00–13:00", "8:0-9:0", "08:00-24:10"}},
		"Week": {func(s string) (string, error) { w, err := ParseWeek(s); return w.String(), err },
			map[string]string{"": "", ";\n;": "", "Mon-Fri 09:00-13:00,14:00-18:00": "Mon-Fri 09:00-13:00,14:00-18:00",
				"mon, tue 09:00-10:00\nSun closed;": "Mon-Tue 09:00-10:00; Sun closed", "Sat 22:00-02:00+1": "Sat 22:00-02:00+1"},
			[]string{"09:00-10:00", "closed", "Mon", "Mon 9", "Monclosed", "Mon closed 09:00-10:00", "Mon 09:00-10:00 closed", "Someday 09:00-10:00"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for text, want := range tt.reads {
				got, err := tt.parse(text)
				if err != nil || got != want {
					t.Errorf("%q is %q, %v, want %q", text, got, err, want)
				}
			}
			for _, text := range tt.not {
				if got, err := tt.parse(text); err == nil {
					t.Errorf("%q is taken for %q", text, got)
				}
			}
		})
	}
}

// A value that does not exist has no text, since none could be read again.
func TestNoTextForWhatDoesNotExist(t *testing.T) {
	for _, v := range []encoding.TextMarshaler{
		Clock(-1), Clock(86401), Date{2026, time.February, 30}, Date{10000, 1, 1}, Date{-1, 1, 1}, MonthDay{time.February, 30}, MonthDay{13, 1},
		LocalTime{Date{}, 1}, LocalTime{Date{2026, 1, 1}, -1}, Weekdays(0x80), Class(3),
	} {
		if text, err := v.MarshalText(); err == nil {
			t.Errorf("%#v is written as %q", v, text)
		}
	}
}

func TestJSON(t *testing.T) {
	days := Days{
		Zone:        "Asia/Shanghai",
		Weekend:     Sat | Sun,
		Rest:        []Day{{Date{2026, 10, 1}, "National Day"}},
		Makeup:      []Day{{Date: Date{2026, 10, 10}}},
		Yearly:      []Yearly{{On: MonthDay{12, 25}, Class: Special, Segments: segments(t, "09:00-12:00")}, {On: MonthDay{1, 1}}},
		Special:     []Dated{{Date: Date{2026, 12, 24}, Segments: segments(t, "09:00-12:00")}},
		Partial:     []Dated{{Date: Date{2026, 3, 1}, Name: "drill", Segments: segments(t, "22:00-01:00+1")}},
		Emergency:   []Emergency{{From: LocalTime{Date{2026, 3, 1}, At(14, 30)}}},
		MaxSegments: 6,
	}
	schedule := Schedule{Workday: segments(t, "09:00-24:00"), Week: Week{{Days: Fri, Segments: segments(t, "09:00-12:30:30")}, {Days: Sun}}}
	const wantDays = `{"zone":"Asia/Shanghai","weekend":"Sat-Sun","rest":[{"date":"2026-10-01","name":"National Day"}],` +
		`"makeup":[{"date":"2026-10-10"}],` +
		`"yearly":[{"on":"12-25","class":"special","segments":[{"from":"09:00","to":"12:00"}]},{"on":"01-01"}],` +
		`"special":[{"date":"2026-12-24","segments":[{"from":"09:00","to":"12:00"}]}],` +
		`"partial":[{"date":"2026-03-01","name":"drill","segments":[{"from":"22:00","to":"01:00","overnight":true}]}],` +
		`"emergency":[{"from":"2026-03-01T14:30"}],"maxSegments":6}`
	const wantSchedule = `{"workday":[{"from":"09:00","to":"24:00"}],` +
		`"week":[{"days":"Fri","segments":[{"from":"09:00","to":"12:30:30"}]},{"days":"Sun"}]}`
	roundTrip(t, days, wantDays)
	roundTrip(t, schedule, wantSchedule)
}

func roundTrip[T any](t *testing.T, v T, want string) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	var again T
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v, again); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
}

func TestCalendarWeek(t *testing.T) {
	days := &Days{Zone: "UTC", Weekend: Sun, Rest: []Day{{Date: Date{2026, 10, 1}}}}
	c, err := New(days, Schedule{
		Workday: segments(t, "14:00-18:00,09:00-13:00"),
		Week:    Week{{Days: Fri, Segments: segments(t, "22:00-06:00+1")}, {Days: Wed, Segments: segments(t, "09:00-13:00,14:00-18:00")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = "Mon-Thu 09:00-13:00,14:00-18:00; Fri 22:00-06:00+1; Sat 09:00-13:00,14:00-18:00; Sun closed"
	if got := c.Week().String(); got != want {
		t.Errorf("Week = %s, want %s", got, want)
	}
}

func FuzzParseWeek(f *testing.F) {
	for _, s := range []string{"Mon-Fri 09:00-13:00,14:00-18:00; Sat closed", "fri-mon 22:00-06:00+1\nTue 08:00:30-24:00", "Mon", ";;", "Mon 9-5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		week, err := ParseWeek(s)
		if err != nil {
			return
		}
		again, err := ParseWeek(week.String())
		if err != nil {
			t.Fatalf("%q is written as %q: %v", s, week, err)
		}
		if diff := cmp.Diff(week, again); diff != "" {
			t.Errorf("%q read again (-want +got):\n%s", week, diff)
		}
		c, err := New(&Days{Zone: "UTC", MaxSegments: -1}, Schedule{Week: week})
		if err != nil {
			return
		}
		if diff := cmp.Diff(c.Week(), weekly(t, "UTC", c.Week().String()).Week()); diff != "" {
			t.Errorf("the calendar's week read again (-want +got):\n%s", diff)
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"zone":"Europe/Paris","weekend":"Sat-Sun","rest":[{"date":"2026-10-01","name":"x"}],"makeup":[],"yearly":[{"on":"02-29","class":"special"}]}`),
		[]byte(`{"workday":[{"from":"09:00","to":"24:00"}],"week":[{"days":"Fri","segments":[{"from":"22:00","to":"06:00","overnight":true}]}]}`))
	f.Add([]byte(`{"zone":"UTC","special":[{"date":"2026-12-24"}],"partial":[{"date":"","segments":[{}]}],"emergency":[{"from":"2026-03-01T14:30","until":""}]}`), []byte(`{}`))
	f.Fuzz(func(t *testing.T, daysText, scheduleText []byte) {
		var days, days2 Days
		var s, s2 Schedule
		if json.Unmarshal(daysText, &days) != nil || json.Unmarshal(scheduleText, &s) != nil {
			return
		}
		again(t, days, &days2)
		again(t, s, &s2)
		if _, err := Check(&days, s); err != nil {
			return
		}
		c, err := New(&days, s)
		if err != nil {
			t.Fatalf("Check passes, New does not: %v", err)
		}
		start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		for p := range c.Segments(start, start.AddDate(0, 1, 0)) {
			if open, why := c.Open(p.Start); !open {
				t.Fatalf("closed at the start of a segment, %v: %s", p.Start, why)
			}
		}
	})
}

func again[T any](t *testing.T, v T, out *T) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("decoded, but not encoded: %v", err)
	}
	if err := json.Unmarshal(text, out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if diff := cmp.Diff(v, *out, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s read again (-want +got):\n%s", text, diff)
	}
}

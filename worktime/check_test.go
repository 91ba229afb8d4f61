package worktime

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// complaints are what an error of Check or New joins.
func complaints(err error) []Complaint {
	switch e := err.(type) {
	case nil:
		return nil
	case *Complaint:
		return []Complaint{*e}
	case interface{ Unwrap() []error }:
		var list []Complaint
		for _, err := range e.Unwrap() {
			list = append(list, complaints(err)...)
		}
		return list
	}
	return complaints(errors.Unwrap(err))
}

func TestCheckJoinsAllComplaints(t *testing.T) {
	day := date(t, "2026-10-01")
	days := &Days{
		Zone:    "Europe/Pariss",
		Weekend: 0x80,
		Rest:    []Day{{Date: day}, {}, {Date: day}, {Date: Date{2026, time.February, 30}}},
		Makeup:  []Day{{Date: day}, {Date: day}},
		Yearly: []Yearly{
			{On: MonthDay{time.December, 25}},
			{On: MonthDay{time.December, 25}},
			{On: MonthDay{time.February, 30}},
			{Class: 7},
			{On: MonthDay{time.January, 1}, Segments: []Segment{{From: At(9, 0), To: At(8, 0)}}},
		},
		Special: []Dated{{Date: day, Segments: []Segment{{From: At(9, 0), To: At(9, 0)}}}, {Date: day}},
		Partial: []Dated{{Date: day}, {Date: day, Segments: []Segment{{From: At(9, 0), To: At(25, 0)}}}},
		Emergency: []Emergency{
			{From: LocalTime{day, At(12, 0)}, Until: LocalTime{day, At(14, 0)}},
			{From: LocalTime{day, At(13, 0)}, Until: LocalTime{day, At(15, 0)}},
			{From: LocalTime{day, At(12, 0)}, Until: LocalTime{day, At(14, 0)}},
			{From: LocalTime{day, At(12, 0)}, Until: LocalTime{day, At(11, 0)}},
			{From: LocalTime{day, At(12, 0)}, Until: LocalTime{day, At(12, 0)}},
			{Until: LocalTime{day, At(12, 0)}},
			{From: LocalTime{day, At(25, 0)}},
			{From: LocalTime{day, At(1, 0)}, Until: LocalTime{Date{2026, time.February, 30}, 0}},
			{From: LocalTime{day, At(15, 0)}},
		},
	}
	s := Schedule{
		Workday: []Segment{
			{From: At(14, 0), To: At(18, 0)},
			{From: At(9, 0), To: At(15, 0)},
			{From: At(9, 0), To: At(15, 0)},
			{From: At(10, 0), To: At(11, 0)},
			{From: At(20, 0), To: At(19, 0)},
			{From: At(19, 0), To: At(19, 0)},
			{From: -1, To: At(1, 0)},
		},
		Nonworkday: []Segment{
			{From: At(22, 0), To: At(6, 0), Overnight: true},
			{From: At(23, 0), To: At(24, 0)},
			{From: At(9, 0), To: At(17, 0), Overnight: true},
			{From: At(24, 0), To: At(6, 0), Overnight: true},
		},
		Week: Week{
			{Days: Mon | Tue, Segments: []Segment{{From: At(9, 0), To: At(8, 0)}}},
			{Days: Tue | Wed},
			{},
			{Days: 0xff},
		},
	}
	want := []Complaint{
		{"days.zone", CodeUnknown, `"Europe/Pariss" is no zone of the time zone database on this machine; give the name of a place, such as "Europe/Paris"`},
		{"days.weekend", CodeInvalid, "Weekdays(0x80) is no set of weekdays"},
		{"days.rest[1].date", CodeMissing, "a date must be given"},
		{"days.rest[2].date", CodeDoubled, "2026-10-01 is already in days.rest[0]"},
		{"days.rest[3].date", CodeInvalid, "the date 2026-02-30 does not exist"},
		{"days.makeup[1].date", CodeDoubled, "2026-10-01 is already in days.makeup[0]"},
		{"days.special[1].date", CodeDoubled, "2026-10-01 is already in days.special[0]"},
		{"days.special[0].segments[0]", CodeEmpty, "09:00-09:00 covers no time"},
		{"days.partial[1].date", CodeDoubled, "2026-10-01 is already in days.partial[0]"},
		{"days.partial[0].segments", CodeEmpty, "the partial closure says no hours to close"},
		{"days.partial[1].segments[0]", CodeInvalid, "09:00-Clock(90000) is not within 00:00 to 24:00"},
		{"days.yearly[1].on", CodeDoubled, "12-25 is already in days.yearly[0]"},
		{"days.yearly[2].on", CodeInvalid, "no year has the day 02-30"},
		{"days.yearly[3].on", CodeMissing, "a month and day must be given"},
		{"days.yearly[3].class", CodeInvalid, "Class(7) is no class of days"},
		{"days.yearly[4].segments", CodeInvalid, "only a special date has segments of its own; a nonworkday has those of its class"},
		{"days.yearly[4].segments[0]", CodeReversed, "09:00-08:00 ends before it starts; a segment past midnight must be marked overnight"},
		{"days.emergency[2]", CodeDoubled, "it is already in days.emergency[0]"},
		{"days.emergency[3]", CodeReversed, "it ends at 2026-10-01T11:00, before it starts at 2026-10-01T12:00"},
		{"days.emergency[4]", CodeEmpty, "it ends when it starts, at 2026-10-01T12:00"},
		{"days.emergency[5].from", CodeMissing, "a start must be given"},
		{"days.emergency[6].from", CodeInvalid, "2026-10-01TClock(90000) does not exist"},
		{"days.emergency[7].until", CodeInvalid, "2026-02-30T00:00 does not exist"},
		{"days.emergency[1]", CodeOverlap, "it overlaps days.emergency[0]"},
		{"workday", CodeTooMany, "7 segments are more than the 4 allowed"},
		{"workday[2]", CodeDoubled, "09:00-15:00 is already in workday[1]"},
		{"workday[4]", CodeReversed, "20:00-19:00 ends before it starts; a segment past midnight must be marked overnight"},
		{"workday[5]", CodeEmpty, "19:00-19:00 covers no time"},
		{"workday[6]", CodeInvalid, "Clock(-1)-01:00 is not within 00:00 to 24:00"},
		{"workday[3]", CodeOverlap, "10:00-11:00 overlaps workday[1], 09:00-15:00"},
		{"workday[1]", CodeOverlap, "09:00-15:00 overlaps workday[0], 14:00-18:00"},
		{"nonworkday[2]", CodeOvernight, "09:00-17:00+1 lasts longer than a day; without the overnight mark it ends the same day"},
		{"nonworkday[3]", CodeInvalid, "24:00-06:00+1 begins when its day is over"},
		{"nonworkday[1]", CodeOverlap, "23:00-24:00 overlaps nonworkday[0], 22:00-06:00+1"},
		{"week[0].segments[0]", CodeReversed, "09:00-08:00 ends before it starts; a segment past midnight must be marked overnight"},
		{"week[1].days", CodeDoubled, "Tue already has hours of its own"},
		{"week[2].days", CodeEmpty, "no weekday is named"},
		{"week[3].days", CodeInvalid, "Weekdays(0xff) is no set of weekdays"},
	}
	_, err := Check(days, s)
	if diff := cmp.Diff(want, complaints(err)); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
	_, err = New(days, s)
	if diff := cmp.Diff(want, complaints(err)); diff != "" {
		t.Errorf("New (-want +got):\n%s", diff)
	}
}

func TestCheckZone(t *testing.T) {
	for zone, code := range map[string]Code{
		"": CodeMissing, "Local": CodeLocal, "Mars/Base": CodeUnknown, "../etc/passwd": CodeUnknown, "UTC": "", "Asia/Shanghai": "",
	} {
		_, err := Check(&Days{Zone: zone}, Schedule{})
		c, failed := errors.AsType[*Complaint](err)
		if failed != (code != "") || failed && (c.Code != code || c.Field != "days.zone") {
			t.Errorf("Check(%q) = %v, want code %q", zone, err, code)
		}
	}
	_, err := Check(nil, Schedule{Workday: segments(t, "09:00-08:00")})
	want := []Complaint{
		{"days", CodeMissing, "a calendar needs days, at least their zone"},
		{"workday[0]", CodeReversed, "09:00-08:00 ends before it starts; a segment past midnight must be marked overnight"},
	}
	if diff := cmp.Diff(want, complaints(err)); diff != "" {
		t.Errorf("Check without days (-want +got):\n%s", diff)
	}
}

func TestMaxSegments(t *testing.T) {
	four, five := segments(t, "01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00"), segments(t, "01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00")
	tests := []struct {
		limit int
		list  []Segment
		want  bool
	}{
		{0, four, true}, {0, five, false}, {4, five, false}, {5, five, true}, {-1, five, true}, {1, four, false},
	}
	for _, tt := range tests {
		if _, err := New(&Days{Zone: "UTC", MaxSegments: tt.limit}, Schedule{Workday: tt.list}); (err == nil) != tt.want {
			t.Errorf("%d segments with a limit of %d: %v", len(tt.list), tt.limit, err)
		}
	}
}

func TestWarnings(t *testing.T) {
	day := date(t, "2026-10-10")
	days := &Days{Zone: "UTC", Weekend: Sat | Sun, Rest: []Day{{Date: day}}, Makeup: []Day{{Date: date(t, "2026-10-11")}, {Date: day}}}
	got, err := Check(days, Schedule{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Complaint{
		{"days.makeup[1]", CodeRestWins, "2026-10-10 is also the rest date days.rest[0], and rest wins"},
		{"workday", CodeNoHours, "make-up workdays have the hours of workdays, and workdays have none"},
		{"week", CodeNeverOpen, "no day of the week has hours"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	for _, s := range []Schedule{
		{Workday: segments(t, "09:00-10:00")},
		{Nonworkday: segments(t, "09:00-10:00"), Week: Week{{Days: Mon, Segments: segments(t, "09:00-10:00")}}},
	} {
		if got, _ := Check(&Days{Zone: "UTC", Weekend: Sat | Sun}, s); got != nil {
			t.Errorf("warnings of %+v: %v", s, got)
		}
	}
	days, s := Default("UTC")
	if got, err := Check(days, s); got != nil || err != nil {
		t.Errorf("the default: %v, %v", got, err)
	}
}

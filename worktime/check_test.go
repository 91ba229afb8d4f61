package worktime

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// complaints are what an error of Check or New joins.
func complaints(err error) []*FieldError {
	switch e := err.(type) {
	case nil:
		return nil
	case *FieldError:
		return []*FieldError{e}
	case interface{ Unwrap() []error }:
		var list []*FieldError
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
	want := []*FieldError{
		{Field: "days.zone", Code: CodeUnknown, Reason: `"Europe/Pariss" is no zone of the time zone database on this machine; give the name of a place, such as "Europe/Paris"`},
		{Field: "days.weekend", Code: CodeInvalid, Reason: "Weekdays(0x80) is no set of weekdays"},
		{Field: "days.rest[1].date", Code: CodeMissing, Reason: "a date must be given"},
		{Field: "days.rest[2].date", Code: CodeDuplicate, Reason: "2026-10-01 is already in days.rest[0]"},
		{Field: "days.rest[3].date", Code: CodeInvalid, Reason: "the date 2026-02-30 does not exist"},
		{Field: "days.makeup[1].date", Code: CodeDuplicate, Reason: "2026-10-01 is already in days.makeup[0]"},
		{Field: "days.special[1].date", Code: CodeDuplicate, Reason: "2026-10-01 is already in days.special[0]"},
		{Field: "days.special[0].segments[0]", Code: CodeEmpty, Reason: "09:00-09:00 covers no time"},
		{Field: "days.partial[1].date", Code: CodeDuplicate, Reason: "2026-10-01 is already in days.partial[0]"},
		{Field: "days.partial[0].segments", Code: CodeEmpty, Reason: "the partial closure says no hours to close"},
		{Field: "days.partial[1].segments[0]", Code: CodeInvalid, Reason: "09:00-Clock(90000) is not within 00:00 to 24:00"},
		{Field: "days.yearly[1].on", Code: CodeDuplicate, Reason: "12-25 is already in days.yearly[0]"},
		{Field: "days.yearly[2].on", Code: CodeInvalid, Reason: "no year has the day 02-30"},
		{Field: "days.yearly[3].on", Code: CodeMissing, Reason: "a month and day must be given"},
		{Field: "days.yearly[3].class", Code: CodeInvalid, Reason: "Class(7) is no class of days"},
		{Field: "days.yearly[4].segments", Code: CodeInvalid, Reason: "only a special date has segments of its own; a nonworkday has those of its class"},
		{Field: "days.yearly[4].segments[0]", Code: CodeReversed, Reason: "09:00-08:00 ends before it starts; a segment past midnight must be marked overnight"},
		{Field: "days.emergency[2]", Code: CodeDuplicate, Reason: "it is already in days.emergency[0]"},
		{Field: "days.emergency[3]", Code: CodeReversed, Reason: "it ends at 2026-10-01T11:00, before it starts at 2026-10-01T12:00"},
		{Field: "days.emergency[4]", Code: CodeEmpty, Reason: "it ends when it starts, at 2026-10-01T12:00"},
		{Field: "days.emergency[5].from", Code: CodeMissing, Reason: "a start must be given"},
		{Field: "days.emergency[6].from", Code: CodeInvalid, Reason: "2026-10-01TClock(90000) does not exist"},
		{Field: "days.emergency[7].until", Code: CodeInvalid, Reason: "2026-02-30T00:00 does not exist"},
		{Field: "days.emergency[1]", Code: CodeOverlap, Reason: "it overlaps days.emergency[0]"},
		{Field: "workday", Code: CodeTooMany, Reason: "7 segments are more than the 4 allowed"},
		{Field: "workday[2]", Code: CodeDuplicate, Reason: "09:00-15:00 is already in workday[1]"},
		{Field: "workday[4]", Code: CodeReversed, Reason: "20:00-19:00 ends before it starts; a segment past midnight must be marked overnight"},
		{Field: "workday[5]", Code: CodeEmpty, Reason: "19:00-19:00 covers no time"},
		{Field: "workday[6]", Code: CodeInvalid, Reason: "Clock(-1)-01:00 is not within 00:00 to 24:00"},
		{Field: "workday[3]", Code: CodeOverlap, Reason: "10:00-11:00 overlaps workday[1], 09:00-15:00"},
		{Field: "workday[1]", Code: CodeOverlap, Reason: "09:00-15:00 overlaps workday[0], 14:00-18:00"},
		{Field: "nonworkday[2]", Code: CodeOvernight, Reason: "09:00-17:00+1 lasts longer than a day; without the overnight mark it ends the same day"},
		{Field: "nonworkday[3]", Code: CodeInvalid, Reason: "24:00-06:00+1 begins when its day is over"},
		{Field: "nonworkday[1]", Code: CodeOverlap, Reason: "23:00-24:00 overlaps nonworkday[0], 22:00-06:00+1"},
		{Field: "week[0].segments[0]", Code: CodeReversed, Reason: "09:00-08:00 ends before it starts; a segment past midnight must be marked overnight"},
		{Field: "week[1].days", Code: CodeDuplicate, Reason: "Tue already has hours of its own"},
		{Field: "week[2].days", Code: CodeEmpty, Reason: "no weekday is named"},
		{Field: "week[3].days", Code: CodeInvalid, Reason: "Weekdays(0xff) is no set of weekdays"},
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
	for zone, code := range map[string]string{
		"": CodeMissing, "Local": CodeLocal, "Mars/Base": CodeUnknown, "../etc/passwd": CodeUnknown, "UTC": "", "Asia/Shanghai": "",
	} {
		_, err := Check(&Days{Zone: zone}, Schedule{})
		c, failed := errors.AsType[*FieldError](err)
		if failed != (code != "") || failed && (c.Code != code || c.Field != "days.zone") {
			t.Errorf("Check(%q) = %v, want code %q", zone, err, code)
		}
	}
	_, err := Check(nil, Schedule{Workday: segments(t, "09:00-08:00")})
	want := []*FieldError{
		{Field: "days", Code: CodeMissing, Reason: "a calendar needs days, at least their zone"},
		{Field: "workday[0]", Code: CodeReversed, Reason: "09:00-08:00 ends before it starts; a segment past midnight must be marked overnight"},
	}
	if diff := cmp.Diff(want, complaints(err)); diff != "" {
		t.Errorf("Check without days (-want +got):\n%s", diff)
	}
}

// A segment overlaps one that lasts longer, whatever lies between their beginnings.
func TestOverlapWithAnEarlierSegment(t *testing.T) {
	s := Schedule{Workday: segments(t, "08:00-09:00,10:00-18:00,11:00-12:00,13:00-14:00")}
	want := []string{"workday[2] overlap: 11:00-12:00 overlaps workday[1], 10:00-18:00", "workday[3] overlap: 13:00-14:00 overlaps workday[1], 10:00-18:00"}
	_, err := Check(&Days{Zone: "UTC"}, s)
	var got []string
	for _, e := range complaints(err) {
		got = append(got, fmt.Sprintf("%s %s: %s", e.Field, e.Code, e.Reason))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
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
	want := []*FieldError{
		{Field: "days.makeup[1]", Code: CodeRestWins, Reason: "2026-10-10 is also the rest date days.rest[0], and rest wins"},
		{Field: "workday", Code: CodeNoHours, Reason: "make-up workdays have the hours of workdays, and workdays have none"},
		{Field: "week", Code: CodeNeverOpen, Reason: "no day of the week has hours"},
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

package worktime

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHolidaysAsText(t *testing.T) {
	const text = "2026-12-24 09:00-12:00 Christmas Eve\n12-25 closed Christmas Day\n2026-05-01 closed"
	list, err := ParseHolidays("2026-12-24 09:00-12:00 Christmas Eve\r\n\n 12-25 Christmas Day \n2026-05-01")
	if err != nil {
		t.Fatal(err)
	}
	want := []Holiday{
		{Date: date(t, "2026-12-24"), Segments: segments(t, "09:00-12:00"), Name: "Christmas Eve"},
		{Yearly: MonthDay{Month: time.December, Day: 25}, Name: "Christmas Day"},
		{Date: date(t, "2026-05-01")},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("ParseHolidays (-want +got):\n%s", diff)
	}
	if got := FormatHolidays(list); got != text {
		t.Errorf("FormatHolidays = %q, want %q", got, text)
	}
	for _, bad := range []string{"Christmas", "2026-02-31x", "2026-12-24 09:00-25:00 Eve", "24.12. closed",
		"12-24 9-12 Eve", "12-24 9am-5pm", "12-24 0900-1200", "12-24 9–12", "12-24 9", "12-24 09:00 - 12:00 Eve",
		"12-24 Christmas Eve 09:00-12:00", "12-24 open 9 – 12"} {
		if list, err := ParseHolidays(bad); err == nil {
			t.Errorf("%q was read as %v", bad, list)
		}
	}
}

// A name may begin with a digit, and with hours after the word closed.
func TestHolidaysWithDigitsInTheirName(t *testing.T) {
	for text, name := range map[string]string{"12-26 2. Weihnachtstag": "2. Weihnachtstag", "12-26 2nd day": "2nd day", "12-24 closed 9-12 is off": "9-12 is off"} {
		list, err := ParseHolidays(text)
		if err != nil || len(list) != 1 || list[0].Name != name || len(list[0].Segments) != 0 {
			t.Errorf("%q: %+v, %v", text, list, err)
		}
	}
}

// FuzzParseHolidays: what is read is written so that it is read again, as the same list.
func FuzzParseHolidays(f *testing.F) {
	for _, s := range []string{"2026-12-24 09:00-12:00 Christmas Eve\n12-25 closed Christmas Day", "02-29", "12-26 2. Weihnachtstag\r\n\n", "12-24 closed closed", "12-31 22:00-02:00+1,03:00-24:00 x", "0001-01-01 closed\ta"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, err := ParseHolidays(s)
		if err != nil {
			return
		}
		again, err := ParseHolidays(FormatHolidays(list))
		if err != nil {
			t.Fatalf("%q is written as %q: %v", s, FormatHolidays(list), err)
		}
		if diff := cmp.Diff(list, again); diff != "" {
			t.Errorf("%q read again (-want +got):\n%s", FormatHolidays(list), diff)
		}
	})
}

func TestCheckHolidays(t *testing.T) {
	day := date(t, "2026-12-24")
	err := CheckHolidays([]Holiday{
		{Date: day, Segments: segments(t, "12:00-09:00")}, {Date: day}, {}, {Date: day, Yearly: MonthDay{Month: 12, Day: 24}},
		{Date: Date{Year: 2026, Month: 2, Day: 30}}, {Yearly: MonthDay{Month: 2, Day: 30}}, {Yearly: MonthDay{Month: 12, Day: 24}},
	}, 0)
	var got []string
	for _, e := range complaints(err) {
		got = append(got, e.Field+" "+e.Code)
	}
	want := []string{"holidays[0].segments[0] reversed", "holidays[1].date duplicate", "holidays[2].date missing", "holidays[3].yearly invalid", "holidays[4].date invalid", "holidays[5].yearly invalid"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CheckHolidays (-want +got):\n%s", diff)
	}
}

// A channel's holiday takes the place of what the calendar says of its date, and leaves the
// calendar as it is.
func TestWithHolidays(t *testing.T) {
	day := date(t, "2026-12-24") // a Thursday
	days := &Days{Zone: "UTC", Weekend: Sat | Sun, Special: []Dated{{Date: day, Name: "company day"}}, Makeup: []Day{{Date: day}},
		Yearly: []Yearly{{On: MonthDay{Month: 12, Day: 31}, Class: Nonworkday, Name: "stocktaking"}}}
	own := days.WithHolidays([]Holiday{
		{Date: day, Name: "Christmas Eve", Segments: segments(t, "09:00-12:00")},
		{Yearly: MonthDay{Month: 12, Day: 31}, Name: "New Year's Eve", Segments: segments(t, "09:00-10:00")},
	})
	schedule := Schedule{Workday: segments(t, "08:00-18:00")}
	for _, tt := range []struct {
		days   *Days
		at     string
		open   bool
		reason string
	}{
		{days, "2026-12-24T09:30:00Z", false, "special hours (company day), no hours"},
		{own, "2026-12-24T09:30:00Z", true, "special hours (Christmas Eve)"},
		{own, "2026-12-24T12:00:00Z", false, "special hours (Christmas Eve), outside hours"},
		{days, "2026-12-31T09:30:00Z", false, "yearly date (stocktaking), no hours"},
		{own, "2027-12-31T09:30:00Z", true, "yearly date (New Year's Eve)"},
		{own, "2026-12-23T09:30:00Z", true, "workday"},
	} {
		c, err := New(tt.days, schedule)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse(time.RFC3339, tt.at)
		if open, reason := c.Open(at); open != tt.open || reason != tt.reason {
			t.Errorf("at %s: %v, %q, want %v, %q", tt.at, open, reason, tt.open, tt.reason)
		}
	}
	if got := days.WithHolidays(nil); got != days {
		t.Error("without holidays the days are copied")
	}
}

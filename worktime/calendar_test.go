package worktime

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// The questions that a session policy asks of its hours.
var _ interface {
	Open(t time.Time) (bool, string)
	NextOpen(t time.Time) (time.Time, bool)
	After(t time.Time, d time.Duration) (time.Time, bool)
	Between(a, b time.Time) time.Duration
} = (*Calendar)(nil)

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

// 2026-03-02 is a Monday.
func TestOpen(t *testing.T) {
	const lunch = "Mon-Fri 09:00-13:00,14:00-18:00"
	tests := []struct {
		name, week, at string
		want           bool
		why            string
	}{
		{"before", lunch, "2026-03-02 08:59:59", false, "Monday, outside hours"},
		{"at the start", lunch, "2026-03-02 09:00", true, "Monday"},
		{"inside", lunch, "2026-03-02 11:00", true, "Monday"},
		{"last second", lunch, "2026-03-02 12:59:59", true, "Monday"},
		{"at the end", lunch, "2026-03-02 13:00", false, "Monday, outside hours"},
		{"in the gap", lunch, "2026-03-02 13:30", false, "Monday, outside hours"},
		{"after the gap", lunch, "2026-03-02 14:00", true, "Monday"},
		{"after all", lunch, "2026-03-02 18:00", false, "Monday, outside hours"},
		{"a day without hours", lunch, "2026-03-07 11:00", false, "nonworkday, no hours"},
		{"order does not matter", "Mon 14:00-18:00,09:00-13:00", "2026-03-02 09:30", true, "Monday"},
		{"seconds", "Mon 08:00:30-08:00:40", "2026-03-02 08:00:30", true, "Monday"},
		{"seconds over", "Mon 08:00:30-08:00:40", "2026-03-02 08:00:40", false, "Monday, outside hours"},
		{"part of a second", "Mon 08:00-09:00", "2026-03-02T08:59:59.999999999Z", true, "Monday"},
		{"midnight belongs to the next day", "Mon 09:00-24:00", "2026-03-03 00:00", false, "workday, no hours"},
		{"last second of the day", "Mon 09:00-24:00", "2026-03-02 23:59:59", true, "Monday"},
		{"past midnight", "Mon 09:00-02:00+1", "2026-03-03 01:00", true, "Monday, since the day before"},
		{"past midnight, at the end", "Mon 09:00-02:00+1", "2026-03-03 02:00", false, "workday, no hours"},
		{"past midnight, the same morning", "Mon 09:00-02:00+1", "2026-03-02 01:00", false, "Monday, outside hours"},
		{"from Sunday into Monday", "Sun 22:00-06:00+1", "2026-03-02 05:59", true, "Sunday, since the day before"},
		{"input in another zone", lunch, "2026-03-02T18:30:00+09:00", true, "Monday"},
		{"another zone, still Sunday", "Mon 00:00-24:00", "2026-03-02T08:59:00+09:00", false, "nonworkday, no hours"},
		{"leap day", "Tue 09:00-10:00", "2028-02-29 09:30", true, "Tuesday"},
		{"before the first year", "Mon-Sun 00:00-24:00", "0000-12-31T23:59:59Z", false, "outside the years 1 to 9999"},
		{"long ago", "Mon-Sun 00:00-24:00", "0001-01-01T00:00:00Z", true, "Monday"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := dated(t, &Days{Zone: "UTC", Weekend: Sat | Sun}, tt.week)
			got, why := c.Open(at(t, c, tt.at))
			if got != tt.want || why != tt.why {
				t.Errorf("Open(%s) = %v, %q, want %v, %q", tt.at, got, why, tt.want, tt.why)
			}
		})
	}
}

// One week of dates at every level; 2026-10-01 is a Thursday.
func TestPrecedence(t *testing.T) {
	days := &Days{
		Zone:    "Asia/Shanghai",
		Weekend: Sat | Sun,
		Rest:    []Day{{date(t, "2026-10-01"), "National Day"}, {date(t, "2026-10-02"), ""}, {date(t, "2026-10-11"), ""}, {date(t, "2026-10-07"), ""}},
		Makeup:  []Day{{date(t, "2026-10-10"), "for National Day"}, {date(t, "2026-10-11"), ""}, {date(t, "2026-10-17"), ""}},
		Yearly: []Yearly{
			{On: MonthDay{time.October, 7}, Class: Special, Segments: segments(t, "20:00-21:00")},
			{On: MonthDay{time.October, 17}},
			{On: MonthDay{time.October, 14}, Name: "founder's day", Class: Special, Segments: segments(t, "20:00-21:00")},
			{On: MonthDay{time.October, 15}, Class: Nonworkday},
			{On: MonthDay{time.October, 18}, Class: Workday},
			{On: MonthDay{time.February, 29}, Class: Special},
		},
		Special: []Dated{
			{Date: date(t, "2026-10-02"), Name: "short day", Segments: segments(t, "10:00-11:00")},
			{Date: date(t, "2026-10-05")},
			{Date: date(t, "2026-10-09"), Segments: segments(t, "20:00-04:00+1")},
		},
		Partial: []Dated{
			{Date: date(t, "2026-10-10"), Name: "drill", Segments: segments(t, "02:00-03:00,10:00-11:00")},
			{Date: date(t, "2026-10-12"), Segments: segments(t, "08:00-10:00,17:00-19:00")},
		},
		Emergency: []Emergency{
			{From: LocalTime{date(t, "2026-10-12"), At(9, 30)}, Until: LocalTime{date(t, "2026-10-12"), At(12, 0)}, Name: "flood"},
			{From: LocalTime{date(t, "2026-10-20"), Midnight}},
		},
	}
	c, err := New(days, Schedule{Workday: segments(t, "09:00-18:00"), Nonworkday: segments(t, "10:00-12:00")})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		at   string
		want bool
		why  string
	}{
		{"2026-09-30 09:00", true, "workday"},
		{"2026-10-01 09:00", false, "rest date (National Day), outside hours"},
		{"2026-10-01 10:00", true, "rest date (National Day)"},
		{"2026-10-02 10:30", true, "special hours (short day)"},
		{"2026-10-02 11:30", false, "special hours (short day), outside hours"},
		{"2026-10-03 09:00", false, "nonworkday, outside hours"},
		{"2026-10-03 10:00", true, "nonworkday"},
		{"2026-10-05 10:00", false, "special hours, no hours"},
		{"2026-10-07 10:00", true, "rest date"}, // exact beats yearly
		{"2026-10-07 20:30", false, "rest date, outside hours"},
		{"2025-10-07 20:30", true, "yearly date"},                         // another year
		{"2026-10-10 01:00", true, "special hours, since the day before"}, // a make-up workday by itself
		{"2026-10-10 02:30", false, "partial closure (drill)"},            // cuts the night before too
		{"2026-10-10 09:00", true, "make-up workday (for National Day)"},
		{"2026-10-10 10:30", false, "partial closure (drill)"},
		{"2026-10-11 09:30", false, "rest date, outside hours"}, // also a make-up workday: rest wins
		{"2026-10-12 09:00", false, "partial closure"},
		{"2026-10-12 09:45", false, "emergency closure (flood)"}, // beats the partial closure
		{"2026-10-12 12:00", true, "workday"},
		{"2026-10-12 17:30", false, "partial closure"}, // earlier end
		{"2026-10-14 20:30", true, "yearly date (founder's day)"},
		{"2026-10-14 12:00", false, "yearly date (founder's day), outside hours"},
		{"2026-10-15 09:30", false, "yearly date, outside hours"},
		{"2026-10-17 09:30", true, "make-up workday"}, // exact beats yearly
		{"2025-10-17 09:30", false, "yearly date, outside hours"},
		{"2026-10-18 09:30", true, "yearly date"}, // a Sunday
		{"2026-10-20 17:59", true, "workday"},
		{"2026-10-21 00:00", false, "emergency closure"},
		{"2028-02-29 10:00", false, "emergency closure"}, // until further notice
		{"2024-02-29 10:00", false, "yearly date, no hours"},
		{"2025-03-01 10:00", true, "nonworkday"}, // no leap day this year; 1 March is a Saturday
		{"1968-02-29 10:00", false, "yearly date, no hours"},
	}
	for _, tt := range tests {
		if got, why := c.Open(at(t, c, tt.at)); got != tt.want || why != tt.why {
			t.Errorf("Open(%s) = %v, %q, want %v, %q", tt.at, got, why, tt.want, tt.why)
		}
	}
	if got, ok := c.NextOpen(at(t, c, "2026-10-21 00:00")); ok {
		t.Errorf("NextOpen in an emergency until further notice = %v", got)
	}
}

func TestNext(t *testing.T) {
	const never = "never"
	tests := []struct {
		name, zone, week, at string
		open, close          string
	}{
		{"open", "UTC", "Mon 09:00-17:00", "2026-03-02 10:00", "2026-03-02T10:00:00Z", "2026-03-02T17:00:00Z"},
		{"at the start", "UTC", "Mon 09:00-17:00", "2026-03-02 09:00", "2026-03-02T09:00:00Z", "2026-03-02T17:00:00Z"},
		{"at the end", "UTC", "Mon 09:00-17:00", "2026-03-02 17:00", "2026-03-09T09:00:00Z", "2026-03-09T17:00:00Z"},
		{"before", "UTC", "Mon 09:00-17:00", "2026-03-02T08:59:59.5Z", "2026-03-02T09:00:00Z", "2026-03-02T17:00:00Z"},
		{"open, part of a second", "UTC", "Mon 09:00-17:00", "2026-03-02T10:00:00.25Z", "2026-03-02T10:00:00.25Z", "2026-03-02T17:00:00Z"},
		{"touching", "UTC", "Mon 09:00-12:00,12:00-17:00", "2026-03-02 10:00", "2026-03-02T10:00:00Z", "2026-03-02T17:00:00Z"},
		{"24:00 touches 00:00", "UTC", "Mon 09:00-24:00; Tue 00:00-02:00", "2026-03-02 10:00", "2026-03-02T10:00:00Z", "2026-03-03T02:00:00Z"},
		{"nights that adjoin", "UTC", "Mon-Tue 18:00-18:00+1", "2026-03-02 19:00", "2026-03-02T19:00:00Z", "2026-03-04T18:00:00Z"},
		{"a night into the next day's hours", "UTC", "Mon 18:00-10:00+1; Tue 08:00-12:00", "2026-03-02 19:00", "2026-03-02T19:00:00Z", "2026-03-03T12:00:00Z"},
		{"around the clock", "Europe/Paris", "Mon-Sun 00:00-24:00", "2026-03-02 10:00", "2026-03-02T10:00:00+01:00", never},
		{"around the clock by halves", "Europe/Paris", "Mon-Sun 12:00-24:00,00:00-12:00", "2026-03-02 10:00", "2026-03-02T10:00:00+01:00", never},
		{"around the clock but on Sunday", "Europe/Paris", "Mon-Sat 00:00-24:00; Sun 00:00-23:59", "2026-03-02 10:00", "2026-03-02T10:00:00+01:00", "2026-03-08T23:59:00+01:00"},
		{"never", "Europe/Paris", "Mon-Sun closed", "2026-03-02 10:00", never, never},
		{"the new offset", "Europe/Paris", "Sun 09:00-17:00", "2020-03-28 23:00", "2020-03-29T09:00:00+02:00", "2020-03-29T17:00:00+02:00"},
		{"the old offset again", "Europe/Paris", "Sun 09:00-17:00", "2019-10-26 23:00", "2019-10-27T09:00:00+01:00", "2019-10-27T17:00:00+01:00"},
		{"24:00 where midnight is skipped", "America/Sao_Paulo", "Sat 20:00-24:00", "2015-10-17 21:00", "2015-10-17T21:00:00-03:00", "2015-10-18T01:00:00-02:00"},
		{"start in a gap", "America/New_York", "Sun 02:30-04:00", "2014-03-09 00:00", "2014-03-09T03:00:00-04:00", "2014-03-09T04:00:00-04:00"},
		{"start in a repeated hour", "America/New_York", "Sun 01:30-04:00", "2014-11-02 00:00", "2014-11-02T01:30:00-04:00", "2014-11-02T01:00:00-05:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := weekly(t, tt.zone, tt.week)
			show := func(u time.Time, ok bool) string {
				if !ok {
					return never
				}
				return u.Format(time.RFC3339Nano)
			}
			now := at(t, c, tt.at)
			if got := show(c.NextOpen(now)); got != tt.open {
				t.Errorf("NextOpen(%s) = %s, want %s", tt.at, got, tt.open)
			}
			if got := show(c.NextClose(now)); got != tt.close {
				t.Errorf("NextClose(%s) = %s, want %s", tt.at, got, tt.close)
			}
			change := tt.open
			if open, _ := c.Open(now); open {
				change = tt.close
			}
			if got := show(c.NextChange(now)); got != change {
				t.Errorf("NextChange(%s) = %s, want %s", tt.at, got, change)
			}
		})
	}
}

// Never is 400 days without an open instant.
func TestHorizon(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, days := range []int{399, 400, 500} {
		day := now.AddDate(0, 0, days)
		c := onDate(t, "UTC", day.Format("2006-01-02"), "00:00-01:00")
		if got, ok := c.NextOpen(now); ok != (days < 400) || ok && !got.Equal(day) {
			t.Errorf("NextOpen %d days before = %v, %v", days, got, ok)
		}
		if _, ok := c.After(now, time.Minute); ok != (days < 400) {
			t.Errorf("After %d days before: %v", days, ok)
		}
	}

	// Counted anew at each segment: one hour a year is enough to go on, 401 days apart is not.
	yearly := &Days{Zone: "UTC", Yearly: []Yearly{{On: MonthDay{time.June, 1}, Class: Special, Segments: segments(t, "09:00-10:00")}}}
	c := dated(t, yearly, "")
	got, ok := c.After(now, 10*time.Hour+30*time.Minute)
	if want := time.Date(2036, 6, 1, 9, 30, 0, 0, time.UTC); !ok || !got.Equal(want) {
		t.Errorf("After ten years of one hour each = %v, %v, want %v", got, ok, want)
	}
	apart := &Days{Zone: "UTC", Special: []Dated{
		{Date: date(t, "2026-02-01"), Segments: segments(t, "09:00-10:00")},
		{Date: date(t, "2027-03-10"), Segments: segments(t, "09:00-10:00")},
	}}
	if got, ok := dated(t, apart, "").After(now, time.Hour); ok {
		t.Errorf("After over a gap of 401 days = %v", got)
	}
}

func TestAfter(t *testing.T) {
	c := weekly(t, "Europe/London", "Mon-Fri 09:00-18:00")
	tests := []struct {
		from string
		d    time.Duration
		want string // "" for no answer
	}{
		{"2026-03-06 16:00", time.Hour, "2026-03-06T17:00:00Z"},
		{"2026-03-06 17:00", time.Hour, "2026-03-09T09:00:00Z"}, // closing time is not open
		{"2026-03-06 17:00", 59 * time.Minute, "2026-03-06T17:59:00Z"},
		{"2026-03-06 17:59:30", time.Minute, "2026-03-09T09:00:30Z"},
		{"2026-03-07 12:00", 0, "2026-03-09T09:00:00Z"},
		{"2026-03-06 10:00", 0, "2026-03-06T10:00:00Z"},
		{"2026-03-27 17:30", time.Hour, "2026-03-30T09:30:00+01:00"},
		{"2026-03-06T17:59:59.75Z", time.Second, "2026-03-09T09:00:00.75Z"},
		{"2026-03-06T18:00:00.75Z", time.Second, "2026-03-09T09:00:01Z"},
		{"2026-03-06 10:00", -1, ""},
		{"2026-03-06 10:00", MaxAfter + 1, ""},
	}
	for _, tt := range tests {
		got, ok := c.After(at(t, c, tt.from), tt.d)
		if ok != (tt.want != "") || ok && got.Format(time.RFC3339Nano) != tt.want {
			t.Errorf("After(%s, %v) = %v, %v, want %q", tt.from, tt.d, got, ok, tt.want)
		}
	}
	if _, ok := weekly(t, "UTC", "Mon-Sun 00:00-24:00").After(time.Now(), MaxAfter); !ok {
		t.Error("After refuses MaxAfter")
	}
}

func TestBetween(t *testing.T) {
	tests := []struct {
		name, zone, week, from, to string
		want                       time.Duration
	}{
		{"over lunch", "UTC", "Mon 07:00-12:00,13:00-18:00", "2026-03-02 11:59", "2026-03-02 13:01", 2 * time.Minute},
		{"in the gap", "UTC", "Mon 07:00-12:00,13:00-18:00", "2026-03-02 12:00", "2026-03-02 13:00", 0},
		{"backwards", "UTC", "Mon 07:00-12:00,13:00-18:00", "2026-03-02 13:01", "2026-03-02 11:59", -2 * time.Minute},
		{"parts of seconds", "UTC", "Mon 07:00-12:00", "2026-03-02T08:00:00.25Z", "2026-03-02T08:00:00.5Z", 250 * time.Millisecond},
		{"clocks go forward", "Europe/Paris", "Sun 08:00-21:00", "2020-03-28 12:00", "2020-03-30 12:00", 13 * time.Hour},
		{"clocks go back", "Europe/Paris", "Sun 08:00-21:00", "2019-10-26 12:00", "2019-10-28 12:00", 13 * time.Hour},
		{"a day of 25 hours", "Europe/Paris", "Sun 00:00-24:00", "2020-10-24 12:00", "2020-10-26 12:00", 25 * time.Hour},
		{"a week", "UTC", "Mon-Fri 09:00-17:00; Sat 10:00-12:00", "2026-03-02 00:00", "2026-03-09 00:00", 42 * time.Hour},
		{"more than a duration holds", "UTC", "Mon-Sun 00:00-24:00", "0001-01-01T00:00:00Z", "2026-03-02 00:00", 1<<63 - 1},
		{"beyond the last year", "UTC", "Mon-Sun 00:00-24:00", "9999-12-31T23:00:00Z", "9999-12-31T23:30:00-12:00", time.Hour},
		{"beyond the last year of a zone with summer time", "Europe/Paris", "Mon-Sun 00:00-24:00", "9999-12-31T23:00:00Z", "9999-12-31T23:30:00-12:00", time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := weekly(t, tt.zone, tt.week)
			if got := c.Between(at(t, c, tt.from), at(t, c, tt.to)); got != tt.want {
				t.Errorf("Between(%s, %s) = %v, want %v", tt.from, tt.to, got, tt.want)
			}
		})
	}
}

// A rest date does not cut the night that runs into it: it belongs to the day on which it began.
func TestNightBeforeARestDate(t *testing.T) {
	days := &Days{Zone: "UTC", Rest: []Day{{Date: date(t, "2026-03-03")}}}
	c, err := New(days, Schedule{Workday: segments(t, "22:00-06:00+1")})
	if err != nil {
		t.Fatal(err)
	}
	if end, _ := c.NextClose(at(t, c, "2026-03-02 23:00")); !end.Equal(at(t, c, "2026-03-03 06:00")) {
		t.Errorf("the night of 2 March ends at %v", end)
	}
	if open, why := c.Open(at(t, c, "2026-03-03 23:00")); open || why != "rest date, no hours" {
		t.Errorf("the rest date's own night: %v, %s", open, why)
	}
}

func TestSegmentsStopsWhenAsked(t *testing.T) {
	c := weekly(t, "UTC", "Mon-Fri 09:00-12:00,13:00-17:00")
	n := 0
	for range c.Segments(at(t, c, "2026-03-02 00:00"), at(t, c, "9000-01-01 00:00")) {
		if n++; n == 3 {
			break
		}
	}
	for p := range c.Segments(at(t, c, "2026-03-02 10:00"), at(t, c, "2026-03-02 10:00")) {
		t.Errorf("nothing lies between an instant and itself, but %v", p)
	}
	if n != 3 {
		t.Errorf("walked %d segments, want 3", n)
	}
}

func TestWithSharesTheDays(t *testing.T) {
	days := &Days{Zone: "Asia/Shanghai", Weekend: Sat | Sun, Rest: []Day{{Date: date(t, "2026-10-01")}}}
	first, err := New(days, Schedule{Workday: segments(t, "09:00-18:00")})
	if err != nil {
		t.Fatal(err)
	}
	days.Rest, days.Zone = nil, "Mars" // nothing of the argument is kept
	second, err := first.With(Schedule{Workday: segments(t, "20:00-02:00+1")})
	if err != nil {
		t.Fatal(err)
	}
	if first.days != second.days {
		t.Error("the days are made twice")
	}
	if open, why := second.Open(at(t, second, "2026-10-01 20:30")); open {
		t.Error("open on the rest date:", why)
	}
	if open, why := second.Open(at(t, second, "2026-10-01 01:30")); !open || why != "workday, since the day before" {
		t.Error("the night before:", open, why)
	}
	if _, err := first.With(Schedule{Workday: segments(t, "09:00-08:00")}); err == nil {
		t.Error("With takes reversed segments")
	}
}

func TestCalendarIsSharedBetweenGoroutines(t *testing.T) {
	c := weekly(t, "Europe/Paris", "Mon-Fri 09:00-13:00,14:00-18:00; Sat 20:00-02:00+1")
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	want := c.Between(start, start.AddDate(0, 1, 0))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if got := c.Between(start, start.AddDate(0, 1, 0)); got != want {
					t.Errorf("Between = %v, want %v", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func TestAnswersCarryNoMonotonicClock(t *testing.T) {
	now := time.Now()
	c := weekly(t, "UTC", "Mon-Sun 00:00-24:00")
	for p := range c.Segments(now, now.Add(time.Hour)) {
		if p.Start != p.Start.Round(0) || !p.Start.Equal(now) {
			t.Errorf("the segment of %v begins at %v", now, p.Start)
		}
	}
	if got, _ := c.NextOpen(now); got != got.Round(0) || !got.Equal(now.Round(0)) {
		t.Errorf("NextOpen(%v) = %v", now, got)
	}
}

// A closure, a rest date and a yearly date each end a stretch that is open around the clock.
func TestWhatClosesAroundTheClock(t *testing.T) {
	all, err := ParseSegments("00:00-24:00")
	if err != nil {
		t.Fatal(err)
	}
	local := func(text string) (l LocalTime) {
		if err := l.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return l
	}
	noon, _ := ParseSegments("12:00-13:00")
	day := Date{Year: 2026, Month: time.May, Day: 1}
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		days Days
		want time.Time
	}{
		"nothing":        {Days{}, time.Time{}},
		"special hours":  {Days{Special: []Dated{{Date: day, Segments: noon}}}, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
		"a whole day":    {Days{Special: []Dated{{Date: day, Segments: all}}}, time.Time{}},
		"a yearly class": {Days{Yearly: []Yearly{{On: MonthDay{Month: time.May, Day: 1}, Class: Nonworkday}}}, time.Time{}},
		"a yearly date":  {Days{Yearly: []Yearly{{On: MonthDay{Month: time.May, Day: 1}, Class: Special}}}, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
		"emergency":      {Days{Emergency: []Emergency{{From: local("2026-05-01T00:00"), Until: local("2026-05-01T01:00")}}}, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
		"partial":        {Days{Partial: []Dated{{Date: day, Segments: noon}}}, time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			tt.days.Zone = "UTC"
			c, err := New(&tt.days, Schedule{Workday: all, Nonworkday: all})
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := c.NextClose(now); !got.Equal(tt.want) || ok == tt.want.IsZero() {
				t.Errorf("NextClose = %v, %v, want %v", got, ok, tt.want)
			}
		})
	}
}

package worktime

import (
	"slices"
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

// A walk over two centuries meets each yearly date on its day, in years with and without a leap
// day.
func TestYearlyDatesOverCenturies(t *testing.T) {
	on := []MonthDay{{time.February, 28}, {time.February, 29}, {time.March, 1}, {time.December, 31}}
	days := &Days{Zone: "UTC", Weekend: Mon | Tue | Wed | Thu | Fri | Sat | Sun}
	for _, d := range on {
		days.Yearly = append(days.Yearly, Yearly{On: d, Class: Workday})
	}
	c, err := New(days, Schedule{Workday: segments(t, "09:00-10:00")})
	if err != nil {
		t.Fatal(err)
	}
	var got, want []time.Time
	for p := range c.Segments(at(t, c, "1899-01-01 00:00"), at(t, c, "2102-01-01 00:00")) {
		got = append(got, p.Start)
	}
	for year := 1899; year <= 2101; year++ {
		for _, d := range on {
			if day := time.Date(year, d.Month, d.Day, 9, 0, 0, 0, time.UTC); day.Day() == d.Day {
				want = append(want, day)
			}
		}
	}
	if !slices.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("%d days, want %d", len(got), len(want))
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

package worktime

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// onDate is a calendar that is open on one date only.
func onDate(t testing.TB, zone, date, hours string) *Calendar {
	t.Helper()
	d, err := ParseDate(date)
	if err != nil {
		t.Fatal(err)
	}
	days := &Days{Zone: zone, Special: []Dated{{Date: d, Segments: segments(t, hours)}}}
	c, err := New(days, Schedule{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// around collects a calendar's segments of ten days around a date, in UTC.
func around(t testing.TB, c *Calendar, date string) []string {
	t.Helper()
	noon, err := time.Parse("2006-01-02 15", date+" 12")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for p := range c.Segments(noon.AddDate(0, 0, -5), noon.AddDate(0, 0, 5)) {
		got = append(got, p.Start.UTC().Format("02 15:04")+" to "+p.End.UTC().Format("02 15:04"))
	}
	return got
}

// The result of time.Date for these local times differs from zone to zone; the wall clock has one
// answer each.
func TestHoursAtAChangeOfClocks(t *testing.T) {
	tests := []struct {
		zone, date, hours string
		want              []string // in UTC
	}{
		// Skipped: the hours that the wall clock never shows are not worked.
		{"America/New_York", "2024-03-10", "02:30-03:30", []string{"10 07:00 to 10 07:30"}},
		{"America/New_York", "2024-03-10", "02:00-03:00", nil},
		{"America/New_York", "2024-03-10", "01:30-02:30", []string{"10 06:30 to 10 07:00"}},
		{"Europe/Paris", "2024-03-31", "02:30-03:30", []string{"31 01:00 to 31 01:30"}},
		{"America/Sao_Paulo", "2018-11-04", "00:00-02:00", []string{"04 03:00 to 04 04:00"}},
		{"America/Sao_Paulo", "2018-11-03", "22:00-24:00", []string{"04 01:00 to 04 03:00"}},
		{"Asia/Beirut", "2024-03-31", "00:00-02:00", []string{"30 22:00 to 30 23:00"}},
		{"Africa/Cairo", "2024-04-26", "00:00-02:00", []string{"25 22:00 to 25 23:00"}},
		{"Asia/Tehran", "2022-03-22", "00:00-02:00", []string{"21 20:30 to 21 21:30"}},
		{"Australia/Lord_Howe", "2024-10-06", "02:15-02:45", []string{"05 15:30 to 05 15:45"}},
		{"Pacific/Apia", "2011-12-30", "09:00-17:00", nil},
		{"Pacific/Apia", "2011-12-29", "22:00-02:00+1", []string{"30 08:00 to 30 10:00"}},

		// Repeated: the wall clock shows them twice.
		{"America/New_York", "2024-11-03", "01:30-02:00", []string{"03 05:30 to 03 06:00", "03 06:30 to 03 07:00"}},
		{"America/New_York", "2024-11-03", "00:30-01:30", []string{"03 04:30 to 03 05:30", "03 06:00 to 03 06:30"}},
		{"Europe/Paris", "2024-10-27", "02:30-02:45", []string{"27 00:30 to 27 00:45", "27 01:30 to 27 01:45"}},
		{"Europe/Paris", "2024-10-27", "02:00-03:00", []string{"27 00:00 to 27 02:00"}},
		{"Africa/Cairo", "2024-10-31", "23:30-24:00", []string{"31 20:30 to 31 21:00", "31 21:30 to 31 22:00"}},
		{"Africa/Cairo", "2024-10-31", "23:30-00:30+1", []string{"31 20:30 to 31 21:00", "31 21:30 to 31 22:30"}},
		{"Africa/Cairo", "2024-11-01", "00:00-01:00", []string{"31 22:00 to 31 23:00"}},
		{"Australia/Lord_Howe", "2024-04-07", "01:45-02:00", []string{"06 14:45 to 06 15:00", "06 15:15 to 06 15:30"}},
	}
	for _, tt := range tests {
		t.Run(tt.zone+" "+tt.date+" "+tt.hours, func(t *testing.T) {
			got := around(t, onDate(t, tt.zone, tt.date, tt.hours), tt.date)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Segments (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLengthOfADay(t *testing.T) {
	tests := []struct {
		zone, date string
		want       time.Duration
	}{
		{"America/New_York", "2024-03-10", 23 * time.Hour},
		{"America/New_York", "2024-11-03", 25 * time.Hour},
		{"Europe/Paris", "2024-03-31", 23 * time.Hour},
		{"Europe/Paris", "2020-10-25", 25 * time.Hour},
		{"Africa/Cairo", "2024-10-31", 25 * time.Hour},
		{"America/Sao_Paulo", "2018-11-04", 23 * time.Hour},
		{"Asia/Beirut", "2024-03-31", 23 * time.Hour},
		{"Africa/Cairo", "2024-04-26", 23 * time.Hour},
		{"Asia/Tehran", "2022-03-22", 23 * time.Hour},
		{"Australia/Lord_Howe", "2024-10-06", 23*time.Hour + 30*time.Minute},
		{"Australia/Lord_Howe", "2024-04-07", 24*time.Hour + 30*time.Minute},
		{"Antarctica/Troll", "2024-03-31", 22 * time.Hour},
		{"Asia/Shanghai", "2024-03-31", 24 * time.Hour},
		{"Pacific/Apia", "2011-12-30", 0},
		{"Africa/Monrovia", "1972-01-07", 23*time.Hour + 15*time.Minute + 30*time.Second},
	}
	for _, tt := range tests {
		c := onDate(t, tt.zone, tt.date, "00:00-24:00")
		noon, err := time.Parse("2006-01-02 15", tt.date+" 12")
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Between(noon.AddDate(0, 0, -3), noon.AddDate(0, 0, 3)); got != tt.want {
			t.Errorf("%s in %s lasts %v, want %v", tt.date, tt.zone, got, tt.want)
		}
	}
}

// A closure is of the wall clock too, so in a repeated hour it closes twice.
func TestClosureInARepeatedHour(t *testing.T) {
	day := Date{2024, time.November, 3}
	c, err := New(&Days{
		Zone:    "America/New_York",
		Partial: []Dated{{Date: day, Segments: segments(t, "01:30-01:45")}},
		Emergency: []Emergency{
			{From: LocalTime{Date{2024, time.January, 1}, 0}, Until: LocalTime{day, 0}},
			{From: LocalTime{day, At(3, 0)}},
		},
	}, Schedule{Workday: segments(t, "00:00-24:00")})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"03 04:00 to 03 05:30", "03 05:45 to 03 06:30", "03 06:45 to 03 08:00"}
	if diff := cmp.Diff(want, around(t, c, "2024-11-03")); diff != "" {
		t.Errorf("Segments (-want +got):\n%s", diff)
	}
}

// A stored calendar holds wall clock times, so when a country changes its rules it opens at the
// same hour of the new clock.
func TestZoneRulesChange(t *testing.T) {
	days := &Days{Zone: "Europe/Istanbul"}
	s := Schedule{Workday: segments(t, "09:00-17:00")}
	var got []string
	for _, rules := range []string{"Europe/Athens", "Europe/Istanbul"} { // before and after Türkiye gave up winter time
		loc, err := time.LoadLocationFromTZData(days.Zone, zoneFiles[rules])
		if err != nil {
			t.Fatal(err)
		}
		c := newCalendar(newDates(days, loc), s)
		open, _ := c.NextOpen(time.Date(2017, 1, 10, 0, 0, 0, 0, time.UTC))
		got = append(got, open.Format(time.RFC3339))
	}
	want := []string{"2017-01-10T09:00:00+02:00", "2017-01-10T09:00:00+03:00"}
	if !slices.Equal(got, want) {
		t.Errorf("opens at %v, want %v", got, want)
	}
}

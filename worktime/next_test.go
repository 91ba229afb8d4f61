package worktime

import (
	"testing"
	"time"
)

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

// New finds calendars that never close, also by night shifts that run into the next day, so that
// NextClose need not walk 400 days. One gap, and the calendar closes.
func TestNeverCloses(t *testing.T) {
	for hours, never := range map[string]bool{
		"00:00-24:00": true, "22:00-22:00+1": true, "08:00-20:00,20:00-08:00+1": true, "00:00-12:00,12:00-24:00": true,
		"08:00-20:00,20:00-07:59+1": false, "08:00-20:00,20:01-08:00+1": false, "00:00-23:59": false, "closed": false,
	} {
		for _, days := range []*Days{
			{Zone: "Europe/Paris"},
			{Zone: "Pacific/Apia", Special: []Dated{{Date: date(t, "2011-12-29"), Segments: segments(t, hours)}}},
			{Zone: "UTC", Weekend: Sun, Yearly: []Yearly{{On: MonthDay{time.May, 1}, Class: Special, Segments: segments(t, hours)}}},
		} {
			c, err := New(days, Schedule{Workday: segments(t, hours), Nonworkday: segments(t, hours)})
			if err != nil {
				t.Fatal(err)
			}
			if c.always != never {
				t.Errorf("%s in %s: never closes: %v, want %v", hours, days.Zone, c.always, never)
			}
			if _, ok := c.NextClose(time.Date(2011, 12, 1, 0, 0, 0, 0, time.UTC)); ok && never || !ok && !never && hours != "closed" {
				t.Errorf("%s in %s: closes: %v", hours, days.Zone, ok)
			}
			c.always = false
			if _, ok := c.NextClose(time.Date(2011, 12, 1, 0, 0, 0, 0, time.UTC)); ok && never {
				t.Errorf("%s in %s: closes after all", hours, days.Zone)
			}
		}
	}
	mixed, err := New(&Days{Zone: "UTC", Weekend: Sat | Sun}, Schedule{Workday: segments(t, "08:00-08:00+1"), Nonworkday: segments(t, "00:00-24:00")})
	if err != nil {
		t.Fatal(err)
	}
	if mixed.always { // Monday from 00:00 to 08:00
		t.Error("never closes, though a Sunday does not run into Monday")
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

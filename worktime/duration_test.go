package worktime

import (
	"testing"
	"time"
)

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

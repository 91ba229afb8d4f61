package benchmarks

import (
	"testing"
	"time"

	"github.com/rickar/cal/v2"

	"github.com/contactkit/contactkit/worktime"
)

// hours answer whether a desk works at an instant, and when a desk hour of working time has passed.
// The desk works on weekdays from 9 to 17 in New York, and rests on two days of each month.
type hours struct {
	by    string
	open  func(time.Time) bool
	after func(time.Time, time.Duration) time.Time
}

func newHours(tb testing.TB) []hours {
	tb.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		tb.Fatal(err)
	}
	days := &worktime.Days{Zone: zone.String(), Weekend: worktime.Sat | worktime.Sun}
	peer := cal.NewBusinessCalendar()
	peer.SetWorkHours(9*time.Hour, 17*time.Hour)
	for month := time.January; month <= time.December; month++ {
		for _, day := range []int{1, 16} {
			days.Rest = append(days.Rest, worktime.Day{Date: worktime.Date{Year: 2026, Month: month, Day: day}})
			peer.AddHoliday(&cal.Holiday{Month: month, Day: day, Func: cal.CalcDayOfMonth})
		}
	}
	ours, err := worktime.New(days, worktime.Schedule{Workday: []worktime.Segment{{From: worktime.At(9, 0), To: worktime.At(17, 0)}}})
	if err != nil {
		tb.Fatal(err)
	}
	return []hours{
		{"contactkit", func(t time.Time) bool { open, _ := ours.Open(t); return open }, func(t time.Time, d time.Duration) time.Time {
			due, _ := ours.After(t, d)
			return due
		}},
		{"rickar-cal", func(t time.Time) bool { return peer.IsWorkTime(t.In(zone)) }, func(t time.Time, d time.Duration) time.Time { return peer.AddWorkHours(t.In(zone), d) }},
	}
}

var (
	tuesday = time.Date(2026, 3, 10, 15, 30, 0, 0, time.UTC)
	friday  = time.Date(2026, 3, 13, 19, 30, 0, 0, time.UTC) // half past three in New York
)

func TestHoursAgree(t *testing.T) {
	for _, h := range newHours(t) {
		if !h.open(tuesday) || h.open(tuesday.Add(12*time.Hour)) {
			t.Errorf("%s: open on Tuesday %v, in the night %v", h.by, h.open(tuesday), h.open(tuesday.Add(12*time.Hour)))
		}
		if got, want := h.after(friday, 3*time.Hour), time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC); !got.Equal(want) { // Monday rests
			t.Errorf("%s: three hours after Friday afternoon is %v, want %v", h.by, got.UTC(), want)
		}
	}
}

func BenchmarkWorktime(b *testing.B) {
	for _, h := range newHours(b) {
		b.Run("case=open/by="+h.by, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !h.open(tuesday) {
					b.Fatal("closed")
				}
			}
		})
		b.Run("case=after-three-hours/by="+h.by, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if h.after(friday, 3*time.Hour).IsZero() {
					b.Fatal("never")
				}
			}
		})
	}
}

package worktime

import (
	"runtime"
	"testing"
	"time"
)

// special is a calendar with n special dates, one each second day.
func special(t *testing.T, n int) *Calendar {
	t.Helper()
	days := &Days{Zone: "Europe/Paris", Special: make([]Dated, 0, n)}
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		d := first.AddDate(0, 0, 2*i)
		days.Special = append(days.Special, Dated{Date: Date{d.Year(), d.Month(), d.Day()}, Segments: []Segment{{From: At(10, 0), To: At(11, 0)}}})
	}
	c, err := New(days, Schedule{Workday: []Segment{{From: At(9, 0), To: At(17, 0)}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Questions allocate nothing, however many dates a calendar has.
func TestQuestionsAllocateNothing(t *testing.T) {
	at := time.Date(2026, 3, 10, 3, 30, 0, 0, time.UTC)
	for _, n := range []int{0, 100, 1000} {
		c := special(t, n)
		for name, ask := range map[string]func(){
			"Open":       func() { c.Open(at) },
			"NextOpen":   func() { c.NextOpen(at) },
			"NextClose":  func() { c.NextClose(at) },
			"NextChange": func() { c.NextChange(at) },
			"After":      func() { c.After(at, 36*time.Hour) },
			"Between":    func() { c.Between(at, at.AddDate(0, 0, 7)) },
		} {
			if got := testing.AllocsPerRun(100, ask); got != 0 {
				t.Errorf("%s among %d dates takes %v allocations", name, n, got)
			}
		}
	}
}

// A calendar takes as much memory for each date whether it has a hundred or a thousand.
func TestCalendarSize(t *testing.T) {
	special(t, 1) // which loads the zone
	perDate := make(map[int]float64)
	for _, n := range []int{100, 1000} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		special(t, n)
		runtime.ReadMemStats(&after)
		perDate[n] = float64(after.TotalAlloc-before.TotalAlloc) / float64(n)
	}
	t.Logf("%.0f bytes for each of 100 dates, %.0f for each of 1,000", perDate[100], perDate[1000])
	if perDate[1000] > 1.2*perDate[100] || perDate[1000] > 2000 {
		t.Errorf("a date costs %.0f bytes among 100 and %.0f among 1,000", perDate[100], perDate[1000])
	}
}

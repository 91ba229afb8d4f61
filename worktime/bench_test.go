package worktime

import (
	"testing"
	"time"
)

// desk is what a busy tenant has: a lunch break, Saturdays, a year's holidays, a make-up Saturday
// and two closures.
func desk(b *testing.B) *Calendar {
	b.Helper()
	days := &Days{Zone: "America/New_York", Weekend: Sat | Sun}
	for m := time.January; m <= time.December; m++ {
		days.Rest = append(days.Rest, Day{Date: Date{2026, m, 1}}, Day{Date: Date{2026, m, 16}})
	}
	days.Makeup = []Day{{Date: Date{2026, time.March, 7}}}
	days.Yearly = []Yearly{{On: MonthDay{time.December, 25}}}
	days.Partial = []Dated{{Date: Date{2026, time.March, 4}, Segments: []Segment{{From: At(10, 0), To: At(11, 0)}}}}
	days.Emergency = []Emergency{{From: LocalTime{Date{2026, time.May, 4}, 0}, Until: LocalTime{Date{2026, time.May, 6}, 0}}}
	c, err := New(days, Schedule{
		Workday:    []Segment{{From: At(9, 0), To: At(13, 0)}, {From: At(14, 0), To: At(18, 0)}},
		Nonworkday: []Segment{{From: At(10, 0), To: At(12, 0)}},
	})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func BenchmarkOpen(b *testing.B) {
	c := desk(b)
	t := time.Date(2026, 3, 10, 15, 30, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if open, _ := c.Open(t); !open {
			b.Fatal("closed")
		}
	}
}

func BenchmarkOpenClosed(b *testing.B) {
	c := desk(b)
	t := time.Date(2026, 3, 11, 3, 30, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if open, _ := c.Open(t); open {
			b.Fatal("open")
		}
	}
}

func BenchmarkNextOpen(b *testing.B) {
	c := desk(b)
	t := time.Date(2026, 3, 13, 23, 30, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := c.NextOpen(t); !ok {
			b.Fatal("never")
		}
	}
}

// An empty year: no weekday has hours, every date is a yearly one or a rest date or neither, and
// the answer is at its end.
func BenchmarkNextOpenEmptyYear(b *testing.B) {
	end := Date{2027, time.March, 1}
	rest := make([]Day, 0, 366)
	for d := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC); d.Year() == 2026; d = d.AddDate(0, 0, 1) {
		rest = append(rest, Day{Date: Date{d.Year(), d.Month(), d.Day()}})
	}
	special := []Dated{{Date: end, Segments: []Segment{{From: At(9, 0), To: At(10, 0)}}}}
	yearly := []Yearly{{On: MonthDay{time.December, 25}}}
	for name, days := range map[string]*Days{
		"plain":  {Special: special},
		"rest":   {Special: special, Rest: rest},
		"yearly": {Special: special, Yearly: yearly},
		"never":  {},
	} {
		b.Run(name, func(b *testing.B) {
			days.Zone = "Europe/Paris"
			c, err := New(days, Schedule{})
			if err != nil {
				b.Fatal(err)
			}
			t := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := c.NextOpen(t); ok != (name != "never") {
					b.Fatal(ok)
				}
			}
		})
	}
}

func BenchmarkNextClose(b *testing.B) {
	t := time.Date(2026, 3, 10, 15, 30, 0, 0, time.UTC)
	for name, c := range map[string]*Calendar{"desk": desk(b), "around the clock": weekly(b, "Europe/Paris", "Mon-Sun 00:00-24:00")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := c.NextClose(t); ok != (name == "desk") {
					b.Fatal(ok)
				}
			}
		})
	}
}

func BenchmarkAfter(b *testing.B) {
	c := desk(b)
	t := time.Date(2026, 3, 9, 15, 30, 0, 0, time.UTC)
	for name, d := range map[string]time.Duration{"20min": 20 * time.Minute, "week": 36 * time.Hour, "year": 1800 * time.Hour} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := c.After(t, d); !ok {
					b.Fatal("never")
				}
			}
		})
	}
}

func BenchmarkBetweenWeek(b *testing.B) {
	c := desk(b)
	from := time.Date(2026, 3, 9, 15, 30, 0, 0, time.UTC)
	to := from.AddDate(0, 0, 7)
	b.ReportAllocs()
	for b.Loop() {
		if c.Between(from, to) == 0 {
			b.Fatal("closed")
		}
	}
}

func BenchmarkSegmentsWeek(b *testing.B) {
	c := desk(b)
	from := time.Date(2026, 3, 9, 15, 30, 0, 0, time.UTC)
	to := from.AddDate(0, 0, 7)
	b.ReportAllocs()
	for b.Loop() {
		for p := range c.Segments(from, to) {
			if p.Start.IsZero() {
				b.Fatal("zero")
			}
		}
	}
}

func BenchmarkNew(b *testing.B) {
	days, s := Default("Europe/Paris")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(days, s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWith(b *testing.B) {
	days, s := Default("Europe/Paris")
	c, err := New(days, s)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.With(s); err != nil {
			b.Fatal(err)
		}
	}
}

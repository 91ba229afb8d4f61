package xlsx

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestSerial(t *testing.T) {
	tests := []struct {
		time string
		want float64
		ok   bool
	}{
		{"1970-01-01T00:00:00Z", 25569, true},
		{"1900-03-01T00:00:00Z", 61, true},
		{"1900-02-28T23:59:59.999Z", 0, false},
		{"2026-11-20T18:00:00+06:00", 46346.5, true},
		{"1969-12-31T18:00:00Z", 25568.75, true},
		{"9999-12-31T23:59:59.999Z", 2958465.9999999884, true},
		{"2026-11-20T12:00:00.0001Z", 0, false},
	}
	for _, tt := range tests {
		if got, ok := serial(at(tt.time).Time()); got != tt.want || ok != tt.ok {
			t.Errorf("serial(%s) = %v, %v; want %v, %v", tt.time, got, ok, tt.want, tt.ok)
		}
	}
	// Every millisecond comes back.
	r := rand.New(rand.NewPCG(5, 6))
	for range 100_000 {
		want := time.UnixMilli((firstDay-epoch)*dayMS + r.Int64N((lastDay-firstDay)*dayMS)).UTC()
		s, ok := serial(want)
		if got, err := instant(s, false); !ok || err != nil || got != want {
			t.Fatalf("%v is %v and comes back as %v, %v", want, s, got, err)
		}
		if got, err := instant(s-since04, true); err != nil || got.Sub(want).Abs() > time.Millisecond {
			t.Fatalf("%v counted from 1904 comes back as %v, %v", want, got, err)
		}
	}
	for _, s := range []float64{0, 60.9, 2958466, -1} {
		if got, err := instant(s, false); err == nil {
			t.Errorf("day %v is %v", s, got)
		}
	}
}

package metrics_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

func TestNewSheet(t *testing.T) {
	for _, bad := range [][]time.Duration{
		{0}, {-1}, {time.Microsecond}, {2 * time.Second, time.Second}, {time.Second, time.Second},
		{1e9, 2e9, 3e9, 4e9, 5e9},
	} {
		if _, err := metrics.NewSheet(bad...); err == nil {
			t.Errorf("NewSheet takes %v", bad)
		}
	}
	levels := []time.Duration{time.Second, time.Minute, time.Hour, 24 * time.Hour}
	if got := sheet(t, levels...).Levels(); !slices.Equal(got, levels) {
		t.Errorf("levels %v", got)
	}
}

func TestMergeNeedsTheSameLevels(t *testing.T) {
	a, b, none := small(t), sheet(t, time.Second), sheet(t)
	b.Add(metrics.Dimensions{Measure: metrics.Wait}, start, 0)
	none.Add(metrics.Dimensions{Measure: metrics.Wait}, start, 0)
	for _, other := range []*metrics.Sheet{b, none} {
		if err := a.Merge(other); !errors.Is(err, metrics.ErrLevels) || a.Len() != 3 {
			t.Errorf("%v, %d cells", err, a.Len())
		}
	}
	if err := a.Merge(sheet(t, time.Second)); err != nil {
		t.Errorf("a sheet that holds nothing: %v", err)
	}
	var empty metrics.Sheet
	if err := empty.Merge(a); err != nil || !slices.Equal(empty.Levels(), a.Levels()) {
		t.Errorf("an empty sheet: %v, levels %v", err, empty.Levels())
	}
}

// The merge copies: a sheet that was merged may change afterwards.
func TestMergeCopies(t *testing.T) {
	var whole metrics.Sheet
	part := small(t)
	if err := whole.Merge(part); err != nil {
		t.Fatal(err)
	}
	part.Add(metrics.Dimensions{Measure: metrics.Wait, Channel: "c", Queue: "q", Agent: "ann"}, start, 40*time.Second)
	if n := total(&whole, metrics.Filter{Measure: metrics.Wait}); n != 2 {
		t.Errorf("%d waits", n)
	}
}

func TestFilter(t *testing.T) {
	s := new(metrics.Sheet)
	for i, k := range []metrics.Dimensions{
		{Measure: metrics.Wait, Channel: "c", Queue: "q", Agent: "ann"},
		{Measure: metrics.Wait, Channel: "c", Queue: "r", Agent: "bob"},
		{Measure: metrics.Given, Channel: "d", Queue: "q", Reason: session.ReasonContactLeft},
		{Measure: metrics.Wrapped, Channel: "d", Agent: "ann", Code: "complaint"},
	} {
		s.Add(k, start.Add(time.Duration(i)*metrics.Slot), time.Second)
	}
	for _, tt := range []struct {
		f    metrics.Filter
		want uint64
	}{
		{metrics.Filter{}, 4},
		{metrics.Filter{Measure: metrics.Wait}, 2},
		{metrics.Filter{Channel: "d"}, 2},
		{metrics.Filter{Queue: "q"}, 2},
		{metrics.Filter{Agent: "ann"}, 2},
		{metrics.Filter{Agent: "ann", Code: "complaint"}, 1},
		{metrics.Filter{Code: "complaint"}, 1},
		{metrics.Filter{Code: "praise"}, 0},
		{metrics.Filter{Reason: session.ReasonContactLeft}, 1},
		{metrics.Filter{From: start}, 4},
		{metrics.Filter{From: start.Add(1)}, 3},
		{metrics.Filter{To: start.Add(metrics.Slot)}, 1},
		{metrics.Filter{From: start.Add(metrics.Slot), To: start.Add(3 * metrics.Slot)}, 2},
	} {
		if got := total(s, tt.f); got != tt.want {
			t.Errorf("%+v chooses %d, want %d", tt.f, got, tt.want)
		}
	}
}

// The level of the sheet counts exactly where the histogram's bucket cannot.
func TestServiceLevelIsExactAtALevel(t *testing.T) {
	exact, rough := sheet(t, 30*time.Second), sheet(t)
	for _, s := range []*metrics.Sheet{exact, rough} {
		for _, d := range []time.Duration{29_999 * time.Millisecond, 30 * time.Second, 30_001 * time.Millisecond, time.Hour} {
			s.Add(metrics.Dimensions{Measure: metrics.Wait}, start, d)
		}
		s.Add(metrics.Dimensions{Measure: metrics.Given}, start, 10*time.Second) // too early to count
		s.Add(metrics.Dimensions{Measure: metrics.Given}, start, time.Minute)
	}
	if share, ok := exact.ServiceLevel(metrics.Filter{}, 30*time.Second); !ok || share != 2.0/5 {
		t.Errorf("%v, %v, want 2 of 5", share, ok)
	}
	if share, ok := rough.ServiceLevel(metrics.Filter{}, 30*time.Second); !ok || share < 1.0/5 || share > 3.0/5 {
		t.Errorf("without a level %v, %v", share, ok)
	}
	if share, ok := exact.ServiceLevel(metrics.Filter{Queue: "other"}, time.Minute); ok || !math.IsNaN(share) {
		t.Errorf("of nothing: %v, %v", share, ok)
	}
	if share, _ := exact.ServiceLevel(metrics.Filter{}, -1); share != 0 {
		t.Errorf("a target in the past: %v", share)
	}
	exact.Add(metrics.Dimensions{Measure: metrics.Wait}, start, 0)
	if share, ok := exact.ServiceLevel(metrics.Filter{}, 0); !ok || share != 1.0/7 { // with both that were given up
		t.Errorf("at once: %v, %v, want 1 of 7", share, ok)
	}
}

func TestMeasureText(t *testing.T) {
	all := metrics.Measures()
	for _, m := range all {
		b, err := m.MarshalText()
		var back metrics.Measure
		if err2 := back.UnmarshalText(b); err != nil || err2 != nil || back != m {
			t.Errorf("%d: %q, %v, back %d, %v", m, b, err, back, err2)
		}
	}
	if len(all) != 19 || all[0] != metrics.Began || all[18] != metrics.Ready {
		t.Errorf("%d measures: %v", len(all), all)
	}
	if _, err := metrics.Measure(63).MarshalText(); err == nil || metrics.Measure(63).String() != "63" {
		t.Errorf("a measure without a word: %v, %v", metrics.Measure(63), err)
	}
	if err := new(metrics.Measure).UnmarshalText([]byte("mood")); err == nil {
		t.Error("an unknown word is read")
	}
}

// A count is one, whatever the time that is given for it.
func TestAddCounts(t *testing.T) {
	s := new(metrics.Sheet)
	s.Add(metrics.Dimensions{Measure: metrics.Declined, Agent: "ann"}, start, time.Hour)
	s.Add(metrics.Dimensions{Measure: metrics.Ready, Agent: "ann"}, start, -time.Hour)
	if c := s.Total(metrics.Filter{Measure: metrics.Declined}); c.Sum() != 1 {
		t.Errorf("a declined offer counts %d", c.Sum())
	}
	if c := s.Total(metrics.Filter{Measure: metrics.Ready}); c.Sum() != 0 || c.N() != 1 {
		t.Errorf("a time that runs backwards counts %d", c.Sum())
	}
}

package standin

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRates(t *testing.T) {
	start := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	seconds := func(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }
	tests := []struct {
		rate  Rate
		calls []float64
		want  []float64 // granted: -1; refused: seconds of the reset
	}{
		{Rate{}, []float64{0, 0, 0}, []float64{-1, -1, -1}},
		{Rate{Kind: FixedWindow, N: 2, Per: 10 * time.Second}, []float64{0, 9, 9.5, 10, 10, 10}, []float64{-1, -1, 10, -1, -1, 20}},
		{Rate{Kind: SlidingWindow, N: 2, Per: 10 * time.Second}, []float64{0, 9, 9.5, 10, 10, 19}, []float64{-1, -1, 10, -1, 19, -1}},
		{Rate{Kind: TokenBucket, N: 10, Per: 10 * time.Second}, []float64{0, 0, 0, 1, 1, 9, 9, 9}, []float64{-1, -1, 1, -1, 2, -1, -1, 10}},
		{Rate{Kind: TokenBucket, N: 10, Per: 10 * time.Second, Depth: 1}, []float64{0, 0.5, 1}, []float64{-1, 1, -1}},
	}
	for _, tt := range tests {
		var l Limiter
		var got []float64
		for _, at := range tt.calls {
			g := l.Take("k", tt.rate, seconds(at))
			if g.OK {
				got = append(got, -1)
			} else {
				got = append(got, g.Reset.Sub(start).Seconds())
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.rate, diff)
		}
	}
	var l Limiter
	r := Rate{Kind: FixedWindow, N: 3, Per: time.Minute}
	l.Take("k", r, start)
	if g := l.Take("k", r, start); g.Limit != 3 || g.Remaining != 1 || !g.Reset.Equal(start.Add(time.Minute)) {
		t.Errorf("headers would say %+v", g)
	}
	if g := l.Take("other", r, start); g.Remaining != 2 {
		t.Errorf("another key: %+v", g)
	}
}

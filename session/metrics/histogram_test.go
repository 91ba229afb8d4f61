package metrics_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/session/metrics"
)

// Every quantile is at most 1.6 % off the number at its rank, whatever the numbers.
func TestQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.Uint64Range(0, 1<<40), 1, 200).Draw(t, "numbers")
		var h metrics.Histogram
		for _, v := range numbers {
			h.Add(v)
		}
		slices.Sort(numbers)
		q := rapid.Float64Range(0, 1).Draw(t, "q")
		want := float64(numbers[max(int(math.Ceil(q*float64(len(numbers))-1e-9)), 1)-1])
		if got := float64(h.Quantile(q)); math.Abs(got-want) > want*0.016 {
			t.Fatalf("quantile %v is %v, want %v", q, got, want)
		}
		at := rapid.SampledFrom(numbers).Draw(t, "at")
		low, high := 0, 0
		for _, v := range numbers {
			if float64(v) < float64(at)*0.968 {
				low++
			}
			if float64(v) <= float64(at)*1.032 {
				high++
			}
		}
		if got := h.AtMost(at); got < uint64(low) || got > uint64(high) {
			t.Fatalf("%d numbers are at most %d, want %d to %d", got, at, low, high)
		}
	})
}

func TestHistogramExactParts(t *testing.T) {
	var h metrics.Histogram
	if h.Quantile(0.5) != 0 || h.Mean() != 0 || h.AtMost(5) != 0 {
		t.Errorf("an empty histogram: %d %d %d", h.Quantile(0.5), h.Mean(), h.AtMost(5))
	}
	for _, v := range []uint64{3, 1000, 7} {
		h.Add(v)
	}
	if h.N() != 3 || h.Sum() != 1010 || h.Max() != 1000 || h.Mean() != 336 {
		t.Errorf("N %d, Sum %d, Max %d, Mean %d", h.N(), h.Sum(), h.Max(), h.Mean())
	}
	for v, want := range map[uint64]uint64{2: 0, 3: 1, 6: 1, 7: 2, 900: 2, 1000: 3, math.MaxUint64: 3} {
		if got := h.AtMost(v); got != want {
			t.Errorf("AtMost(%d) is %d, want %d", v, got, want)
		}
	}
	if h.Quantile(0.34) != 7 || h.Quantile(1.0/3) != 3 {
		t.Errorf("the nearest rank: %d %d", h.Quantile(0.34), h.Quantile(1.0/3))
	}
	if h.Quantile(0) != 3 || h.Quantile(2) != 1000 || h.Quantile(-1) != 3 {
		t.Errorf("quantiles %d %d %d", h.Quantile(0), h.Quantile(2), h.Quantile(-1))
	}
}

// Sums of a thousand years in milliseconds fit, and what does not fit stays the largest number.
func TestSumDoesNotWrap(t *testing.T) {
	var h metrics.Histogram
	h.Add(math.MaxUint64)
	h.Add(1)
	if h.Sum() != math.MaxUint64 || h.Max() != math.MaxUint64 || h.Quantile(1) != math.MaxUint64 && h.Quantile(1) < 1<<63 {
		t.Errorf("Sum %d, Max %d, last %d", h.Sum(), h.Max(), h.Quantile(1))
	}
	if metrics.Duration(math.MaxUint64) <= 0 || metrics.Duration(1500) != 1500*time.Millisecond {
		t.Errorf("durations %v, %v", metrics.Duration(math.MaxUint64), metrics.Duration(1500))
	}
}

// The error and the size for a million waits, log-normal as waits are: compared by their bounds.
func TestHistogramOfAMillion(t *testing.T) {
	d := rand.New(rand.NewPCG(1, 1))
	var h metrics.Histogram
	waits := make([]uint64, 1_000_000)
	for i := range waits {
		waits[i] = uint64(math.Exp(4+1.2*d.NormFloat64()) * 1000)
		h.Add(waits[i])
	}
	slices.Sort(waits)
	for _, q := range []float64{0.5, 0.9, 0.99} {
		want := float64(waits[int(q*float64(len(waits)-1))])
		if off := math.Abs(float64(h.Quantile(q))-want) / want; off > 0.016 {
			t.Errorf("p%v is %.2f %% off", q*100, off*100)
		}
	}
	if b, _ := h.AppendBinary(nil); len(b) > 2000 {
		t.Errorf("%d bytes", len(b))
	}
}

func BenchmarkHistogramAdd(b *testing.B) {
	var h metrics.Histogram
	d := rand.New(rand.NewPCG(1, 1))
	waits := make([]uint64, 1<<12)
	for i := range waits {
		waits[i] = uint64(math.Exp(4+1.2*d.NormFloat64()) * 1000)
	}
	i := 0
	for b.Loop() {
		h.Add(waits[i&(1<<12-1)])
		i++
	}
}

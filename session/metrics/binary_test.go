package metrics_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// small is a sheet with two levels and every kind of key.
func small(t testing.TB) *metrics.Sheet {
	s := sheet(t, 30*time.Second, time.Minute)
	s.Add(metrics.Dimensions{Measure: metrics.Wait, Channel: "c", Queue: "q", Agent: "ann"}, start, 40*time.Second)
	s.Add(metrics.Dimensions{Measure: metrics.Wait, Channel: "c", Queue: "q", Agent: "ann"}, start, time.Hour)
	s.Add(metrics.Dimensions{Measure: metrics.Given, Reason: session.ReasonContactLeft, Queue: "q"}, start.Add(time.Hour), 0)
	s.Add(metrics.Dimensions{Measure: metrics.Wrapped, Code: "complaint"}, start, time.Minute)
	return s
}

func TestSheetBinary(t *testing.T) {
	b, err := small(t).AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back metrics.Sheet
	if err := back.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if again, _ := back.AppendBinary([]byte("kept")); !bytes.Equal(again, append([]byte("kept"), b...)) {
		t.Errorf("came back as %x, want %x", again, b)
	}
	if err := back.Merge(small(t)); err != nil || total(&back, metrics.Filter{Measure: metrics.Wait}) != 4 {
		t.Errorf("a sheet that was read cannot be merged: %v, %d", err, total(&back, metrics.Filter{Measure: metrics.Wait}))
	}
	for n := range b {
		if err := new(metrics.Sheet).UnmarshalBinary(b[:n]); !errors.Is(err, metrics.ErrMalformed) {
			t.Errorf("the first %d bytes are read: %v", n, err)
		}
	}
	if err := back.UnmarshalBinary(append(b, 0)); !errors.Is(err, metrics.ErrMalformed) || back.Len() != 3 {
		t.Errorf("a byte too many: %v; %d cells are left", err, back.Len())
	}
}

func TestHistogramBinary(t *testing.T) {
	var h, back metrics.Histogram
	for _, v := range []uint64{0, 5, 5, 1 << 40} {
		h.Add(v)
	}
	b, _ := h.AppendBinary(nil)
	if err := back.UnmarshalBinary(b); err != nil || back.N() != 4 || back.Sum() != h.Sum() || back.Quantile(0.5) != 5 {
		t.Errorf("came back with %d numbers, sum %d: %v", back.N(), back.Sum(), err)
	}
	for name, b := range map[string][]byte{
		"nothing":          {},
		"not shortest":     {0x80, 0, 0, 0},
		"too few buckets":  {5, 5, 1},
		"an empty bucket":  {0, 0, 1, 0, 0},
		"a bucket twice":   {10, 5, 2, 5, 1, 0, 1},
		"another maximum":  {5, 6, 1, 5, 1},
		"a sum of nothing": {5, 0, 0},
		"too many numbers": {5, 5, 2, 4, 1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
		"a bucket beyond":  {5, 5, 1, 0x80, 0x10, 1},
		"a step back":      {7, 2, 2, 5, 1, 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1},
	} {
		if err := back.UnmarshalBinary(b); !errors.Is(err, metrics.ErrMalformed) {
			t.Errorf("%s is read: %v", name, err)
		}
	}
	if back.N() != 4 {
		t.Error("a failed read changed the histogram")
	}
}

// The least key, of a time before 1970, and the longest number are read back.
func TestBinaryOfExtremes(t *testing.T) {
	s := sheet(t)
	s.Add(metrics.Dimensions{}, time.Unix(-1_000_000, 0), time.Second) // the least key that there is
	b, _ := s.AppendBinary(nil)
	var back metrics.Sheet
	if err := back.UnmarshalBinary(b); err != nil || back.Len() != 1 {
		t.Errorf("a time before 1970: %v, %d cells", err, back.Len())
	}
	for _, v := range []uint64{0, 1, 1 << 63, 1<<64 - 1} {
		var h, back metrics.Histogram
		h.Add(v)
		b, _ := h.AppendBinary(nil)
		if err := back.UnmarshalBinary(b); err != nil || back.Max() != v {
			t.Errorf("%d came back as %d, %v", v, back.Max(), err)
		}
	}
}

func TestSheetBinaryRefuses(t *testing.T) {
	cell := func(reason string) []byte {
		b := append([]byte{1, 0, 1, 0, byte(metrics.Wait), byte(len(reason))}, reason...)
		return append(b, 0, 0, 0, 0, 5, 5, 1, 5, 1) // four empty texts, and one number
	}
	if err := new(metrics.Sheet).UnmarshalBinary(cell(session.ReasonContactLeft.String())); err != nil {
		t.Errorf("a cell: %v", err)
	}
	for name, b := range map[string][]byte{
		"another version":  {2, 0, 0},
		"too many levels":  {1, 5, 1, 2, 3, 4, 5, 0},
		"a level of zero":  {1, 1, 0, 0},
		"a level twice":    {1, 2, 5, 5, 0},
		"levels backwards": {1, 2, 6, 5, 0},
		"no such reason":   cell("bogus"),
	} {
		if err := new(metrics.Sheet).UnmarshalBinary(b); !errors.Is(err, metrics.ErrMalformed) {
			t.Errorf("%s is read: %v", name, err)
		}
	}
}

// FuzzSheet: what can be read has one form of bytes, can be merged and asked.
func FuzzSheet(f *testing.F) {
	b, _ := small(f).AppendBinary(nil)
	f.Add(b)
	f.Add([]byte{1, 0, 0})
	all, _ := histories(f, rand.New(rand.NewPCG(1, 15)), 3)
	b, _ = all.AppendBinary(nil)
	f.Add(b[:min(len(b), 4000)])
	f.Fuzz(func(t *testing.T, b []byte) {
		var s metrics.Sheet
		if err := s.UnmarshalBinary(b); err != nil {
			if !errors.Is(err, metrics.ErrMalformed) || s.Len() != 0 {
				t.Fatalf("%v, %d cells", err, s.Len())
			}
			return
		}
		if again, _ := s.AppendBinary(nil); !bytes.Equal(again, b) {
			t.Fatalf("%x came back as %x", b, again)
		}
		rows := 0
		for r := range s.Rows(metrics.Filter{}) {
			rows++
			if r.P50 > r.P90 || r.P90 > r.P95 || r.P95 > r.Max {
				t.Fatalf("quantiles out of order: %+v", r)
			}
		}
		if rows != s.Len() {
			t.Fatalf("%d rows of %d cells", rows, s.Len())
		}
		if err := s.Merge(&s); err != nil {
			t.Fatal(err)
		}
		s.ServiceLevel(metrics.Filter{}, time.Minute)
	})
}

func FuzzHistogram(f *testing.F) {
	f.Add([]byte{5, 5, 1, 5, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var h metrics.Histogram
		if h.UnmarshalBinary(b) != nil {
			return
		}
		if again, _ := h.AppendBinary(nil); !bytes.Equal(again, b) {
			t.Fatalf("%x came back as %x", b, again)
		}
		if h.AtMost(h.Max()) != h.N() || h.Quantile(1) > h.Max() {
			t.Fatalf("%d of %d are at most the maximum; the last is %d of %d", h.AtMost(h.Max()), h.N(), h.Quantile(1), h.Max())
		}
	})
}

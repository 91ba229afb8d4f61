package metrics

import (
	"math"
	"math/bits"
	"slices"
	"time"
)

// A Histogram counts whole numbers, of milliseconds in most measures, in buckets: from each power
// of two to the next there are 32 of equal width. A quantile is at most 1.6 % off. There are only
// integers, so that histograms merge exactly, in any order and on any machine. The zero Histogram
// is empty.
type Histogram struct {
	n, sum, max uint64
	buckets     []bucket // in the order of index, none empty
}

type bucket struct {
	index uint16
	n     uint64
}

// fine is the binary logarithm of the number of buckets in a power of two.
const fine = 5

// indexOf is the bucket of a number.
func indexOf(v uint64) uint16 {
	if v < 1<<fine {
		return uint16(v)
	}
	e := bits.Len64(v) - 1 - fine
	return uint16(e<<fine + int(v>>e))
}

// lowest is the smallest number of a bucket, and width how many numbers it holds.
func lowest(index uint16) (low, width uint64) {
	if index < 1<<(fine+1) {
		return uint64(index), 1
	}
	e := index>>fine - 1
	return uint64(index-e<<fine) << e, 1 << e
}

// lastIndex is the bucket of the largest number.
var lastIndex = indexOf(math.MaxUint64)

// Add counts a number.
func (h *Histogram) Add(v uint64) {
	h.n++
	h.sum = saturating(h.sum, v)
	h.max = max(h.max, v)
	index := indexOf(v)
	i, ok := slices.BinarySearchFunc(h.buckets, index, func(b bucket, index uint16) int {
		return int(b.index) - int(index)
	})
	if !ok {
		h.buckets = slices.Insert(h.buckets, i, bucket{index: index})
	}
	h.buckets[i].n++
}

// Merge adds what another histogram has counted.
func (h *Histogram) Merge(o Histogram) {
	h.n += o.n
	h.sum = saturating(h.sum, o.sum)
	h.max = max(h.max, o.max)
	i := 0
	for _, b := range o.buckets {
		for i < len(h.buckets) && h.buckets[i].index < b.index {
			i++
		}
		if i == len(h.buckets) || h.buckets[i].index > b.index {
			h.buckets = slices.Insert(h.buckets, i, bucket{index: b.index})
		}
		h.buckets[i].n += b.n
	}
}

// saturating adds without overflow: sums of years in milliseconds fit, hostile ones stay the
// largest.
func saturating(a, b uint64) uint64 {
	sum, carry := bits.Add64(a, b, 0)
	if carry != 0 {
		return math.MaxUint64
	}
	return sum
}

// N is how many numbers were counted.
func (h *Histogram) N() uint64 { return h.n }

// Sum is the exact sum of what was counted, and the largest uint64 if it does not fit.
func (h *Histogram) Sum() uint64 { return h.sum }

// Max is the largest number counted, exactly.
func (h *Histogram) Max() uint64 { return h.max }

// Mean is the exact mean, rounded down; 0 if nothing was counted.
func (h *Histogram) Mean() uint64 { return h.sum / max(h.n, 1) }

// Quantile returns the smallest counted number v such that at least the share q (0 to 1) of the
// numbers is at most v (nearest rank). The result is at most 1.6 % off, and 0 if nothing was
// counted.
func (h *Histogram) Quantile(q float64) uint64 {
	if h.n == 0 {
		return 0
	}
	rank := uint64(max(math.Ceil(min(max(q, 0), 1)*float64(h.n)-rounding), 1))
	var seen uint64
	for _, b := range h.buckets {
		if seen += b.n; seen >= rank {
			low, width := lowest(b.index)
			return min(low+width/2, h.max)
		}
	}
	return h.max
}

// rounding is for products such as 0.1 × 30, which float64 puts above 3.
const rounding = 1e-9

// AtMost is how many of the numbers counted are at most v. Of the bucket that holds v, a part is
// taken in proportion.
func (h *Histogram) AtMost(v uint64) uint64 {
	if v >= h.max {
		return h.n
	}
	var seen uint64
	for _, b := range h.buckets {
		low, width := lowest(b.index)
		switch {
		case v < low:
			return seen
		case v-low >= width-1:
			seen += b.n
		default:
			part := float64(v-low+1) / float64(width)
			return seen + uint64(part*float64(b.n))
		}
	}
	return seen
}

// Duration is a number of milliseconds as a time. Numbers that do not fit give the longest.
func Duration(ms uint64) time.Duration {
	return time.Duration(min(ms, math.MaxInt64/uint64(time.Millisecond))) * time.Millisecond
}

package metrics

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// ErrMalformed says that bytes are not what AppendBinary wrote.
var ErrMalformed = errors.New("metrics: malformed bytes")

// version is the first byte of an encoded sheet.
const version = 1

// AppendBinary writes the histogram, for a column. Equal histograms give equal bytes. The error is
// always nil.
func (h *Histogram) AppendBinary(b []byte) ([]byte, error) {
	b = binary.AppendUvarint(b, h.sum)
	b = binary.AppendUvarint(b, h.max)
	b = binary.AppendUvarint(b, uint64(len(h.buckets)))
	var last uint16
	for _, x := range h.buckets {
		b = binary.AppendUvarint(b, uint64(x.index-last))
		b = binary.AppendUvarint(b, x.n)
		last = x.index
	}
	return b, nil
}

// UnmarshalBinary reads what AppendBinary wrote. Its error matches [ErrMalformed].
func (h *Histogram) UnmarshalBinary(b []byte) error {
	r := reader{b: b}
	got := r.histogram()
	if r.failed || len(r.b) > 0 {
		return fmt.Errorf("histogram: %w", ErrMalformed)
	}
	*h = got
	return nil
}

// AppendBinary writes the sheet. Equal sheets give equal bytes. Reasons are written as words, so
// that a new one of package session does not change what was stored. The error is always nil.
func (s *Sheet) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, version, byte(len(s.levels)))
	for _, l := range s.levels {
		b = binary.AppendUvarint(b, l)
	}
	b = binary.AppendUvarint(b, uint64(len(s.cells)))
	for _, k := range s.keys() {
		b = binary.AppendVarint(b, k.Slot)
		b = append(b, byte(k.Measure))
		for _, text := range []string{k.Reason.String(), k.Channel, k.Queue, k.Agent, k.Code} {
			b = binary.AppendUvarint(b, uint64(len(text)))
			b = append(b, text...)
		}
		c := s.cells[k]
		for _, n := range c.Within[:len(s.levels)] {
			b = binary.AppendUvarint(b, n)
		}
		b, _ = c.Histogram.AppendBinary(b)
	}
	return b, nil
}

// UnmarshalBinary reads what AppendBinary wrote. If it fails, its error matches [ErrMalformed] and
// the sheet stays as it was.
func (s *Sheet) UnmarshalBinary(b []byte) error {
	r := reader{b: b}
	var got Sheet
	if r.byte() != version {
		r.failed = true
	}
	levels := r.byte()
	if levels > MaxLevels {
		r.failed = true
	}
	for range levels {
		l := r.number()
		if n := len(got.levels); l == 0 || l > maxLevel || n > 0 && l <= got.levels[n-1] {
			r.failed = true
		}
		got.levels = append(got.levels, l)
	}
	var last Dimensions
	for i := range r.number() {
		k := Dimensions{Slot: r.signed(), Measure: Measure(r.byte())}
		var reason string
		for _, text := range []*string{&reason, &k.Channel, &k.Queue, &k.Agent, &k.Code} {
			*text = r.text()
		}
		if k.Reason.UnmarshalText([]byte(reason)) != nil {
			r.failed = true
		}
		c := new(Cell)
		for j := range got.levels {
			c.Within[j] = r.number()
		}
		c.Histogram = r.histogram()
		if i > 0 && last.compare(k) >= 0 {
			r.failed = true
		}
		for _, n := range c.Within {
			r.failed = r.failed || n > c.n
		}
		if r.failed {
			break
		}
		*got.cell(k) = *c
		last = k
	}
	if r.failed || len(r.b) > 0 {
		return fmt.Errorf("sheet: %w", ErrMalformed)
	}
	*s = got
	return nil
}

// maxLevel is the longest level in milliseconds: a time.Duration holds no longer one.
const maxLevel = 1<<63/1_000_000 - 1

// A reader takes values from bytes. After a failure it yields zeros.
type reader struct {
	b      []byte
	failed bool
}

func (r *reader) byte() byte {
	if r.failed || len(r.b) == 0 {
		r.failed = true
		return 0
	}
	v := r.b[0]
	r.b = r.b[1:]
	return v
}

// number reads a uvarint in its shortest form.
func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.b)
	if r.failed || n <= 0 || n > 1 && r.b[n-1] == 0 {
		r.failed = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

// signed reads a varint in its shortest form.
func (r *reader) signed() int64 {
	u := r.number()
	return int64(u>>1) ^ -int64(u&1)
}

func (r *reader) text() string {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.failed = true
		return ""
	}
	v := string(r.b[:n])
	r.b = r.b[n:]
	return v
}

func (r *reader) histogram() Histogram {
	h := Histogram{sum: r.number(), max: r.number()}
	n := r.number()
	if n > uint64(len(r.b)) { // a bucket has two bytes or more
		r.failed = true
		return Histogram{}
	}
	var index uint64
	for i := range n {
		step := r.number()
		x := bucket{n: r.number()}
		index += step
		if r.failed || i > 0 && step == 0 || x.n == 0 || step > uint64(lastIndex) || index > uint64(lastIndex) {
			r.failed = true
			return Histogram{}
		}
		x.index = uint16(index)
		sum, carry := bits.Add64(h.n, x.n, 0)
		r.failed = r.failed || carry != 0
		h.n = sum
		h.buckets = append(h.buckets, x)
	}
	if n > 0 && h.buckets[n-1].index != indexOf(h.max) || n == 0 && (h.max != 0 || h.sum != 0) {
		r.failed = true
	}
	return h
}

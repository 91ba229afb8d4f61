package metrics

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/session"
)

// Slot is how finely a sheet keeps the time of day.
const Slot = 15 * time.Minute

// MaxLevels is how many service levels a sheet counts exactly.
const MaxLevels = 4

// Dimensions name what a figure is about. Fields that do not apply are empty.
type Dimensions struct {
	Slot    int64 // quarter hours since 1970 UTC, of the end of what was measured
	Measure Measure
	Reason  session.Reason
	Channel string
	Queue   string
	Agent   string
	Code    string // the host's own division, such as the code of a wrap-up
}

func (k Dimensions) compare(o Dimensions) int {
	return cmp.Or(cmp.Compare(k.Slot, o.Slot), cmp.Compare(k.Measure, o.Measure), cmp.Compare(k.Reason.String(), o.Reason.String()),
		cmp.Compare(k.Channel, o.Channel), cmp.Compare(k.Queue, o.Queue), cmp.Compare(k.Agent, o.Agent),
		cmp.Compare(k.Code, o.Code))
}

// A Cell holds the figures of one key.
type Cell struct {
	Histogram
	// Within counts, for each level of the sheet, the times that were not longer.
	Within [MaxLevels]uint64
}

// A Sheet holds figures. The zero Sheet is empty and has no levels. It is not safe for concurrent
// use.
type Sheet struct {
	levels []uint64 // milliseconds, rising
	cells  map[Dimensions]*Cell
}

// NewSheet returns an empty sheet. For each level the sheet counts, exactly, the durations
// that were not longer. The levels are the targets of service levels, such as 30 s and 2 min: at
// most MaxLevels, in whole milliseconds, each longer than the one before.
func NewSheet(levels ...time.Duration) (*Sheet, error) {
	if len(levels) > MaxLevels {
		return nil, fmt.Errorf("metrics: levels must be at most %d, not %d", MaxLevels, len(levels))
	}
	s := new(Sheet)
	for i, l := range levels {
		if l <= 0 || l%time.Millisecond != 0 || i > 0 && l <= levels[i-1] {
			return nil, fmt.Errorf("metrics: levels[%d] must be whole milliseconds and longer than the level before, not %v", i, l)
		}
		s.levels = append(s.levels, uint64(l.Milliseconds()))
	}
	return s, nil
}

// Levels returns the levels of the sheet: those given to NewSheet, or those that Merge or
// UnmarshalBinary took over.
func (s *Sheet) Levels() []time.Duration {
	var levels []time.Duration
	for _, l := range s.levels {
		levels = append(levels, Duration(l))
	}
	return levels
}

// Add counts d, a time that ended at the instant at. If [Measure.Timed] is false, it counts one,
// whatever the time. Add is not for [Agents], whose numbers only [Span.Fold] counts. The Slot of k
// is set from the instant.
func (s *Sheet) Add(k Dimensions, at time.Time, d time.Duration) {
	v := uint64(1)
	if k.Measure.Timed() {
		v = uint64(max(d.Milliseconds(), 0))
	}
	s.add(k, session.InstantOf(at), v)
}

func (s *Sheet) add(k Dimensions, at session.Instant, v uint64) {
	k.Slot = int64(at) / Slot.Microseconds()
	c := s.cell(k)
	c.Add(v)
	for i, l := range s.levels {
		if v <= l {
			c.Within[i]++
		}
	}
}

func (s *Sheet) cell(k Dimensions) *Cell {
	c := s.cells[k]
	if c == nil {
		if s.cells == nil {
			s.cells = make(map[Dimensions]*Cell)
		}
		c = new(Cell)
		s.cells[k] = c
	}
	return c
}

func (c *Cell) merge(o *Cell) {
	c.Histogram.Merge(o.Histogram)
	for i := range o.Within {
		c.Within[i] += o.Within[i]
	}
}

// ErrLevels says that sheets with different levels were to be merged.
var ErrLevels = errors.New("metrics: sheets need the same levels to be merged")

// Merge adds the figures of another sheet. The order of merging does not matter. If the levels
// differ, the error is ErrLevels and nothing changes; a sheet that holds nothing takes the levels
// of the other.
func (s *Sheet) Merge(o *Sheet) error {
	switch {
	case len(s.cells) == 0:
		s.levels = slices.Clone(o.levels)
	case len(o.cells) > 0 && !slices.Equal(s.levels, o.levels):
		return ErrLevels
	}
	for k, c := range o.cells {
		s.cell(k).merge(c)
	}
	return nil
}

// Len is the number of cells.
func (s *Sheet) Len() int { return len(s.cells) }

// keys returns the keys in their order.
func (s *Sheet) keys() []Dimensions {
	keys := make([]Dimensions, 0, len(s.cells))
	for k := range s.cells {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, Dimensions.compare)
	return keys
}

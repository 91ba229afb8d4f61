package channel

import (
	"errors"
	"sync/atomic"
)

// Budget bounds the memory of the webhook bodies that are under way at one moment. Anyone can send
// a body before it is verified, so the total of all bodies must be bounded, not only the size of
// each. A call that the budget has no room for is answered 503, and the platform delivers it again.
//
// A quarter is kept for bodies of at most 64 KiB, which nearly all calls have: large bodies cannot
// crowd them out. A Budget may be shared by any number of handlers and used concurrently. Make one
// with [NewBudget]: the zero Budget has no room.
type Budget struct {
	bytes int64
	used  atomic.Int64
}

// NewBudget returns a budget of so many bytes. Defaults to 64 MiB if bytes is not positive. A body
// over three quarters of the budget never fits, so the budget should be at least 22 MiB if bodies
// may have [MaxBody] bytes.
func NewBudget(bytes int64) *Budget {
	if bytes <= 0 {
		bytes = defaultBudget
	}
	return &Budget{bytes: bytes}
}

const (
	defaultBudget = 64 << 20
	smallBody     = 64<<10 + 1
)

// process is the budget of every read that has none of its own.
var process = NewBudget(defaultBudget)

// Used returns the bytes that are taken now, for a metric.
func (b *Budget) Used() int64 { return b.used.Load() }

// busy is the error of a body that the budget has no room for. The platform delivers it again.
func busy() error {
	return &Error{Op: OpReceive, Kind: ErrUnavailable, Err: errors.New("the budget for webhook bodies is used up")}
}

// share is what one call holds of a budget.
type share struct {
	of   *Budget
	held int64
}

// grow takes as much as is missing to so many bytes, or nothing.
func (s *share) grow(size int64) bool {
	limit := s.of.bytes
	if size > smallBody {
		limit -= limit / 4
	}
	if s.of.used.Add(size-s.held) > limit {
		s.of.used.Add(s.held - size)
		return false
	}
	s.held = size
	return true
}

// release gives everything back. It may be called twice.
func (s *share) release() {
	s.of.used.Add(-s.held)
	s.held = 0
}

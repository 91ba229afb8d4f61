package dispatch

import (
	"context"
	"time"
)

// A Limiter holds permits: a limit of N in Per is N of them. NewMemory makes one for a single node; a database row or a cache
// behind this interface holds the limits of several. Package limitertest checks an implementation.
//
// Its methods may be called concurrently. Whatever they measure, they measure with one clock, that of the store.
type Limiter interface {
	// Acquire takes the permits of all limits or of none. What it takes is worth a call that lasts at most hold; a grant that
	// is not given back ends by itself after hold plus each limit's Per.
	//
	// A grant with a Wait took nothing: it is no use asking again sooner. The key is the one that made the wait longest. A permit that is in
	// use may be given back any moment: it makes nobody wait longer than its Per, after which they ask again.
	//
	// The limits stand in one order for every call, from wide to narrow, so that rows locked in that order do not
	// deadlock. The slice is the limiter's to keep until the grant is given back.
	Acquire(ctx context.Context, limits []Limit, hold time.Duration) (Grant, error)

	// Return gives a grant back when the call is over. Each limit's permits become free after r.After(limit.Per) from now on. A
	// grant that is not known, or has ended, changes nothing.
	Return(ctx context.Context, grant uint64, r Return) error

	// Pause makes every Acquire with this key wait until d from now on. A pause is never shortened by another.
	Pause(ctx context.Context, key Key, d time.Duration) error
}

// Limit is one limit that a call falls under.
type Limit struct {
	Key  Key
	N    int           // permits; zero: only pauses and headers of the key are asked for
	Per  time.Duration // a limit is told from others of its key by its Per
	Cost int           // permits that the call takes; zero: 1; more than N counts as N
}

// Grant is an answer to Acquire.
type Grant struct {
	ID   uint64        // names it to Return
	Wait time.Duration // more than zero: nothing was taken
	Key  Key           // with Wait: which key made it wait
}

// Return says how a call ended.
type Return struct {
	// Unused: the call was not made; its permits are free at once.
	Unused bool
	// Answered: the platform answered. It counted the call at some moment before.
	Answered bool
	// Ago is how long ago it ended.
	Ago time.Duration
	// Fastest is the smallest round trip that was seen with the account, zero if too few were.
	Fastest time.Duration
	// Caps are what the platform's headers said. They lower the free permits, never raise them.
	Caps []Cap
}

// Cap is a platform's word on how many calls it still takes.
type Cap struct {
	Key       Key
	Remaining int
	Reset     time.Duration // until it takes the full number again, from the answer on
}

// After is how long from now on a permit of a limit stays taken. After the end of the call that is Per less 17/20 of the smallest
// round trip, plus a millisecond, if the platform answered; Per if it did not; nothing if the call was not made. The platform counted
// the call before its answer, and will count the next one after it leaves: together that is at least the smallest round trip.
func (r Return) After(per time.Duration) time.Duration {
	switch {
	case r.Unused:
		return 0
	case r.Answered:
		per += time.Millisecond - r.Fastest*17/20
	}
	return max(0, per-r.Ago)
}

// spaced is the longest Per within which calls are spread evenly; over longer ones they may come in a burst.
const spaced = time.Minute

// Spacing returns how the calls under a limit are spread within its Per: at most burst at once, then perSecond. It is not ok for limits
// that need none: those over a minute, and those of one call, which the permit itself spreads.
func (l Limit) Spacing() (perSecond float64, burst int, ok bool) {
	if l.Per > spaced || l.Per <= 0 || l.N <= 1 {
		return 0, 0, false
	}
	return float64(l.N) / l.Per.Seconds(), max(1, l.N/10, l.cost()), true
}

// cost returns how many permits a call takes.
func (l Limit) cost() int { return min(max(1, l.Cost), l.N) }

package pace

import (
	"context"
	"time"
)

// A Limiter holds permits: a limit of N in Per is N of them. [NewMemory] makes one for a single
// node; a database or a cache behind this interface holds the limits of several. Package
// limitertest checks an implementation.
//
// Its methods may be called concurrently. An implementation measures time by one clock, that of its
// store.
type Limiter interface {
	// Acquire takes the permits of all limits or of none, for a call that lasts at most hold. A
	// grant that is not returned ends by itself after hold plus each limit's Per.
	//
	// A grant with a Wait took nothing: the caller asks again after Wait. Its Bucket is the one
	// that made the wait longest. If a call under way holds the permit that is missing, the limiter
	// does not know when it comes back. Wait is then at most the Per of its limit, and the next
	// grant may have a Wait again.
	//
	// The limits come in one order for every call, from wide to narrow, so that rows locked in that
	// order do not deadlock. The limiter may keep the slice until the grant is returned.
	Acquire(ctx context.Context, limits []Limit, hold time.Duration) (Grant, error)

	// Return gives a grant back when the call is over. Each limit's permits become free after
	// r.After(limit.Per) from now on. A grant that is unknown or has ended changes nothing.
	Return(ctx context.Context, grant uint64, r Return) error

	// Pause makes every Acquire with this bucket wait until d has passed. A pause is never
	// shortened by another.
	Pause(ctx context.Context, bucket Bucket, d time.Duration) error
}

// Limit is one limit that a call falls under.
type Limit struct {
	Bucket Bucket
	N      int           // permits; zero: no permit is taken, and only pauses and Caps of the bucket count
	Per    time.Duration // a bucket has at most one limit for each Per
	Cost   int           // permits that the call takes; defaults to 1; more than N counts as N
}

// Grant is an answer to Acquire.
type Grant struct {
	ID     uint64        // names it to Return
	Wait   time.Duration // more than zero: nothing was taken
	Bucket Bucket        // with Wait: the bucket that made it wait
}

// spaced is the longest Per within which calls are spread evenly; over longer ones they may come in
// a burst.
const spaced = time.Minute

// Spacing returns how the calls under a limit are spread within its Per: at most burst at once,
// then perSecond. It is not ok for limits that need none: those over a minute, and those of one
// call, which the permit itself spreads.
func (l Limit) Spacing() (perSecond float64, burst int, ok bool) {
	if l.Per > spaced || l.Per <= 0 || l.N <= 1 {
		return 0, 0, false
	}
	return float64(l.N) / l.Per.Seconds(), max(1, l.N/10, l.cost()), true
}

// cost returns how many permits a call takes.
func (l Limit) cost() int { return min(max(1, l.Cost), l.N) }

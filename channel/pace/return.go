package pace

import "time"

// Return says how a call ended. See decision 081.
type Return struct {
	// Unused: the call was not made; its permits are free at once.
	Unused bool
	// Answered: the platform answered. It counted the call at some moment before.
	Answered bool
	// Ago is how long ago the call ended.
	Ago time.Duration
	// Fastest is the smallest round trip that was seen with the account, zero if too few were.
	Fastest time.Duration
	// Caps are what the platform's headers said. They lower the free permits, never raise them.
	Caps []Cap
}

// Cap is a platform's word on how many calls it still takes.
type Cap struct {
	Bucket    Bucket
	Remaining int
	Reset     time.Duration // how long after the answer it takes the full number again
}

// After returns how long from now on a permit of a limit stays taken. If the platform answered,
// that is Per after the end of the call, less 17/20 of the smallest round trip (the rest is a
// margin), plus a millisecond; if it did not, Per; if the call was not made, nothing. The platform
// counted the call before its answer, and will count the next one after it leaves: together that is
// at least the smallest round trip.
func (r Return) After(per time.Duration) time.Duration {
	switch {
	case r.Unused:
		return 0
	case r.Answered:
		per += time.Millisecond - r.Fastest*17/20
	}
	return max(0, per-r.Ago)
}

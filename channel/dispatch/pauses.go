package dispatch

import (
	"maps"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
)

// Bounds of a pause that is doubled. A shorter one was named by the platform, which knows better; a
// pause of a minute or more may be a default of the platform package, where the platform named no
// time. See decision 236.
const (
	longPause    = time.Minute
	longestPause = time.Hour
)

// pauses holds the last long pause of each bucket of an account until something is accepted there.
type pauses map[pace.Bucket]lastPause

type lastPause struct {
	wait  time.Duration
	until time.Duration
}

// next returns how long buckets are to be paused after a refusal that asks for wait, of a call that
// left at start. If the call left after the last pause of a bucket, and was refused again, the
// pause is twice as long as the last one, up to an hour.
func (all pauses) next(buckets []pace.Bucket, wait, start, now time.Duration) time.Duration {
	if wait < longPause {
		return wait
	}
	for _, b := range buckets {
		last, known := all[b]
		switch {
		case known && start < last.until:
			wait = max(wait, last.until-now) // it left before that pause, or during it
		case known:
			wait = max(wait, min(2*last.wait, longestPause))
		}
	}
	if len(all) >= manyAccounts {
		maps.DeleteFunc(all, func(_ pace.Bucket, last lastPause) bool { return now-last.until > longestPause })
	}
	for _, b := range buckets {
		if start >= all[b].until {
			all[b] = lastPause{wait, now + wait}
		}
	}
	return wait
}

// accepted forgets the pauses of the buckets of a call that was accepted.
func (all pauses) accepted(limits []pace.Limit) {
	if len(all) == 0 {
		return
	}
	for _, l := range limits {
		delete(all, l.Bucket)
	}
}

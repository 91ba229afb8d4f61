package dispatch

import "time"

// Clock tells the time and wakes up. Tests that need one of their own are better run in a
// testing/synctest bubble.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in a goroutine of its own after d. stop keeps it from that, and reports
	// whether it did.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// system is the clock of package time.
type system struct{}

func (system) Now() time.Time { return time.Now() }

func (system) AfterFunc(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }

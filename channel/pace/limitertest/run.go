// Package limitertest checks an implementation of pace.Limiter: a database row, a cache, or
// anything else that several nodes share.
//
//	func TestLimiter(t *testing.T) {
//		limitertest.Run(t, limitertest.Harness{
//			New: func(t *testing.T) pace.Limiter { return newLimiter(t, db) },
//			Advance: func(d time.Duration) { clock.add(d) }, // of the store; time.Sleep where it cannot be set
//		})
//	}
//
// Each case says which promise it checks. Those that wait do so for less than three seconds of the
// store's time each.
package limitertest

import (
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// Harness is what the suite needs to know of an implementation.
type Harness struct {
	// New makes a limiter in which nothing is taken and which holds back no first calls, as with
	// pace.MemoryConfig.Empty.
	New func(t *testing.T) pace.Limiter
	// Advance moves the limiter's clock.
	Advance func(d time.Duration)
	// Slack is by how much the store's clock may be coarse; zero: 5 ms.
	Slack time.Duration
}

// Keys of the suite, from wide to narrow.
var (
	account = pace.AccountBucket("test", "1")
	thread  = pace.ThreadBucket(channel.Thread{Platform: "test", Account: "1", Contact: "a"})
	other   = pace.ThreadBucket(channel.Thread{Platform: "test", Account: "1", Contact: "b"})
)

// hold is how long the suite's calls may last.
const hold = 500 * time.Millisecond

// suite is one case at work.
type suite struct {
	t testing.TB
	h Harness
	l pace.Limiter
}

// Run checks a limiter.
func Run(t *testing.T, h Harness) {
	if h.Slack == 0 {
		h.Slack = 5 * time.Millisecond
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.run(&suite{t: t, h: h, l: h.New(t)})
			if t.Failed() {
				t.Log("promise: " + c.promise)
			}
		})
	}
}

// granted acquires and expects to be granted.
func (s *suite) granted(limits ...pace.Limit) uint64 {
	s.t.Helper()
	g, err := s.l.Acquire(s.t.Context(), limits, hold)
	if err != nil {
		s.t.Fatal(err)
	}
	if g.Wait > 0 {
		s.t.Fatalf("%v must wait %v for %s, want a grant", limits, g.Wait, g.Bucket)
	}
	return g.ID
}

// waits acquires and expects to be told to wait at most so long, for the key.
func (s *suite) waits(key pace.Bucket, most time.Duration, limits ...pace.Limit) time.Duration {
	s.t.Helper()
	g, err := s.l.Acquire(s.t.Context(), limits, hold)
	if err != nil {
		s.t.Fatal(err)
	}
	if g.Wait <= 0 {
		s.t.Fatalf("%v is granted, want a wait for %s", limits, key)
	}
	if g.Bucket != key || g.Wait > most+s.h.Slack {
		s.t.Fatalf("%v must wait %v for %s, want at most %v for %s", limits, g.Wait, g.Bucket, most, key)
	}
	return g.Wait
}

func (s *suite) giveBack(grant uint64, r pace.Return) {
	s.t.Helper()
	if err := s.l.Return(s.t.Context(), grant, r); err != nil {
		s.t.Fatal(err)
	}
}

func (s *suite) pause(key pace.Bucket, d time.Duration) {
	s.t.Helper()
	if err := s.l.Pause(s.t.Context(), key, d); err != nil {
		s.t.Fatal(err)
	}
}

// each asks from many goroutines at once and counts the grants.
func (s *suite) each(n int, limits ...pace.Limit) (grants int) {
	s.t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			g, err := s.l.Acquire(s.t.Context(), append([]pace.Limit(nil), limits...), hold)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				s.t.Error(err)
			} else if g.Wait == 0 {
				grants++
			}
		})
	}
	wg.Wait()
	return grants
}

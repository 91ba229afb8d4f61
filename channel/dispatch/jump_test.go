package dispatch_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// jumpingClock is a host's clock for tests of its own: it waits in real time, and can be set ahead.
type jumpingClock struct{ ahead atomic.Int64 }

func (c *jumpingClock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *jumpingClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

// A clock that is set ahead makes due what waited before, as soon as anything happens, and delays nothing that comes after.
func TestClockThatJumps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := new(jumpingClock)
		p := &platform{limits: short, fault: failing(fail(channel.ErrUncertain, nil), &channel.Error{Kind: channel.ErrUnavailable, Wait: time.Second})}
		d := newDispatcher(t, p, dispatch.Config{
			Clock: clock, Limiter: dispatch.NewMemory(dispatch.MemoryConfig{Empty: true, Now: clock.Now}), SettleWithin: time.Minute,
		})
		prepare := func(key, contact string) dispatch.Receipt {
			r, _ := d.Prepare(key, thread(contact), channel.Message{Text: key})
			return r
		}
		if r, err := d.Deliver(t.Context(), prepare("lost", "a")); r.State() != dispatch.Uncertain {
			t.Fatalf("%q, %v", r.State(), err)
		}
		behind, err := d.Accept(t.Context(), prepare("behind", "a")) // waits a minute for the echo of the first
		if err != nil {
			t.Fatal(err)
		}
		clock.ahead.Store(int64(time.Hour))
		before := time.Now()
		if r, err := d.Deliver(t.Context(), prepare("other", "b")); r.State() != dispatch.Sent {
			t.Errorf("the other thread: %q, %v", r.State(), err)
		}
		if waited := time.Since(before); waited > 2*time.Second {
			t.Errorf("a pause of a second took %v", waited)
		}
		if r, err := behind.Wait(); r.State() != dispatch.Sent {
			t.Errorf("what was due by then: %q, %v", r.State(), err)
		}
		if waited := time.Since(before); waited > 3*time.Second {
			t.Errorf("what was due by then took %v", waited)
		}
	})
}

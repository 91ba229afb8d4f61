package dispatch_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
)

// jumpingClock is a host's clock for tests of its own: it waits in real time, and can be set ahead
// or back.
type jumpingClock struct{ ahead atomic.Int64 }

func (c *jumpingClock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *jumpingClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

// A clock that is set ahead makes due what waited before, as soon as anything happens, and delays
// nothing that comes after.
func TestClockThatJumps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := new(jumpingClock)
		p := &platform{limits: short, fault: failing(fail(channel.ErrUncertain, nil), &channel.Error{Kind: channel.ErrUnavailable, Wait: time.Second})}
		d := newDispatcher(t, p, dispatch.Config{
			Clock: clock, Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true, Now: clock.Now}), SettleWithin: time.Minute,
		})
		prepare := func(key, contact string) dispatch.Receipt {
			r, _, _ := d.Prepare(key, thread(contact), channel.Message{Text: key})
			return r
		}
		if r, err := d.Deliver(t.Context(), prepare("lost", "a")); r.Status() != dispatch.Uncertain {
			t.Fatalf("%q, %v", r.Status(), err)
		}
		behind, err := d.Accept(t.Context(), prepare("behind", "a")) // waits a minute for the echo of the first
		if err != nil {
			t.Fatal(err)
		}
		clock.ahead.Store(int64(time.Hour))
		before := time.Now()
		if r, err := d.Deliver(t.Context(), prepare("other", "b")); r.Status() != dispatch.Sent {
			t.Errorf("the other thread: %q, %v", r.Status(), err)
		}
		if waited := time.Since(before); waited > 2*time.Second {
			t.Errorf("a pause of a second took %v", waited)
		}
		if r, err := behind.Wait(); r.Status() != dispatch.Sent {
			t.Errorf("what was due by then: %q, %v", r.Status(), err)
		}
		if waited := time.Since(before); waited > 3*time.Second {
			t.Errorf("what was due by then took %v", waited)
		}
	})
}

// A clock that is set back makes nothing wait for as much longer: neither a retry, nor a thread
// behind an uncertain message, nor a permit.
func TestClockThatIsSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := new(jumpingClock)
		limits := short
		limits.Rates = []channel.Rate{{Scope: channel.ScopeThread, N: 1, Per: 2 * time.Second}}
		p := &platform{limits: limits, fault: failing(fail(channel.ErrUncertain, nil), &channel.Error{Kind: channel.ErrUnavailable, Wait: time.Second})}
		d := newDispatcher(t, p, dispatch.Config{
			Clock: clock, Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true, Now: clock.Now}), SettleWithin: 4 * time.Second,
		})
		accept := func(key, contact string) *dispatch.Pending {
			r, _, _ := d.Prepare(key, thread(contact), channel.Message{Text: key})
			accepted, err := d.Accept(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			return accepted
		}
		if r, err := accept("lost", "a").Wait(); r.Status() != dispatch.Uncertain {
			t.Fatalf("%q, %v", r.Status(), err)
		}
		behind, retried := accept("behind", "a"), accept("retried", "b")
		second := accept("second", "b")
		synctest.Wait()
		before := time.Now()
		clock.ahead.Store(-int64(time.Hour))
		for _, accepted := range []*dispatch.Pending{retried, second, behind} {
			if r, err := accepted.Wait(); r.Status() != dispatch.Sent {
				t.Errorf("%s: %q, %v", r.Key, r.Status(), err)
			}
		}
		if waited := time.Since(before); waited > 15*time.Second {
			t.Errorf("it took %v", waited)
		}
	})
}

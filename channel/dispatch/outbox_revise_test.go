package dispatch_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// claims counts the looks for due threads, and the claims that are prolonged.
type claims struct {
	dispatch.OutboxStore
	looks, prolonged atomic.Int64
}

func (c *claims) Claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	if q.Thread == (channel.Thread{}) {
		c.looks.Add(1)
	} else {
		c.prolonged.Add(1)
	}
	return c.OutboxStore.Claim(ctx, q)
}

// A worker looks at the threads at once after it has withdrawn something, and only then.
func TestWithdrawWakesTheWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rows := dispatch.NewMemoryOutbox(nil)
		store := &claims{OutboxStore: rows}
		o := newOutbox(t, &platform{limits: echoing(true), fault: lost()}, store, func(c *dispatch.OutboxConfig) { c.Poll = time.Hour })
		put(t, o, rows, "a", channel.ByRobot, "lost", "later")
		run(t, o)
		time.Sleep(time.Second) // the thread waits for the echo of the first message
		withdraw := func(n int) (looks int64) {
			t.Helper()
			before := store.looks.Load()
			if got, err := o.Withdraw(t.Context(), thread("a"), dispatch.Robot); err != nil || len(got) != n {
				t.Fatalf("%d withdrawn, %v; want %d", len(got), err, n)
			}
			synctest.Wait()
			return store.looks.Load() - before
		}
		if got := withdraw(1); got == 0 {
			t.Error("no look after a message was withdrawn")
		}
		if got := withdraw(0); got > 0 {
			t.Errorf("%d looks after nothing was withdrawn", got)
		}
	})
}

// The claim of a thread whose call takes long is prolonged in its second half.
func TestAWaitingClaimIsProlonged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rows := dispatch.NewMemoryOutbox(nil)
		store := &claims{OutboxStore: rows}
		p := &platform{limits: short, latency: constant(95 * time.Second)}
		o := newOutbox(t, p, store, func(c *dispatch.OutboxConfig) { c.Dispatch.Timeout, c.Lease = 100*time.Second, 121*time.Second })
		put(t, o, rows, "a", channel.ByPerson, "slow")
		run(t, o)
		time.Sleep(55 * time.Second)
		young := store.prolonged.Load()
		time.Sleep(20 * time.Second)
		old := store.prolonged.Load() - young
		time.Sleep(15 * time.Second)
		if again := store.prolonged.Load() - young - old; young > 0 || old != 1 || again > 0 {
			t.Errorf("prolonged %d, %d and %d times, want once in the second half of each lease", young, old, again)
		}
	})
}

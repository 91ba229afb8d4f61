package dispatch_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// halfAway is a store that takes claims of named threads, and neither reads nor yields any.
type halfAway struct {
	dispatch.OutboxStore
	prolonged atomic.Int64
}

func (h *halfAway) Claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	if q.Thread == (channel.Thread{}) {
		return nil, nil
	}
	h.prolonged.Add(1)
	return h.OutboxStore.Claim(ctx, q)
}

func (h *halfAway) Open(context.Context, dispatch.Claim) ([]dispatch.Receipt, error) {
	return nil, errors.New("connection refused")
}

func (h *halfAway) Yield(context.Context, dispatch.Claim, time.Duration) error {
	return errors.New("connection refused")
}

// A worker that gave a thread up and could not tell the store does not keep its claim alive: the
// claim ends with its lease, and another worker goes on.
func TestAClaimThatWasGivenUpEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short}
		rows := dispatch.NewMemoryOutbox(nil)
		store := &halfAway{OutboxStore: rows}
		lease := func(c *dispatch.OutboxConfig) { c.Lease = 2 * time.Minute }
		first, other := newOutbox(t, p, store, lease), newOutbox(t, p, rows, lease)
		put(t, first, rows, "a", channel.ByRobot, "1")
		if err := first.DeliverThread(t.Context(), thread("a")); err == nil {
			t.Fatal("a store that is away is no error")
		}
		run(t, first) // it works on
		time.Sleep(time.Minute)
		if err := other.DeliverThread(t.Context(), thread("a")); !errors.Is(err, dispatch.ErrClaimed) {
			t.Errorf("within the lease: %v, want ErrClaimed", err)
		}
		time.Sleep(2 * time.Minute)
		if err := other.DeliverThread(t.Context(), thread("a")); err != nil {
			t.Errorf("after the lease: %v", err)
		}
		want(t, "sent", []string{"1"}, p.texts())
		if n := store.prolonged.Load(); n != 1 {
			t.Errorf("the claim was asked for %d times, want once", n)
		}
	})
}

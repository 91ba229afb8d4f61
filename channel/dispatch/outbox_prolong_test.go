package dispatch_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// slowClaims is a store that takes a while to prolong a claim.
type slowClaims struct {
	dispatch.OutboxStore
	takes time.Duration
}

func (s slowClaims) Claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	if q.Thread != (channel.Thread{}) {
		time.Sleep(s.takes)
	}
	return s.OutboxStore.Claim(ctx, q)
}

// A claim that is being prolonged when its thread is given back is given back all the same: the
// thread is due after its pause, and not only after the lease.
func TestAClaimIsNotProlongedAfterItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// The first call ends at 65 s, with a pause of 40 s. The claim of 120 s is prolonged from
		// the first poll after 60 s on, until 71 s.
		p := &platform{limits: short, fault: failing(limited(channel.ScopeThread, 40*time.Second)),
			latency: func() (there, back time.Duration) { return 65 * time.Second, 0 }}
		rows := dispatch.NewMemoryOutbox(nil)
		o := newOutbox(t, p, slowClaims{rows, 10 * time.Second}, func(c *dispatch.OutboxConfig) {
			c.Dispatch.Timeout, c.Lease = 100*time.Second, 120*time.Second
		})
		run(t, o)
		put(t, o, rows, "a", channel.ByPerson, "1")
		time.Sleep(3 * time.Minute)
		want(t, "sent three minutes later", []string{"1"}, p.texts())
	})
}

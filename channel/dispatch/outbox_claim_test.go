package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// unclaimed is a store that fails at the first two looks for what is due.
type unclaimed struct {
	dispatch.OutboxStore
	looks int
}

func (u *unclaimed) Claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	if q.Thread == (channel.Thread{}) {
		if u.looks++; u.looks <= 2 {
			return nil, errors.New("connection refused")
		}
	}
	return u.OutboxStore.Claim(ctx, q)
}

// A store that cannot say what is due is observed, once for each time that it fails, and asked
// again.
func TestAFailureToClaimIsObserved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short}
		rows := dispatch.NewMemoryOutbox(nil)
		var failed []string
		o := newOutbox(t, p, &unclaimed{OutboxStore: rows}, func(c *dispatch.OutboxConfig) {
			c.Dispatch.Observe = func(o dispatch.Observation) {
				if o.Event == dispatch.EventStoreFailed {
					failed = append(failed, fmt.Sprint(o.Err))
				}
			}
		})
		put(t, o, rows, "a", channel.ByPerson, "1")
		run(t, o)
		time.Sleep(time.Minute)
		synctest.Wait()
		want(t, "failures", []string{"connection refused", "connection refused"}, failed)
		want(t, "sent", []string{"1"}, p.texts())
	})
}

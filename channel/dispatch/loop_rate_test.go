package dispatch_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// saturate keeps many threads ready for the given time and returns how many messages the platform
// took and refused.
func saturate(t *testing.T, p *platform, n int, per, long time.Duration) (taken, refused int) {
	t.Helper()
	p.limits = channel.Limits{Text: channel.Length{Max: 100}, Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: n, Per: per}}}
	d := newDispatcher(t, p, dispatch.Config{Concurrency: 4 * n})
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	for i := range 3 * n {
		to := thread(fmt.Sprint(i))
		go func() {
			for k := 0; ctx.Err() == nil; k++ {
				r, _, _ := d.Prepare(fmt.Sprint(i, "/", k), to, channel.Message{Text: "x", By: channel.ByRobot})
				if _, err := d.Deliver(ctx, r); err != nil {
					_ = sleep(ctx, time.Second) // a refusal is counted; what matters is that time goes on
				}
			}
		}()
	}
	<-ctx.Done()
	_, refused, taken = p.counts()
	synctest.Wait()
	return taken, refused
}

// No permit lies idle while a thread may send, and the platform never refuses: against each way of
// counting, with a constant round trip of up to a tenth of the period.
func TestTheWholeRateIsUsed(t *testing.T) {
	if testing.Short() {
		t.Skip("hours of calls")
	}
	for name := range servers(1, time.Second) {
		for _, n := range []int{10, 30} {
			for _, per := range []time.Duration{time.Second, 10 * time.Second, time.Minute} {
				for _, share := range []float64{0, 0.01, 0.05, 0.1} {
					trip := time.Duration(share * float64(per))
					t.Run(fmt.Sprintf("%s/%d in %v/%v", name, n, per, trip), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) {
							p := &platform{allow: servers(n, per)[name], latency: constant(trip)}
							taken, refused := saturate(t, p, n, per, 100*per)
							used := float64(taken) / float64(100*n)
							t.Logf("%.1f %% of the rate, %d refused", 100*used, refused)
							if refused != 0 || used < 0.98 {
								t.Errorf("%.1f %% of the rate and %d refused, want at least 98 and none", 100*used, refused)
							}
						})
					})
				}
			}
		}
	}
}

// Nor does it refuse when round trips vary between 20 and 80 ms, wherever on the way it counts.
func TestJitterIsNeverRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("hours of calls")
	}
	for name := range servers(1, time.Second) {
		t.Run(name, func(t *testing.T) {
			least, all := 1.0, 0
			for seed := range uint64(100) {
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						p := &platform{allow: servers(30, time.Second)[name], latency: jittered(seed, 20*time.Millisecond, 60*time.Millisecond)}
						taken, refused := saturate(t, p, 30, time.Second, 30*time.Second)
						used := float64(taken) / 900
						least, all = min(least, used), all+refused
						if refused != 0 || used < 0.9 {
							t.Errorf("%.1f %% of the rate and %d refused, want at least 90 and none", 100*used, refused)
						}
					})
				})
			}
			t.Logf("at least %.1f %% of the rate, %d refused", 100*least, all)
		})
	}
}

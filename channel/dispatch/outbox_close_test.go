package dispatch_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Close ends Run, which then leaves to other workers what is due. A call that is under way has the
// time that Close gives it.
func TestCloseEndsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rows := dispatch.NewMemoryOutbox(nil)
		slow := func() (there, back time.Duration) { return 15 * time.Second, 15 * time.Second }
		o := newOutbox(t, &platform{limits: short, latency: slow}, rows)
		put(t, o, rows, "b", channel.ByPerson, "0")
		run := func() <-chan error {
			ran := make(chan error, 1)
			go func() { ran <- o.Run(t.Context()) }()
			synctest.Wait()
			return ran
		}
		first := run()
		if err := o.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, ran := range []<-chan error{first, run()} {
			synctest.Wait()
			select {
			case err := <-ran:
				if err != nil {
					t.Error(err)
				}
			default:
				t.Fatal("Run goes on")
			}
		}
		if r, _ := rows.Get("0"); r.Status() != dispatch.Sent {
			t.Errorf("the call that was under way is %q, want sent", r.Status())
		}
		put(t, o, rows, "a", channel.ByPerson, "1")
		synctest.Wait()
		claims, err := rows.Claim(t.Context(), dispatch.ClaimQuery{Worker: "another", Lease: time.Minute, Max: 2})
		if err != nil || !slices.ContainsFunc(claims, func(c dispatch.Claim) bool { return c.Thread == thread("a") }) {
			t.Errorf("another worker claims %v: %v", claims, err)
		}
	})
}

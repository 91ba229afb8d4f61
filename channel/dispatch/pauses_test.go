package dispatch_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// waitOf delivers a message and returns the pause that its refusal comes with; zero if it was sent.
func waitOf(t *testing.T, d *dispatch.Dispatcher, key, contact string) time.Duration {
	t.Helper()
	_, err := accept(t, d, key, thread(contact), channel.Message{Text: "x"}).Wait()
	e, ok := errors.AsType[*channel.Error](err)
	if err != nil && (!ok || !errors.Is(err, channel.ErrRateLimited)) {
		t.Fatal(err)
	}
	if !ok {
		return 0
	}
	return e.Wait
}

// A refusal that names no time, and so asks for a minute, doubles the pause each time in a row, up
// to an hour, and begins anew once something was accepted.
func TestAPauseDoubles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bare := limited(channel.ScopeAccount, time.Minute)
		p := &platform{limits: short, fault: failing(bare, bare, bare, bare, bare, bare, bare, bare, nil, bare)}
		d := newDispatcher(t, p, dispatch.Config{})
		var got []time.Duration
		for i := range 10 {
			wait := waitOf(t, d, string(rune('a'+i)), "contact "+string(rune('a'+i%2)))
			got = append(got, wait)
			time.Sleep(wait)
		}
		m := time.Minute
		want(t, "pauses", []time.Duration{m, 2 * m, 4 * m, 8 * m, 16 * m, 32 * m, 60 * m, 60 * m, 0, m}, got)
	})
}

// Calls that were under way when the pause began are one refusal, and another bucket has its own
// row.
func TestAPauseDoublesOnceForCallsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bare := limited(channel.ScopeThread, time.Minute)
		account := limited(channel.ScopeAccount, time.Minute)
		p := &platform{limits: short, latency: constant(time.Second), fault: failing(account, account, account, bare, bare)}
		d := newDispatcher(t, p, dispatch.Config{})
		var pending []*dispatch.Pending
		for _, contact := range []string{"a", "b", "c"} {
			pending = append(pending, accept(t, d, contact, thread(contact), channel.Message{Text: "x"}))
		}
		for _, accepted := range pending {
			_, err := accepted.Wait()
			if e, ok := errors.AsType[*channel.Error](err); !ok || e.Wait != time.Minute {
				t.Errorf("refused with %v, want a pause of a minute", err)
			}
		}
		time.Sleep(2 * time.Minute)
		want(t, "another bucket", []time.Duration{time.Minute, time.Minute}, []time.Duration{waitOf(t, d, "d", "a"), waitOf(t, d, "e", "b")})
	})
}

// A short pause that the platform named is kept as it named it.
func TestAShortPauseDoesNotDouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		again := limited(channel.ScopeAccount, 40*time.Second)
		p := &platform{limits: short, fault: failing(again, again)}
		d := newDispatcher(t, p, dispatch.Config{})
		for _, key := range []string{"a", "b"} {
			if wait := waitOf(t, d, key, "a"); wait != 40*time.Second {
				t.Errorf("a pause of %v, want 40 s", wait)
			}
			time.Sleep(40 * time.Second)
		}
	})
}

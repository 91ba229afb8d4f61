package login_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

// Six nodes that find a token due renew it once in all, and all get a token that works. The
// renewing token works once, so a second renewal would end the login.
func TestNodesRenewOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, p := new(login.Memory), &pager{name: "pager", now: time.Now, slow: 3 * time.Second}
		g := logIn(t, nodeOf(p, store), "pager")
		for round := 1; round <= 4; round++ {
			time.Sleep(3 * hour) // the old token has ended
			var all sync.WaitGroup
			shared := nodeOf(p, store)
			for i := range 12 {
				l := shared
				if i >= 6 {
					l = nodeOf(p, store)
				}
				all.Go(func() {
					got, err := l.Fresh(t.Context(), "t1", g.Key())
					if err != nil || !got.Until.After(time.Now()) {
						t.Errorf("round %d: %v, good until %v", round, err, got.Until)
					}
				})
			}
			all.Wait()
			if p.renewed != round {
				t.Errorf("renewed %d times in %d rounds", p.renewed, round)
			}
		}
	})
}

// While one node renews a token that still works, the others do not wait.
func TestFreshDoesNotWaitForAGoodToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, p := new(login.Memory), &pager{name: "pager", now: time.Now, slow: 20 * time.Second}
		g := logIn(t, nodeOf(p, store), "pager")
		time.Sleep(hour)
		go func() { _, _ = nodeOf(p, store).Fresh(t.Context(), "t1", g.Key()) }()
		time.Sleep(time.Second)
		begun := time.Now()
		got, err := nodeOf(p, store).Fresh(t.Context(), "t1", g.Key())
		if err != nil || got.Token != g.Token || time.Since(begun) > 0 {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		time.Sleep(hour / 2)
		if got, err = nodeOf(p, store).Fresh(t.Context(), "t1", g.Key()); err != nil || got.Token == g.Token {
			t.Errorf("not renewed: %v", err)
		}
	})
}

// A renewal that fails for now costs nothing while the token works, and is reported; a refusal ends
// the login.
func TestRenewalFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, p := new(login.Memory), &pager{name: "pager", now: time.Now}
		l := nodeOf(p, store)
		g := logIn(t, l, "pager")
		time.Sleep(hour)
		p.err = channel.ErrUnavailable
		for range 3 {
			got, err := l.Fresh(t.Context(), "t1", g.Key())
			if err != nil || got.Token != g.Token || got.Trouble == "" {
				t.Errorf("while the token works: %v, trouble %q", err, got.Trouble)
			}
		}
		if p.renewed != 1 {
			t.Errorf("tried %d times within ten minutes, want once", p.renewed)
		}
		stored, _ := store.Load(t.Context(), "t1", g.Key())
		if f := login.Findings(stored, time.Now()); len(f) != 1 || f[0].Code != channel.FindingTokenExpires || f[0].Fatal {
			t.Errorf("findings: %v", f)
		}
		time.Sleep(hour)
		if _, err := l.Fresh(t.Context(), "t1", g.Key()); !errors.Is(err, channel.ErrUnavailable) {
			t.Errorf("when it has ended: %v", err)
		}
		p.err = nil
		if got, err := l.Fresh(t.Context(), "t1", g.Key()); err != nil || got.Token == g.Token || got.Trouble != "" {
			t.Errorf("healed: %v, trouble %q", err, got.Trouble)
		}
		time.Sleep(3 * hour)
		p.err = channel.ErrUnauthorized
		for range 2 {
			if _, err := l.Fresh(t.Context(), "t1", g.Key()); !errors.Is(err, channel.ErrUnauthorized) || !errors.Is(err, login.ErrEnded) {
				t.Errorf("refused: %v", err)
			}
		}
		stored, _ = store.Load(t.Context(), "t1", g.Key())
		if f := login.Findings(stored, time.Now()); len(f) != 1 || f[0].Code != channel.FindingUnauthorized || !f[0].Fatal {
			t.Errorf("findings: %v", f)
		}
	})
}

// flaky is a store that fails when told.
type flaky struct {
	login.Memory
	works int // swaps before one fails; negative: all work
	fails int
}

func (f *flaky) Swap(ctx context.Context, tenant, key string, serial int64, now login.Grant) (bool, error) {
	if f.works == 0 && f.fails > 0 {
		f.fails--
		return false, errors.New("the database is away")
	}
	f.works--
	return f.Memory.Swap(ctx, tenant, key, serial, now)
}

// Credentials that could not be stored are not given out and not lost, even if another node takes
// the login for ended meanwhile.
func TestRenewedIsStoredBeforeUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, p := &flaky{works: -1}, &pager{name: "pager", now: time.Now}
		l := nodeOf(p, &store.Memory)
		l.Grants = store
		g := logIn(t, l, "pager")
		time.Sleep(3 * hour)
		store.works, store.fails = 1, 2 // the lease is noted, what was renewed is not, twice
		for range 2 {
			if _, err := l.Fresh(t.Context(), "t1", g.Key()); !errors.Is(err, channel.ErrUnavailable) {
				t.Errorf("without a store: %v", err)
			}
		}
		time.Sleep(time.Minute) // the lease has ended
		if _, err := nodeOf(p, &store.Memory).Fresh(t.Context(), "t1", g.Key()); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("the other node: %v", err)
		}
		if got, err := l.Fresh(t.Context(), "t1", g.Key()); err != nil || got.Ended || got.Renewal != p.good {
			t.Errorf("the first node again: %v, %+v", err, got)
		}
	})
}

// A login or a removal during a renewal counts more than the renewal.
func TestEndDuringRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, p := new(login.Memory), &pager{name: "pager", now: time.Now, slow: 10 * time.Second}
		l := nodeOf(p, store)
		g := logIn(t, l, "pager")
		time.Sleep(3 * hour)
		done := make(chan error)
		go func() { _, err := l.Fresh(t.Context(), "t1", g.Key()); done <- err }()
		time.Sleep(time.Second)
		if err := l.End(t.Context(), "t1", g.Key(), "the person removed the app"); err != nil {
			t.Fatal(err)
		}
		if err := <-done; !errors.Is(err, login.ErrEnded) {
			t.Errorf("renewed: %v", err)
		}
		got, _ := store.Load(t.Context(), "t1", g.Key())
		if f := login.Findings(got, time.Now()); !got.Ended || len(f) != 1 || f[0].Text != "The login has ended: log in again. The last renewal failed: the person removed the app" {
			t.Errorf("findings: %v", f)
		}
	})
}

// A caller who leaves neither ends a renewal nor loses it.
func TestCallerLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, p := new(login.Memory), &pager{name: "pager", now: time.Now, slow: 10 * time.Second}
		l := nodeOf(p, store)
		g := logIn(t, l, "pager")
		time.Sleep(3 * hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, _ = l.Fresh(ctx, "t1", g.Key())
		if _, err := l.Fresh(t.Context(), "t1", g.Key()); err != nil || p.renewed != 1 {
			t.Errorf("%v, renewed %d times", err, p.renewed)
		}
		if _, err := l.Fresh(t.Context(), "t1", "pager/none"); !errors.Is(err, login.ErrState) {
			t.Errorf("no login: %v", err)
		}
	})
}

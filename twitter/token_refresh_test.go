package twitter_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
)

// Five nodes whose token ended find it refreshed once, and none loses it; refresh tokens are good
// for one use.
func TestNodesRefreshAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := new(twitter.TokenMemory)
		first := userOf(t, x, store)
		require.NoError(t, logIn(t, x, first))
		for round := range 3 {
			before := refreshes(x)
			time.Sleep(3 * time.Hour) // of the bubble's clock
			x.Fail(standin.Latency(time.Second, 3*time.Second), -1)
			var all sync.WaitGroup
			errs := make([]error, 10)
			for i := range errs {
				ch := first
				if i >= 2 { // the first two share a node
					ch = userOf(t, x, store)
				}
				all.Go(func() { errs[i] = subscribeOnce(t.Context(), ch) })
			}
			all.Wait()
			x.Heal()
			if err := errors.Join(errs...); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
			if n := refreshes(x) - before; n != 1 {
				t.Errorf("round %d: refreshed %d times, want once", round, n)
			}
		}
	})
}

// Nodes whose clocks differ by up to fifteen seconds refresh once, however slowly X answers.
func TestNodesWithOtherClocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := new(twitter.TokenMemory)
		at := func(ahead time.Duration) func(*twitter.Config) {
			return func(c *twitter.Config) { c.Now = func() time.Time { return time.Now().Add(ahead) } }
		}
		behind, ahead := userOf(t, x, store), userOf(t, x, store, at(14*time.Second))
		require.NoError(t, logIn(t, x, behind))
		for _, nodes := range [][]*twitter.Channel{{behind, ahead}, {ahead, behind}} {
			before := refreshes(x)
			time.Sleep(3 * time.Hour)
			x.Fail(standin.Latency(29*time.Second, 0), 1)
			var all sync.WaitGroup
			errs := make([]error, len(nodes))
			for i, ch := range nodes {
				all.Go(func() { errs[i] = subscribeOnce(t.Context(), ch) })
				synctest.Wait() // the first has the lease
			}
			all.Wait()
			x.Heal()
			if err := errors.Join(errs...); err != nil {
				t.Error(err)
			}
			if n := refreshes(x) - before; n != 1 {
				t.Errorf("refreshed %d times, want once", n)
			}
		}
	})
}

// flaky is a store that fails when told.
type flaky struct {
	twitter.TokenMemory
	swaps int // that work before one fails; negative: all work
	fails int
}

func (f *flaky) Swap(ctx context.Context, account string, serial int64, now twitter.Tokens) (bool, error) {
	if f.swaps == 0 && f.fails > 0 {
		f.fails--
		return false, errors.New("the database is away")
	}
	if f.swaps > 0 {
		f.swaps--
	}
	return f.TokenMemory.Swap(ctx, account, serial, now)
}

// Tokens that could not be stored are not used, and not lost.
func TestNewTokensAreStoredBeforeUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := &flaky{swaps: -1}
		ch := userOf(t, x, store)
		require.NoError(t, logIn(t, x, ch))
		time.Sleep(3 * time.Hour)
		store.swaps, store.fails = 1, 2 // the lease is noted, the tokens are not, twice
		for range 2 {
			if err := subscribeOnce(t.Context(), ch); !errors.Is(err, channel.ErrUnavailable) {
				t.Errorf("without a store: %v, want ErrUnavailable", err)
			}
		}
		for _, c := range x.Calls() {
			if strings.HasPrefix(c.Path, "/2/activity") {
				t.Error("the token was used before it was stored")
			}
		}
		time.Sleep(time.Hour) // the lease has ended, and another node tries its luck with the old token
		if err := subscribeOnce(t.Context(), userOf(t, x, store)); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("the other node: %v", err)
		}
		require.NoError(t, subscribeOnce(t.Context(), ch))
		require.NoError(t, subscribeOnce(t.Context(), userOf(t, x, store)))
		if n := refreshes(x); n != 3 {
			t.Errorf("%d calls for tokens, want 3: login, refresh, and the other node's", n)
		}
	})
}

func TestUserTokenEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := new(twitter.TokenMemory)
		ch := userOf(t, x, store)
		if err := subscribeOnce(t.Context(), ch); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("before a login: %v, want ErrUnauthorized", err)
		}
		require.NoError(t, logIn(t, x, ch, "dm.read", "dm.write", "tweet.read", "users.read"))
		require.NoError(t, subscribeOnce(t.Context(), ch))
		time.Sleep(3 * time.Hour)
		if err := subscribeOnce(t.Context(), ch); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("ended, without offline.access: %v, want ErrUnauthorized", err)
		}
		require.NoError(t, logIn(t, x, ch))
		x.Revoke()
		if err := subscribeOnce(t.Context(), ch); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("revoked: %v, want ErrUnauthorized", err)
		}
		if got, _ := store.Load(t.Context(), us); !got.Lease.IsZero() {
			t.Errorf("a lease is left: %+v", got)
		}
	})
}

// A caller who leaves in the middle of a refresh does not lose the tokens.
func TestCanceledRefreshIsFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := new(twitter.TokenMemory)
		ch := userOf(t, x, store)
		require.NoError(t, logIn(t, x, ch))
		time.Sleep(3 * time.Hour)
		x.Fail(standin.Delay(5*time.Second).On("/2/oauth2/token"), 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := subscribeOnce(ctx, ch); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("canceled: %v", err)
		}
		require.NoError(t, subscribeOnce(t.Context(), ch))
		if n := refreshes(x); n != 2 {
			t.Errorf("%d calls for tokens, want 2", n)
		}
	})
}

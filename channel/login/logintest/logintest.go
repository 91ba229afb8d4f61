// Package logintest checks a host's stores of logins: what login.Logins relies on, so that a state
// works once and a renewed credential is never lost.
//
//	func TestLogins(t *testing.T) {
//		logintest.Run(t, func(t *testing.T) logintest.Store { return newStore(t) })
//	}
package logintest

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

// Store is both stores of a host.
type Store interface {
	login.Pendings
	login.Grants
}

// Run checks stores. open returns an empty one for each case; its methods are called concurrently.
func Run(t *testing.T, open func(*testing.T) Store) {
	t.Run("a pending login comes back whole, once", func(t *testing.T) { pendingOnce(t, open(t)) })
	t.Run("of many callbacks at once one gets the login", func(t *testing.T) { pendingRace(t, open(t)) })
	t.Run("a grant comes back whole", func(t *testing.T) { grantWhole(t, open(t)) })
	t.Run("tenants and keys are apart", func(t *testing.T) { grantApart(t, open(t)) })
	t.Run("of many renewals at once one is stored", func(t *testing.T) { grantRace(t, open(t)) })
}

var at = time.Date(2026, 11, 29, 12, 30, 15, 0, time.UTC)

func pending(state string) login.Pending {
	return login.Pending{State: state, Flow: "f", Platform: "p", Tenant: "t", Session: "s", Redirect: "https://desk.example/login", Scopes: []string{"a", "b"}, Account: "7",
		Verifier: "verifier-7Hq", Begun: at, Until: at.Add(time.Minute)}
}

func grant(serial int64) login.Grant {
	return login.Grant{Flow: "f", Platform: "p", Tenant: "t", User: channel.Person{ID: "7", Name: "Ada", Handle: "ada"}, Token: "token-1", Renewal: "renewal-1", Scopes: []string{"a"},
		Missing: []string{"b"}, Issued: at, Until: at.Add(time.Hour), DataAccess: at.Add(2 * time.Hour), Renew: at.Add(time.Minute), Trouble: "none", Serial: serial, Lease: at.Add(time.Second),
		Accounts: []login.Account{{ID: "70", Kind: "page", Name: "Shop", Handle: "shop", LinkedTo: "71", Token: "token-2", Secret: "secret-2", Missing: []string{"X"}}}}
}

// same compares what was stored, with the credentials.
func same(t *testing.T, want, got any) {
	t.Helper()
	if !reflect.DeepEqual(want, got) {
		t.Errorf("stored %+v, got %+v", want, got) // credentials print as "[secret]"
	}
}

func pendingOnce(t *testing.T, s Store) {
	if _, ok, err := s.Take(t.Context(), "none"); ok || err != nil {
		t.Errorf("a state that no login has: %t, %v", ok, err)
	}
	want := pending("one")
	for _, p := range []login.Pending{want, pending("two")} {
		if err := s.Put(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	got, ok, err := s.Take(t.Context(), "one")
	if err != nil || !ok {
		t.Fatalf("%t, %v", ok, err)
	}
	got.URL = want.URL // need not be stored
	same(t, want, got)
	if _, ok, err := s.Take(t.Context(), "one"); ok || err != nil {
		t.Errorf("a second time: %t, %v", ok, err)
	}
	if _, ok, err := s.Take(t.Context(), "two"); !ok || err != nil {
		t.Errorf("the other: %t, %v", ok, err)
	}
}

// race calls f many times at once and counts how often it says yes.
func race(t *testing.T, f func() (bool, error)) (yes int) {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			ok, err := f()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if ok {
				yes++
			}
		})
	}
	all.Wait()
	return yes
}

func pendingRace(t *testing.T, s Store) {
	for i := range 10 {
		state := fmt.Sprint("state-", i)
		if err := s.Put(t.Context(), pending(state)); err != nil {
			t.Fatal(err)
		}
		if n := race(t, func() (bool, error) { _, ok, err := s.Take(t.Context(), state); return ok, err }); n != 1 {
			t.Errorf("%d callbacks got the login, want 1", n)
		}
	}
}

func grantWhole(t *testing.T, s Store) {
	got, err := s.Load(t.Context(), "t", "f/7")
	if err != nil || got.Serial != 0 || got.Flow != "" {
		t.Errorf("nothing is stored: %+v, %v", got, err)
	}
	for serial := range int64(3) {
		want := grant(serial + 1)
		want.Ended = serial == 2
		if ok, err := s.Swap(t.Context(), "t", "f/7", serial, want); !ok || err != nil {
			t.Fatalf("serial %d: %t, %v", serial, ok, err)
		}
		got, err := s.Load(t.Context(), "t", "f/7")
		if err != nil {
			t.Fatal(err)
		}
		same(t, want, got)
	}
	if ok, err := s.Swap(t.Context(), "t", "f/7", 1, grant(9)); ok || err != nil {
		t.Errorf("an old serial: %t, %v", ok, err)
	}
	if ok, err := s.Swap(t.Context(), "t", "f/7", 0, grant(9)); ok || err != nil {
		t.Errorf("as if nothing were stored: %t, %v", ok, err)
	}
}

func grantApart(t *testing.T, s Store) {
	places := [][2]string{{"t", "f/7"}, {"t", "f/8"}, {"u", "f/7"}, {"", "f/7"}}
	for i, p := range places {
		g := grant(1)
		g.Token = channel.Secret(fmt.Sprint("token-", i))
		if ok, err := s.Swap(t.Context(), p[0], p[1], 0, g); !ok || err != nil {
			t.Fatalf("%v: %t, %v", p, ok, err)
		}
	}
	for i, p := range places {
		got, err := s.Load(t.Context(), p[0], p[1])
		if err != nil || got.Token.Reveal() != fmt.Sprint("token-", i) {
			t.Errorf("%v has another's token, %v", p, err)
		}
	}
}

func grantRace(t *testing.T, s Store) {
	for serial := range int64(10) {
		n := race(t, func() (bool, error) { return s.Swap(t.Context(), "t", "f/7", serial, grant(serial+1)) })
		if n != 1 {
			t.Errorf("%d of 16 swaps of serial %d were stored, want 1", n, serial)
		}
	}
}

package login_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/channel/login/logintest"
)

func TestMemory(t *testing.T) {
	logintest.Run(t, func(*testing.T) logintest.Store { return new(login.Memory) })
}

// A login that had ended when another began is dropped, so that abandoned logins do not pile up.
func TestMemoryDropsWhatEnded(t *testing.T) {
	m := new(login.Memory)
	at := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for i, state := range []string{"old", "young", "new"} {
		begun := at.Add(time.Duration(i) * 8 * time.Minute)
		if err := m.Put(t.Context(), login.Pending{State: state, Begun: begun, Until: begun.Add(login.Life)}); err != nil {
			t.Fatal(err)
		}
	}
	for state, want := range map[string]bool{"old": false, "young": true, "new": true} {
		if _, ok, _ := m.Take(t.Context(), state); ok != want {
			t.Errorf("%s is there: %t, want %t", state, ok, want)
		}
	}
}

package store

import (
	"testing"

	"github.com/contactkit/contactkit/channel/login/logintest"
)

func TestLogins(t *testing.T) {
	logintest.Run(t, func(t *testing.T) logintest.Store {
		s, err := Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s.Logins()
	})
}

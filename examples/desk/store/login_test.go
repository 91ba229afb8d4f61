package store

import (
	"testing"

	"github.com/contactkit/contactkit/channel/login/logintest"
)

func TestLogins(t *testing.T) {
	logintest.Run(t, func(t *testing.T) logintest.Store {
		return open(t).Logins()
	})
}

package logintest_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/channel/login/logintest"
)

// How are a host's stores of logins checked? Here it is the store in memory. The function is a
// test, so the example has no output.
func ExampleRun() {
	test := func(t *testing.T) { // func TestLogins(t *testing.T)
		logintest.Run(t, func(*testing.T) logintest.Store { return new(login.Memory) })
	}
	_ = test
}

package standintest

import (
	"net/http"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Caller is a stand-in that takes calls and posts no webhooks, such as a gateway before a platform.
type Caller interface {
	Client() *http.Client
	Advance(time.Duration)
	Fail(standin.Fault, int)
	Heal()
	Calls() []standin.Call
}

// CallHarness is for [RunCalls]. All members but Secrets are needed.
type CallHarness[S Caller] struct {
	// New makes a stand-in that accepts the call of Send and whose clock is the wall clock.
	New func() S
	// Send makes one call that the stand-in logs, by the client, and reads the whole answer. A
	// status other than 2xx is an error.
	Send func(s S, client *http.Client) error
	// Sent is the number of calls of Send that the stand-in accepted.
	Sent func(s S) int
	// Secrets are the credentials that Send puts into its call. The log must not show them.
	Secrets func(s S) []string
}

// RunCalls runs the part of the suite that needs no webhooks: faults and the log. [Run] includes
// it.
func RunCalls[S Caller](t *testing.T, h CallHarness[S]) {
	t.Run("faults", func(t *testing.T) { faults(t, h) })
	t.Run("log", func(t *testing.T) { log(t, h) })
}

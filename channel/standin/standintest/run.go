// Package standintest checks that a pretended platform made of package standin keeps what the kit
// promises: faults do what they say, webhooks are delivered again until the host takes them, and
// the log shows no credential.
//
//	standintest.Run(t, standintest.Harness[*telegramtest.Server]{
//		New:  func() *telegramtest.Server { return telegramtest.New(telegramtest.Config{}) },
//		Say:  func(s *telegramtest.Server, text string) { s.Say("7001", text) },
//		Send: send, // one call of the platform's API
//		Sent: func(s *telegramtest.Server) int { return len(s.Sent()) },
//	})
package standintest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Server is what every pretended platform has by embedding [standin.Controls].
type Server interface {
	http.Handler
	Client() *http.Client
	Now() time.Time
	Advance(time.Duration)
	Hook(http.Handler)
	HookURL(address string, client *http.Client)
	Deliver(http.Handler) []int
	Flush(context.Context) error
	Run(context.Context) error
	Pending() int
	Path() string
	Sign(body []byte) *http.Request
	Batch() []*http.Request
	Forge(*http.Request) *http.Request
	Fail(standin.Fault, int)
	Heal()
	Calls() []standin.Call
}

// Harness is what the suite has to know of a pretended platform. All members but Secrets are
// needed.
type Harness[S Server] struct {
	// New makes a server whose webhook is set and whose clock is the wall clock.
	New func() S
	// Say lets a customer write, which queues exactly one webhook that holds the text.
	Say func(s S, text string)
	// Send makes one call of the API that answers the customer of Say, by the client, and reads the
	// whole answer. base replaces scheme and host of the API's address; if it is empty, the
	// platform's own are called. A status other than 2xx is an error.
	Send func(s S, client *http.Client, base string) error
	// Sent is the number of messages that the platform accepted.
	Sent func(s S) int
	// Secrets are the credentials that Send puts into its call. The log must not show them.
	Secrets func(s S) []string
}

// Run runs the suite.
func Run[S Server](t *testing.T, h Harness[S]) {
	calls := CallHarness[S]{
		New: func() S {
			s := h.New()
			h.Say(s, "hi")
			return s
		},
		Send: func(s S, client *http.Client) error { return h.Send(s, client, "") },
		Sent: h.Sent, Secrets: h.Secrets,
	}
	RunCalls(t, calls)
	t.Run("doubled and reordered", func(t *testing.T) { hooks(t, h) })
	t.Run("again until taken", func(t *testing.T) { again(t, h) })
	t.Run("nothing to deliver to", func(t *testing.T) { noTarget(t, h) })
	t.Run("over sockets", func(t *testing.T) { sockets(t, h) })
	t.Run("calls for routes", func(t *testing.T) { routes(t, h) })
}

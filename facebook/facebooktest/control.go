package facebooktest

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// ServeHTTP is the Graph API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.core.ServeHTTP(w, r) }

// Client reaches the server in this process, whatever host a URL names, without sockets.
func (s *Server) Client() *http.Client { return s.core.Client() }

// Config is what the server was made with, defaults filled in.
func (s *Server) Config() Config { return s.cfg }

// Now is the platform's clock.
func (s *Server) Now() time.Time { return s.core.Clock.Now() }

// Advance moves the platform's clock ahead.
func (s *Server) Advance(d time.Duration) { s.core.Clock.Advance(d) }

// Hook makes Flush and Run deliver to a handler in this process.
func (s *Server) Hook(h http.Handler) { s.setTarget(standin.Handler(h)) }

// HookURL makes Flush and Run deliver to an address, whatever callback is set; a nil client is
// http.DefaultClient.
func (s *Server) HookURL(address string, client *http.Client) {
	s.setTarget(standin.URL(address, client))
}

func (s *Server) setTarget(t standin.Target) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.target = t
}

func (s *Server) hooked() standin.Target {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.target
}

// Deliver calls h with every waiting webhook, once each, due or not, and returns the statuses. What is queued meanwhile,
// such as echoes, waits for the next Deliver.
func (s *Server) Deliver(h http.Handler) []int {
	return s.core.Deliver(context.Background(), standin.Handler(h))
}

// Flush delivers to what Hook or HookURL named until nothing waits, moving the clock to the next try where need be. It
// fails if webhooks were lost because a Page was unsubscribed after an hour of failures.
func (s *Server) Flush(ctx context.Context) error {
	t := s.hooked()
	if t == nil {
		return errors.New("facebooktest: Flush needs Hook or HookURL")
	}
	return s.core.Flush(ctx, t)
}

// Run delivers to what Hook or HookURL named as webhooks fall due, until ctx ends: for programs that talk to the stand-in
// live.
func (s *Server) Run(ctx context.Context) error {
	t := s.hooked()
	if t == nil {
		return errors.New("facebooktest: Run needs Hook or HookURL")
	}
	s.core.Run(ctx, t)
	return ctx.Err()
}

// Pending is the number of webhooks that wait.
func (s *Server) Pending() int { return s.core.Pending() }

// Fail makes the next n API calls (for Duplicate and Reorder: webhooks) misbehave; a negative n all of them, until Heal.
func (s *Server) Fail(f Fault, n int) { s.core.Fail(f, n) }

// Heal ends all faults.
func (s *Server) Heal() { s.core.Heal() }

// Calls is the log of API calls, oldest first.
func (s *Server) Calls() []Call { return s.core.Calls() }

// Sent is what the host sent and Meta accepted, oldest first.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Package pagertest is a pretended pager network: it takes pages as the real one does, refuses what
// that one refuses, and delivers what customers page to a host's webhook, signed. It is made of
// package standin, and shares no code with package pager.
//
//	net := pagertest.New(pagertest.Config{})
//	ch, err := pager.New(pager.Config{Account: "555", Token: channel.Secret(net.Config().Token), HTTP: net.Client(), …})
//	net.Page("77", "call me")        // a customer pages
//	statuses := net.Deliver(handler) // the host's webhook handler gets it
//	net.Sent()                       // what the host answered
package pagertest

import (
	"cmp"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config is one pager at the network. The zero value is an example without limits of rate.
type Config struct {
	Number string // of the pager; defaults to "555"
	Token  string // for the API; defaults to an example
	Key    string // signs webhook calls; defaults to an example
	URL    string // the webhook; defaults to an example

	Rate standin.Rate     // of pages that the host sends; the zero Rate limits nothing
	Now  func() time.Time // the wall clock; defaults to time.Now
	Seed int64            // of everything random
}

// Server is the network's side of one pager.
type Server struct {
	*standin.Controls

	core *standin.Core
	cfg  Config
	sent standin.List[Sent]

	mu    sync.Mutex
	pages int
	known map[string]bool // customers who paged
}

// Sent is a page that the host sent and the network accepted.
type Sent struct{ ID, To, Text string }

// New returns a network without pages.
func New(cfg Config) *Server {
	cfg.Number = cmp.Or(cfg.Number, "555")
	cfg.Token = cmp.Or(cfg.Token, "pt_example_token")
	cfg.Key = cmp.Or(cfg.Key, "whsec_example_key")
	cfg.URL = cmp.Or(cfg.URL, "https://desk.example/pager")
	s := &Server{cfg: cfg, known: make(map[string]bool)}
	s.core = standin.New(standin.Platform{
		Name: "pagertest", Now: cfg.Now, Seed: cfg.Seed,
		Serve: s.serve, Post: s.post, After: after,
		Proof:   []string{"Pager-Signature"},
		Timeout: 10 * time.Second,
	})
	s.Controls = s.core.Controls()
	s.core.Hide(cfg.Token, cfg.Key)
	return s
}

// Config returns the configuration of the server, defaults filled in.
func (s *Server) Config() Config { return s.cfg }

// Sent returns the pages that the host sent and the network accepted, oldest first.
func (s *Server) Sent() []Sent { return s.sent.All() }

// Page lets a customer page a text, and returns the network's name of the page.
func (s *Server) Page(from, text string) string {
	s.mu.Lock()
	s.known[from] = true
	s.pages++
	id := fmt.Sprintf("p%d", s.pages)
	s.mu.Unlock()
	s.core.Queue(standin.Hook{Line: from, Body: standin.JSON(map[string]any{"pages": []any{
		map[string]any{"kind": "page", "id": id, "from": from, "at": s.Now().Unix(), "text": text},
	}})})
	return id
}

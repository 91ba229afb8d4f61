package facebook_test

import (
	"net/http"
	"sync"

	"github.com/contactkit/contactkit/channel"
)

// store is a host: it answers Meta and keeps what arrives, each event once.
type store struct {
	ch channel.Channel

	mu     sync.Mutex
	events []channel.Event
	known  map[string]bool
	twice  int // events that came again
}

// gather makes a host's handler for a channel.
func gather(ch channel.Channel) *store {
	return &store{ch: ch, known: map[string]bool{}}
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, err := channel.ReadWebhook(r)
	if err == nil {
		var got channel.Delivery
		if got, err = s.ch.Receive(call); err == nil {
			s.keep(got.Events...)
			got.Reply.ServeHTTP(w, r)
			return
		}
	}
	w.WriteHeader(channel.StatusCode(err))
}

func (s *store) keep(events ...channel.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ev := range events {
		if s.known[ev.ID] {
			s.twice++
			continue
		}
		s.known[ev.ID] = true
		s.events = append(s.events, ev.Clone())
	}
}

// take returns what arrived since it was called last.
func (s *store) take() []channel.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := s.events
	s.events = nil
	return events
}

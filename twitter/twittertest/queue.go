package twittertest

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// retries are the pauses of the page "Enterprise Account Activity API".
var retries = []time.Duration{3 * time.Second, 27 * time.Second, 242 * time.Second}

func (s *Server) queue(w *webhook, body []byte) {
	s.core.Queue(standin.Hook{Note: w.id, Body: body})
}

// Raw queues any body for every webhook that is valid, signed as X would.
func (s *Server) Raw(body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(s.webhooks)) {
		if s.webhooks[id].valid {
			s.core.Queue(standin.Hook{Note: id, Body: slices.Clone(body)})
		}
	}
}

// post is the delivery of an event.
func (s *Server) post(h standin.Hook) *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.webhooks[h.Note]
	if ids := slices.Sorted(maps.Keys(s.webhooks)); w == nil && h.Note == "" && len(ids) > 0 {
		w = s.webhooks[ids[0]] // a test's own call
	}
	if w == nil {
		return nil
	}
	return standin.Request(http.MethodPost, w.url, http.Header{
		"Content-Type":                 {"application/json"},
		"X-Twitter-Webhooks-Signature": {signature(s.cfg.APISecret, string(h.Body))},
	}, h.Body)
}

// after settles a delivery: 200 is one. Deliveries of a replay are not tried again.
func (s *Server) after(h standin.Hook, a standin.Answer) standin.Verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	accepted := a.Status == http.StatusOK
	if h.Ref != 0 {
		s.replayedOne(h, accepted)
		return standin.Verdict{Lost: !accepted}
	}
	if h.Tries == 1 {
		s.remembered(past{webhook: h.Note, at: h.At, body: h.Body})
	}
	switch {
	case accepted:
		return standin.Verdict{}
	case h.Tries > len(s.cfg.Retries):
		return standin.Verdict{Lost: true}
	}
	return standin.Verdict{Again: s.core.Clock.Now().Add(s.cfg.Retries[h.Tries-1])}
}

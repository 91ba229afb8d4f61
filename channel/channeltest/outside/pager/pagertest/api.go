package pagertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"
)

// serve is the API: "Pager API: pages".
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	var in struct{ To, Text string }
	switch {
	case r.Header.Get("Pager-Token") != s.cfg.Token:
		w.WriteHeader(http.StatusUnauthorized)
		return
	case json.Unmarshal(body, &in) != nil:
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.URL.Path {
	case "/typing":
		w.WriteHeader(http.StatusOK)
	case "/send":
		s.take(w, in.To, in.Text)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// take accepts a page of at most 240 characters to a customer who paged before.
func (s *Server) take(w http.ResponseWriter, to, text string) {
	now := s.core.Clock.Now()
	if g := s.core.Limiter.Take("pages", s.cfg.Rate, now); !g.OK {
		wait := (g.Reset.Sub(now) + time.Second - 1) / time.Second
		w.Header().Set("Retry-After", strconv.FormatInt(int64(wait), 10))
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	if !s.known[to] || text == "" || utf8.RuneCountInString(text) > 240 {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	id := fmt.Sprintf("s%d", len(s.sent.All())+1)
	s.sent.Add(Sent{ID: id, To: to, Text: text})
	_, _ = fmt.Fprintf(w, `{"id":%q}`, id)
}

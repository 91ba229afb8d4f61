// Package smstest is a pretended SMS gateway: it takes texts as the real one does, refuses what
// that one refuses, and posts what customers write to a host's webhook as a signed form. It is made
// of package standin, and shares no code with package sms.
package smstest

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
	"unicode/utf16"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config is one phone number at the gateway. The zero value is an example without limits of rate.
type Config struct {
	Token string // for the API; defaults to an example
	Key   string // signs webhook calls; defaults to an example
	URL   string // the webhook; defaults to an example

	Rate standin.Rate     // of texts that the host sends; the zero Rate limits nothing
	Now  func() time.Time // the wall clock; defaults to time.Now
	Seed int64            // of everything random
}

// Server is the gateway's side of one number.
type Server struct {
	*standin.Controls

	core *standin.Core
	cfg  Config
	sent standin.List[Sent]

	mu    sync.Mutex
	texts int
	gone  map[string]bool // who asked for no more texts
}

// Sent is a text that the host sent and the gateway accepted.
type Sent struct{ ID, To, Text string }

// New returns a gateway without messages.
func New(cfg Config) *Server {
	cfg.Token = cmp.Or(cfg.Token, "st_example_token")
	cfg.Key = cmp.Or(cfg.Key, "smskey_example")
	cfg.URL = cmp.Or(cfg.URL, "https://desk.example/sms")
	s := &Server{cfg: cfg, gone: make(map[string]bool)}
	s.core = standin.New(standin.Platform{
		Name: "smstest", Now: cfg.Now, Seed: cfg.Seed,
		Serve: s.serve, Post: s.post, After: s.after,
		Proof:   []string{"Sms-Signature"},
		Timeout: 15 * time.Second,
	})
	s.Controls = s.core.Controls()
	s.core.Hide(cfg.Token, cfg.Key)
	return s
}

// Config returns the configuration of the server, defaults filled in.
func (s *Server) Config() Config { return s.cfg }

// Sent returns the texts that the host sent and the gateway accepted, oldest first.
func (s *Server) Sent() []Sent { return s.sent.All() }

// Write lets a customer write, and returns the gateway's name of the text.
func (s *Server) Write(from, text string) string {
	s.mu.Lock()
	s.texts++
	id := fmt.Sprintf("in%d", s.texts)
	s.mu.Unlock()
	form := url.Values{"Kind": {"message"}, "Id": {id}, "From": {from}, "Text": {text}, "At": {strconv.FormatInt(s.Now().Unix(), 10)}}
	s.core.Queue(standin.Hook{Body: []byte(form.Encode())})
	return id
}

// Stop lets a customer ask for no more texts.
func (s *Server) Stop(from string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone[from] = true
}

// serve is the API: "SMS gateway: messages".
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.Header.Get("Authorization") != "Bearer "+s.cfg.Token {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p, err := standin.ParamReader{}.Read(r, body)
	if err != nil || r.URL.Path != "/send" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	now := s.core.Clock.Now()
	if g := s.core.Limiter.Take("texts", s.cfg.Rate, now); !g.OK {
		w.Header().Set("Retry-After", strconv.FormatInt(int64((g.Reset.Sub(now)+time.Second-1)/time.Second), 10))
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.gone[p.Str("To")]:
		w.WriteHeader(http.StatusGone)
	case !p.Has("To") || !p.Has("Text") || len(utf16.Encode([]rune(p.Str("Text")))) > 1530:
		w.WriteHeader(http.StatusUnprocessableEntity)
	default:
		id := fmt.Sprintf("out%d", len(s.sent.All())+1)
		s.sent.Add(Sent{ID: id, To: p.Str("To"), Text: p.Str("Text")})
		_, _ = fmt.Fprint(w, "Id="+id)
	}
}

// post makes the webhook call of a queued form, signed.
func (s *Server) post(h standin.Hook) *http.Request {
	mac := hmac.New(sha256.New, []byte(s.cfg.Key))
	mac.Write(h.Body)
	header := http.Header{
		"Content-Type":  {"application/x-www-form-urlencoded"},
		"Sms-Signature": {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	}
	return standin.Request(http.MethodPost, s.cfg.URL, header, h.Body)
}

// after tries a call again after 15 seconds, four times: "SMS gateway: callbacks".
func (s *Server) after(h standin.Hook, a standin.Answer) standin.Verdict {
	switch {
	case a.Status >= 200 && a.Status <= 299:
		return standin.Verdict{}
	case h.Tries > 4:
		return standin.Verdict{Lost: true}
	}
	return standin.Verdict{Again: s.core.Clock.Now().Add(15 * time.Second)}
}

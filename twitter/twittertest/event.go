package twittertest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/internal/standin"
)

// activity is a subscription to the X Activity API.
type activity struct {
	id, kind, user, webhook, tag string
	at, changed                  time.Time
}

// push queues a message's events.
func (s *Server) push(m *message) {
	kind := "dm.received"
	if m.from == s.cfg.Account {
		kind = "dm.sent"
	}
	body := obj{"direct_message_events": []obj{m.event(true)}}
	if m.app != "" {
		body["apps"] = obj{m.app: obj{"id": m.app, "name": s.appName(m.app), "url": "https://desk.example/"}}
	}
	s.deliver(kind, body, m.from, m.to)
}

func (s *Server) appName(id string) string {
	if id == s.cfg.AppID {
		return "Example Desk"
	}
	return "Twitter Web App"
}

// deliver queues one event for every webhook that is subscribed to it: Account Activity, and X Activity by its kind. To an app
// whose access token does not cover direct messages, they are never delivered.
func (s *Server) deliver(kind string, body obj, users ...string) {
	if s.cfg.Level != levelMessages && strings.HasPrefix(kind, "dm.") {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(s.webhooks)) {
		if w := s.webhooks[id]; w.valid && w.users[s.cfg.Account] {
			full := maps.Clone(body)
			full["for_user_id"] = s.cfg.Account
			if len(users) > 0 {
				list := obj{}
				for _, u := range users {
					list[u] = s.find(u).small()
				}
				full["users"] = list
			}
			s.queue(id, full)
		}
	}
	for _, a := range s.activity {
		if w := s.webhooks[a.webhook]; a.kind == kind && w != nil && w.valid {
			payload := maps.Clone(body)
			delete(payload, "apps")
			list := obj{}
			for _, u := range users {
				list[u] = obj{"data": s.find(u).v2()} // one level more than Account Activity
			}
			payload["users"] = list
			s.queue(w.id, obj{"data": s.envelope(a, payload)})
		}
	}
}

// envelope is that of the X Activity API; event_uuid may be negative.
func (s *Server) envelope(a *activity, payload obj) obj {
	n := s.core.Int63()
	if n%2 == 0 {
		n = -n
	}
	e := obj{"event_uuid": strconv.FormatInt(n, 10), "filter": obj{"user_id": a.user}, "event_type": a.kind, "payload": payload}
	if a.tag != "" {
		e["tag"] = a.tag
	}
	return e
}

func (s *Server) queue(webhook string, body obj) {
	s.core.Queue(standin.Hook{Note: webhook, Body: standin.JSON(body)})
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

// signature is the value of x-twitter-webhooks-signature, and of a response_token: padded standard base64.
func signature(secret, message string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(message))
	return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// post is the delivery of an event.
func (s *Server) post(h standin.Hook) *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.webhooks[h.Note]
	if w == nil {
		return nil
	}
	return standin.Request(http.MethodPost, w.url, http.Header{
		"Content-Type":                 {"application/json"},
		"X-Twitter-Webhooks-Signature": {signature(s.cfg.APISecret, string(h.Body))},
	}, h.Body)
}

// retries are the waits after each failure: the v1.1 enterprise schedule. That of v2 and X Activity is not published.
var retries = []time.Duration{3 * time.Second, 27 * time.Second, 242 * time.Second}

// after settles a delivery: 200 is one.
func (s *Server) after(h standin.Hook, a standin.Answer) standin.Verdict {
	if a.Status == http.StatusOK {
		return standin.Verdict{}
	}
	if h.Tries > len(retries) {
		return standin.Verdict{Lost: true}
	}
	return standin.Verdict{Again: s.core.Clock.Now().Add(retries[h.Tries-1])}
}

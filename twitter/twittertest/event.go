package twittertest

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// activity is a subscription to the X Activity API.
type activity struct {
	id, kind, user, webhook, tag string
	at, changed                  time.Time
}

// member is one of an object whose members have an order.
type member struct {
	key   string
	value any
}

// object writes members in their order: X's envelopes begin with whom they are for.
func object(members ...member) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(standin.JSON(m.key))
		b.WriteByte(':')
		b.Write(standin.JSON(m.value))
	}
	b.WriteByte('}')
	return b.Bytes()
}

// happening is something that one or both of the event APIs tell.
type happening struct {
	body    []member // of the Account Activity API, after for_user_id; nil: it does not tell this
	kind    string   // of the X Activity API; empty: it does not tell this
	payload any
	include any // its includes; nil: none
}

// push queues a message's events.
func (s *Server) push(m *message) {
	kind := "dm.received"
	if m.from == s.cfg.Account {
		kind = "dm.sent"
	}
	body := []member{{"direct_message_events", []obj{m.event(true)}}}
	if m.app != "" {
		body = append(body, member{"apps", s.apps(m.app)})
	}
	small, full := s.profiles(m.from, m.to)
	s.deliver(happening{
		body: append(body, member{"users", small}), kind: kind,
		payload: obj{"direct_message_events": []obj{m.event(!s.cfg.NoSourceApp)}, "users": full},
	})
}

// apps describes apps by their ids.
func (s *Server) apps(ids ...string) obj {
	out := make(obj)
	for _, id := range ids {
		switch id {
		case s.cfg.AppID:
			out[id] = obj{"id": id, "name": "Example Desk", "url": "https://desk.example/"}
		case WebApp:
			out[id] = obj{"id": id, "name": "Twitter Web App", "url": "https://mobile.twitter.com"}
		default:
			out[id] = obj{"id": id, "name": "App " + id, "url": "https://app.example/" + id}
		}
	}
	return out
}

// profiles are the users of an event: as Account Activity shows them, and as X Activity does, one
// level deeper.
func (s *Server) profiles(ids ...string) (small, full obj) {
	small, full = make(obj), make(obj)
	for _, id := range ids {
		small[id], full[id] = s.find(id).small(), obj{"data": s.find(id).v2()}
	}
	return small, full
}

// deliver queues one event for every webhook that is subscribed to it. To an app whose access token
// does not cover direct messages, they are never delivered.
func (s *Server) deliver(h happening) {
	if s.cfg.Level != levelMessages && strings.HasPrefix(h.kind, "dm.") {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(s.webhooks)) {
		if w := s.webhooks[id]; h.body != nil && w.valid && w.users[s.cfg.Account] {
			s.queue(w, object(slices.Concat([]member{{"for_user_id", s.cfg.Account}}, h.body)...))
		}
	}
	for _, a := range s.activity {
		if w := s.webhooks[a.webhook]; h.kind != "" && a.kind == h.kind && w != nil && w.valid {
			s.queue(w, s.envelope(a.user, a.tag, h))
		}
	}
}

// envelope is that of the X Activity API; event_uuid may be negative.
func (s *Server) envelope(user, tag string, h happening) []byte {
	n := s.core.Int63()
	if n%2 == 0 {
		n = -n
	}
	filter := obj{}
	if user != "" {
		filter["user_id"] = user
	}
	data := []member{{"event_uuid", strconv.FormatInt(n, 10)}, {"filter", filter}, {"event_type", h.kind}}
	if tag != "" {
		data = append(data, member{"tag", tag})
	}
	data = append(data, member{"payload", h.payload})
	if h.include != nil {
		data = append(data, member{"includes", h.include})
	}
	return object(member{"data", json.RawMessage(object(data...))})
}

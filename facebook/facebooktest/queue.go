package facebooktest

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// ms is a time as events carry it.
func ms(t time.Time) int64 { return t.UnixMilli() }

// subscribed: an event is delivered only if the field is subscribed for the app and for the Page.
func (s *Server) subscribed(p *page, field string) bool {
	if p.instagram {
		return s.hears(p, field)
	}
	return slices.Contains(s.hook.fields, field) && slices.Contains(p.fields, field)
}

// push queues an event of a thread: as messaging, or as standby if another app controls the thread.
func (s *Server) push(p *page, t *thread, field string, event obj) {
	key := "messaging"
	if s.controlled(p, t) {
		if field != "messages" && field != "message_reads" && field != "message_deliveries" && field != "messaging_postbacks" && field != "message_echoes" {
			return
		}
		if field == "messaging_postbacks" {
			delete(event["postback"].(obj), "payload") // "a postback there has no payload"
		}
		key, field = "standby", "standby"
	}
	if !s.subscribed(p, field) {
		return
	}
	s.queue(p, obj{"id": p.id, "time": ms(s.core.Clock.Now()), key: []obj{event}})
}

const (
	envelope          = `{"object":"page","entry":[`
	instagramEnvelope = `{"object":"instagram","entry":[`
	closing           = `]}`
)

// queue puts one entry into a webhook call of its own.
func (s *Server) queue(p *page, entry obj) {
	head := envelope
	if p.instagram {
		head = instagramEnvelope
	}
	s.core.Queue(standin.Hook{Note: p.id, Body: []byte(head + string(escape(entry)) + closing)})
}

// user is an event from a person.
func (s *Server) user(p *page, t *thread, kind string, body obj) obj {
	return obj{"sender": obj{"id": t.psid}, "recipient": obj{"id": p.id}, "timestamp": ms(s.core.Clock.Now()), kind: body}
}

// Raw queues any body, signed as Meta would.
func (s *Server) Raw(body []byte) {
	s.core.Queue(standin.Hook{Body: slices.Clone(body)})
}

// Together packs the webhooks that wait into one call, as Meta may when events come fast.
func (s *Server) Together() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var waiting []standin.Hook
	s.core.Forget(func(h standin.Hook) bool {
		ours := strings.HasPrefix(string(h.Body), envelope)
		if ours {
			waiting = append(waiting, h)
		}
		return ours
	})
	for _, h := range s.pack(waiting) {
		s.core.Queue(standin.Hook{Note: h.Note, Body: h.Body})
	}
}

// pack puts the entries of webhooks into one; what is no call of a Page stays by itself.
func (s *Server) pack(hooks []standin.Hook) []standin.Hook {
	var entries []string
	var out []standin.Hook
	for _, h := range hooks {
		if entry, ours := strings.CutPrefix(string(h.Body), envelope); ours {
			entries = append(entries, strings.TrimSuffix(entry, closing))
		} else {
			out = append(out, h)
		}
	}
	if len(entries) > 0 {
		out = append(out, standin.Hook{Note: s.first, Body: []byte(envelope + strings.Join(entries, ",") + closing)})
	}
	return out
}

// post is the delivery of a webhook.
func (s *Server) post(h standin.Hook) *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	to, secret := s.hook.url, s.cfg.AppSecret
	if p := s.pages[h.Note]; p != nil && p.instagram {
		to = s.instagram.url
		if p.direct {
			secret = s.cfg.InstagramAppSecret
		}
	}
	if to == "" {
		return nil
	}
	return standin.Request(http.MethodPost, to, http.Header{
		"Content-Type":        {"application/json"},
		"User-Agent":          {"facebookexternalua"},
		"X-Hub-Signature":     {signature("sha1", secret, h.Body)},
		"X-Hub-Signature-256": {signature("sha256", secret, h.Body)},
	}, h.Body)
}

// again is when a delivery that failed is tried again, by the number of tries. Meta says "a few
// more attempts at once" and then more for an hour; the figures are the stand-in's.
var again = []time.Duration{0, 0, 0, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute}

// after settles a delivery: 200 is one. After an hour of failures the app is unsubscribed from the
// Page.
func (s *Server) after(h standin.Hook, a standin.Answer) standin.Verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pages[h.Note]
	if p == nil {
		p = s.pages[s.first]
	}
	if a.Status == http.StatusOK {
		p.failing = time.Time{}
		return standin.Verdict{}
	}
	now := s.core.Clock.Now()
	if p.failing.IsZero() {
		p.failing = now
	}
	if now.Sub(p.failing) >= time.Hour {
		p.fields, p.failing = nil, time.Time{}
		s.core.Forget(func(o standin.Hook) bool { return o.Note == h.Note && o.ID != h.ID })
		return standin.Verdict{Lost: true}
	}
	due := now.Add(again[min(h.Tries, len(again)-1)])
	if last := p.failing.Add(time.Hour); due.After(last) {
		due = last
	}
	return standin.Verdict{Again: due}
}

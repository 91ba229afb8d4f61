package whatsapptest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// stamp is a time as webhooks carry it: seconds, as a text.
func stamp(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// push queues one change of a number.
func (s *Server) push(n *number, field string, value obj) {
	value["messaging_product"] = "whatsapp"
	value["metadata"] = obj{"display_phone_number": n.phone, "phone_number_id": n.id}
	s.pushChange(field, value)
}

const (
	envelope = `{"object":"whatsapp_business_account","entry":[`
	closing  = `]}`
)

// pushChange queues one change in a webhook call of its own, if its field is subscribed.
func (s *Server) pushChange(field string, value obj) {
	if !s.business.subscribed || s.business.override.url == "" && !slices.Contains(s.hook.fields, field) {
		return
	}
	entry := obj{"id": s.cfg.Business, "changes": []obj{{"field": field, "value": value}}}
	s.core.Queue(standin.Hook{Body: []byte(envelope + string(escape(entry)) + closing)})
}

// Raw queues any body, signed as Meta would.
func (s *Server) Raw(body []byte) { s.core.Queue(standin.Hook{Body: slices.Clone(body)}) }

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
	for _, h := range pack(waiting) {
		s.core.Queue(standin.Hook{Body: h.Body})
	}
}

// pack puts the entries of webhooks into one; what is no call of WhatsApp stays by itself.
func pack(hooks []standin.Hook) (out []standin.Hook) {
	var entries []string
	for _, h := range hooks {
		if entry, ours := strings.CutPrefix(string(h.Body), envelope); ours {
			entries = append(entries, strings.TrimSuffix(entry, closing))
		} else {
			out = append(out, h)
		}
	}
	if len(entries) > 0 {
		out = append(out, standin.Hook{Body: []byte(envelope + strings.Join(entries, ",") + closing)})
	}
	return out
}

// post is the delivery of a webhook.
func (s *Server) post(h standin.Hook) *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.hook
	if s.business.override.url != "" {
		to = s.business.override
	}
	if to.url == "" {
		return nil
	}
	return standin.Request(http.MethodPost, to.url, http.Header{
		"Content-Type":        {"application/json"},
		"User-Agent":          {"facebookexternalua"},
		"X-Hub-Signature-256": {signature(s.cfg.AppSecret, h.Body)},
	}, h.Body)
}

// again is when a delivery that failed is tried again, by the number of tries. Meta states seven
// days and no steps: these are the stand-in's.
var again = []time.Duration{0, time.Second, time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}

const patience = 7 * 24 * time.Hour

// after settles a delivery: 200 is one. A delivery that failed for seven days is lost.
func (s *Server) after(h standin.Hook, a standin.Answer) standin.Verdict {
	if a.Status == http.StatusOK {
		return standin.Verdict{}
	}
	now := s.core.Clock.Now()
	due := now.Add(again[min(h.Tries, len(again)-1)])
	if !h.Failed.IsZero() && due.Sub(h.Failed) > patience {
		return standin.Verdict{Lost: true}
	}
	return standin.Verdict{Again: due}
}

package twittertest

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// register adds a webhook that is valid. The stand-in keeps one list for v1.1 premium, v1.1
// enterprise and v2.
func (s *Server) register(address string) *webhook {
	w := &webhook{id: s.snowflake(), url: address, valid: true, at: s.core.Clock.Now(), proved: s.core.Clock.Now(), users: make(map[string]bool)}
	s.webhooks[w.id] = w
	return w
}

// reasons why a webhook is not registered; v2 names them.
type reason struct {
	word string
	v11  *failure
}

func (r reason) v2(details string) *failure { return invalid(r.word+": "+details, "", "") }

// checkURL: https, no port; at most Config.Webhooks, each once.
func (s *Server) checkURL(address string) *reason {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.Port() != "" || len(address) > 200 {
		return &reason{"UrlValidationFailed", errWebhookURL}
	}
	for _, w := range s.webhooks {
		if w.url == address {
			return &reason{"DuplicateUrlFailed", errTooMany}
		}
	}
	if len(s.webhooks) >= s.cfg.Webhooks {
		return &reason{"WebhookLimitExceeded", errTooMany}
	}
	return nil
}

// addWebhook checks an address and registers it. The challenge-response check goes to what Hook or
// HookURL named, without the server's lock.
func (s *Server) addWebhook(c *call, address string) (*webhook, *reason) {
	if r := s.checkURL(address); r != nil {
		return nil, r
	}
	if err := s.check(c.Context(), s.Target(), address, true); err != nil {
		return nil, &reason{"CrcValidationFailed", crcFailure(err)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.register(address), nil
}

func crcFailure(err error) *failure {
	return v11(403, 214, strings.TrimPrefix(err.Error(), "twittertest: "))
}

// removeWebhook ends a webhook and all its subscriptions.
func (s *Server) removeWebhook(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhooks[id] == nil {
		return false
	}
	delete(s.webhooks, id)
	s.activity = slices.DeleteFunc(s.activity, func(a *activity) bool { return a.webhook == id })
	s.core.Forget(ofWebhook(id))
	return true
}

// listed are the webhooks in the order of their registration.
func (s *Server) listed(format func(*webhook) obj) []obj {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []obj{}
	for _, id := range slices.Sorted(maps.Keys(s.webhooks)) {
		out = append(out, format(s.webhooks[id]))
	}
	return out
}

// only is the webhook of the environment: the first.
func (s *Server) only() *webhook {
	for _, id := range slices.Sorted(maps.Keys(s.webhooks)) {
		return s.webhooks[id]
	}
	return nil
}

// webhook1 is a webhook as v1.1 shows it.
func (w *webhook) v11() obj {
	return obj{"id": w.id, "url": w.url, "valid": w.valid, "created_at": w.at.Format("2006-01-02T15:04:05Z")}
}

func (w *webhook) v2() obj {
	return obj{"id": w.id, "url": w.url, "valid": w.valid, "created_at": rfc3339(w.at)}
}

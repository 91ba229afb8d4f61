package telegramtest

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// webhook is the setting that setWebhook makes.
type webhook struct {
	url     string
	secret  string
	ip      string
	cert    bool
	most    int // max_connections
	allowed []string

	changed  time.Time
	errAt    time.Time
	errText  string
	goneFrom time.Time // first of an unbroken series of 410
}

// kinds are the fields of Update that allowed_updates may name.
var kinds = []string{
	"message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
	"edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count", "inline_query",
	"chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll",
	"poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost",
	"managed_bot", "guest_message", "subscription", "stopped_message_generation",
}

const mostCertificate = 3 << 20

func (s *Server) setWebhook(p params) (any, *refusal) {
	if s.soon() {
		return nil, tooMany(time.Second)
	}
	old := s.webhook
	if p.Str("url") == "" {
		return s.clear(p), nil
	}
	if len(p.Str("secret_token")) > 256 {
		return nil, badRequest("secret token is too long")
	}
	if strings.Trim(p.Str("secret_token"), letters) != "" {
		return nil, badRequest("secret token contains unallowed characters")
	}
	s.readAllowed(p)
	next := webhook{url: p.Str("url"), secret: p.Str("secret_token"), ip: p.Str("ip_address"), allowed: s.webhook.allowed, most: 40}
	if n := int(p.Num("max_connections")); n > 0 {
		next.most = min(n, 100)
		if s.cfg.Local {
			next.most = min(n, 100000)
		}
	}
	next.changed = s.core.Clock.Now()
	// The old webhook is closed before the new one is checked: a refusal leaves the bot with none.
	s.webhook = webhook{allowed: next.allowed, changed: next.changed}
	if up, ok := p.Files["certificate"]; ok {
		if len(up.Data) > mostCertificate {
			return nil, badRequest("certificate size is too big (" + strconv.Itoa(len(up.Data)) + " bytes)")
		}
		next.cert = true
	}
	if bad := s.checkURL(next.url); bad != nil {
		return nil, bad
	}
	if p.Flag("drop_pending_updates") {
		s.core.Forget(func(standin.Hook) bool { return true })
	}
	s.webhook = next
	s.poll.end(conflict("terminated by setWebhook request"))
	if old.same(next) && !p.Flag("drop_pending_updates") {
		s.webhook.errAt, s.webhook.errText = old.errAt, old.errText
		return described{true, "Webhook is already set"}, nil
	}
	return described{true, "Webhook was set"}, nil
}

func (w webhook) same(o webhook) bool {
	return w.url == o.url && w.secret == o.secret && w.ip == o.ip && w.cert == o.cert && w.most == o.most && slices.Equal(w.allowed, o.allowed)
}

// soon reports a change within a second of the last.
func (s *Server) soon() bool {
	return !s.webhook.changed.IsZero() && s.core.Clock.Now().Sub(s.webhook.changed) < time.Second
}

func (s *Server) deleteWebhook(p params) (any, *refusal) {
	if s.soon() {
		return nil, tooMany(time.Second)
	}
	return s.clear(p), nil
}

func (s *Server) clear(p params) described {
	if p.Flag("drop_pending_updates") {
		s.core.Forget(func(standin.Hook) bool { return true })
	}
	s.readAllowed(p)
	if s.webhook.url == "" {
		return described{true, "Webhook is already deleted"}
	}
	s.webhook = webhook{allowed: s.webhook.allowed, changed: s.core.Clock.Now()}
	return described{true, "Webhook was deleted"}
}

// readAllowed takes allowed_updates: unknown names are ignored, an empty list or one with nothing
// valid is the default, malformed JSON and no parameter keep what was.
func (s *Server) readAllowed(p params) {
	var list []string
	if !p.Has("allowed_updates") || json.Unmarshal([]byte(p.Str("allowed_updates")), &list) != nil {
		return
	}
	s.webhook.allowed = slices.DeleteFunc(list, func(k string) bool { return !slices.Contains(kinds, k) })
}

func (s *Server) checkURL(address string) *refusal {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return badRequest("invalid webhook URL specified")
	}
	if s.cfg.Local {
		return nil
	}
	if u.Scheme != "https" {
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if port := u.Port(); port != "" && !slices.Contains([]string{"80", "88", "443", "8443"}, port) {
		return badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		if ip.Is6() {
			return badRequest("bad webhook: IPv6-only addresses are not allowed")
		}
		if reserved4(ip) {
			return badRequest("bad webhook: IP address " + ip.String() + " is reserved")
		}
	}
	if !strings.Contains(u.Hostname(), ".") {
		return badRequest("bad webhook: Failed to resolve host: Name or service not known")
	}
	return nil
}

func (s *Server) getWebhookInfo(params) (any, *refusal) {
	w := s.webhook
	info := obj{"url": w.url, "has_custom_certificate": w.cert, "pending_update_count": s.core.Pending()}
	if w.url != "" {
		info["max_connections"] = w.most
		info["ip_address"] = "203.0.113.7"
		if w.ip != "" {
			info["ip_address"] = w.ip
		}
	}
	if len(w.allowed) > 0 {
		info["allowed_updates"] = w.allowed
	}
	if !w.errAt.IsZero() {
		info["last_error_date"], info["last_error_message"] = w.errAt.Unix(), w.errText
	}
	return info, nil
}

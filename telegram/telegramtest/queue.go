package telegramtest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

const (
	day       = 24 * time.Hour
	pressLife = 150 * time.Second
	mostBody  = 64 << 10 // open server: a larger update is not delivered at all
)

// shelf says how long updates of a kind are kept, and which queue they share: within one, each
// waits for the former's 2xx.
type shelf struct {
	line string
	life time.Duration
}

// shelves by kind; "chat" and "user" in a line are that of the update.
var shelves = map[string]shelf{
	"message":          {"message", day},
	"edited_message":   {"message", day},
	"callback_query":   {"callback", pressLife},
	"my_chat_member":   {"member", day},
	"message_reaction": {"reaction", day},
	// Which queue these share, and how long they are kept, is not confirmed.
	"stopped_message_generation": {"stopped", pressLife},
	"business_connection":        {"connection", day},
	"business_message":           {"business", day},
	"edited_business_message":    {"business", day},
	"deleted_business_messages":  {"business", day},
}

// unasked are the kinds that only come when allowed_updates names them.
var unasked = []string{"chat_member", "message_reaction", "message_reaction_count"}

// push queues an update of a kind; who is the chat or user whose queue it joins.
func (s *Server) push(kind string, who int64, value obj) {
	s.update++ // kinds that are not asked for leave a gap
	if !s.wants(kind) {
		return
	}
	body := encode(obj{"update_id": s.update, kind: value})
	if len(body) > mostBody {
		return
	}
	sh := shelves[kind]
	s.core.Queue(standin.Hook{
		Line: sh.line + " " + strconv.FormatInt(who, 10),
		Note: kind, Ref: s.update, Body: body,
		Expires: s.core.Clock.Now().Add(sh.life),
	})
}

func (s *Server) wants(kind string) bool {
	if len(s.webhook.allowed) > 0 {
		return slices.Contains(s.webhook.allowed, kind)
	}
	return !slices.Contains(unasked, kind)
}

// Raw queues any body as an update would be, with the webhook's secret: for kinds that the stand-in
// does not make.
func (s *Server) Raw(body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var u struct {
		ID int64 `json:"update_id"`
	}
	_ = json.Unmarshal(body, &u) // any body may be queued; one without an id is numbered like the others
	if u.ID == 0 {
		s.update++
		u.ID = s.update
	}
	s.core.Queue(standin.Hook{Line: "raw", Note: "raw", Ref: u.ID, Body: slices.Clone(body), Expires: s.core.Clock.Now().Add(day)})
}

// after settles a delivery: any 2xx is one. The next tries come at once, then after 2, 4, 8 …
// seconds up to a random 60 to 120; Retry-After counts. 410 for more than 23 hours removes the
// webhook.
func (s *Server) after(h standin.Hook, a standin.Answer) standin.Verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.core.Clock.Now()
	if a.Status >= 200 && a.Status <= 299 {
		s.webhook.goneFrom = time.Time{}
		s.inAnswer(a)
		return standin.Verdict{}
	}
	s.webhook.errAt = now
	s.webhook.errText = "Wrong response from the webhook: " + strconv.Itoa(a.Status) + " " + http.StatusText(a.Status)
	if a.Status == 0 {
		s.webhook.errText = "Read timeout expired"
	}
	if a.Status != http.StatusGone {
		s.webhook.goneFrom = time.Time{}
	} else if s.webhook.goneFrom.IsZero() {
		s.webhook.goneFrom = now
	} else if now.Sub(s.webhook.goneFrom) > 23*time.Hour {
		s.webhook = webhook{allowed: s.webhook.allowed}
	}
	wait := time.Duration(0)
	if h.Tries > 1 {
		most := time.Minute + time.Duration(s.core.Int63()%int64(time.Minute))
		wait = min(time.Second<<min(h.Tries-1, 10), most)
	}
	if n, err := strconv.Atoi(a.Header.Get("Retry-After")); err == nil && n >= 0 && n <= 3600 {
		wait = time.Duration(n) * time.Second
	}
	return standin.Verdict{Again: now.Add(wait)}
}

// inAnswer runs a method that a 2xx carries. Its result and any error are lost; methods that begin
// with get, and those that change the webhook or end the bot, are ignored.
func (s *Server) inAnswer(a standin.Answer) {
	r := &http.Request{Header: http.Header{"Content-Type": a.Header.Values("Content-Type")}, URL: &url.URL{}}
	p, bad := readParams(r, a.Body)
	name := strings.ToLower(p.Str("method"))
	m, ok := methods[name]
	if bad != nil || !ok || strings.HasPrefix(name, "get") || slices.Contains([]string{"setwebhook", "deletewebhook", "close", "logout"}, name) {
		return
	}
	if m.sends && s.checkRate(p) != nil {
		return
	}
	_, _ = m.run(s, p)
}

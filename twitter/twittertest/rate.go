package twittertest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

const (
	quarter = 15 * time.Minute
	day     = 24 * time.Hour
)

// windows are the calls in 15 minutes that docs "Rate limits" and the pages of the endpoints name,
// by pattern. Those of v1.1's media upload are in recordings only, and differ by command.
var windows = map[string]int{
	"POST /1.1/direct_messages/indicate_typing.json": 1000,
	"POST /1.1/direct_messages/mark_read.json":       1000,
	"GET /1.1/direct_messages/events/list.json":      15,
	"GET /1.1/direct_messages/events/show.json":      15,
	"GET /1.1/account/verify_credentials.json":       75,

	"POST /1.1/account_activity/webhooks.json":                                      15,
	"GET /1.1/account_activity/webhooks.json":                                       15,
	"PUT /1.1/account_activity/webhooks/{webhook}":                                  15,
	"DELETE /1.1/account_activity/webhooks/{webhook}":                               15,
	"POST /1.1/account_activity/webhooks/{webhook}/subscriptions/all.json":          500,
	"GET /1.1/account_activity/webhooks/{webhook}/subscriptions/all.json":           500,
	"DELETE /1.1/account_activity/webhooks/{webhook}/subscriptions/all.json":        500,
	"DELETE /1.1/account_activity/webhooks/{webhook}/subscriptions/{user}/all.json": 500,
	"GET /1.1/account_activity/webhooks/{webhook}/subscriptions/all/list.json":      50,
	"GET /1.1/account_activity/subscriptions/count.json":                            15,
	"POST /1.1/account_activity/replay/webhooks/{webhook}/subscriptions/all.json":   5,

	"GET /2/dm_events":                              15,
	"GET /2/dm_events/{id}":                         15,
	"DELETE /2/dm_events/{id}":                      300,
	"GET /2/dm_conversations/{id}/dm_events":        15,
	"GET /2/dm_conversations/with/{with}/dm_events": 15,
	"POST /2/media/upload":                          500,
	"POST /2/media/upload/initialize":               1875,
	"POST /2/media/upload/{id}/append":              1875,
	"POST /2/media/upload/{id}/finalize":            1875,
	"GET /2/media/upload":                           1000,
	"POST /2/webhooks":                              450,
	"GET /2/webhooks":                               450,
	"PUT /2/webhooks/{webhook}":                     450,
	"DELETE /2/webhooks/{webhook}":                  450,
	"POST /2/webhooks/replay":                       100,
	"POST /2/activity/subscriptions":                500,
	"GET /2/activity/subscriptions":                 500,
	"PUT /2/activity/subscriptions/{id}":            500,
	"DELETE /2/activity/subscriptions/{id}":         500,
	"POST /2/tweets":                                100,
	"DELETE /2/tweets/{id}":                         50,
	"PUT /2/tweets/{id}/hidden":                     50,
	"POST /2/users/{id}/likes":                      50,
	"DELETE /2/users/{id}/likes/{tweet}":            50,
	"GET /2/users/{id}/mentions":                    300,
	"GET /2/users/me":                               75,
	"GET /2/users/by/username/{name}":               900,
}

// documented fills in X's own limits of what sends.
func (c *Config) documented() {
	if c.Documented && c.Rate.None() {
		c.Rate = standin.Rate{Kind: standin.FixedWindow, N: 15, Per: quarter}
	}
	if c.Documented && c.Day.None() {
		c.Day = standin.Rate{Kind: standin.FixedWindow, N: 1440, Per: day}
	}
	if c.AppDay.None() {
		c.AppDay = c.Day
	}
}

// rateOf is the limit of an endpoint, and what it counts.
func (s *Server) rateOf(c *call, pattern string, e endpoint) (standin.Rate, string) {
	n := windows[pattern]
	if pattern == "GET /2/users/by/username/{name}" && c.by == byBearer {
		n = 300
	}
	switch {
	case e.sends:
		return s.cfg.Rate, "send " + c.user
	case s.cfg.Documented && n > 0:
		return standin.Rate{Kind: standin.FixedWindow, N: n, Per: quarter}, pattern + " " + c.user
	}
	return s.cfg.Others, pattern + " " + c.user
}

// checkRate counts a call and sets the headers: none for v1.1's events/new, and the 24-hour ones
// for what sends on v2.
func (s *Server) checkRate(c *call, pattern string, e endpoint, header http.Header) *failure {
	now := s.core.Clock.Now()
	silent := e.sends && strings.HasPrefix(c.URL.Path, "/1.1/")
	take := func(key string, rate standin.Rate, prefix string) bool {
		if rate.None() {
			return true
		}
		g := s.core.Limiter.Take(key, rate, now)
		if !silent {
			s.limits(header, prefix, g)
		}
		return g.OK
	}
	rate, key := s.rateOf(c, pattern, e)
	good := take(key, rate, "X-Rate-Limit-")
	limited := !s.cfg.Day.None() || !s.cfg.AppDay.None()
	if good && e.sends && limited && (!silent || !s.exempt(c)) {
		good = take("day "+c.user, s.cfg.Day, "X-User-Limit-24hour-") && take("app day", s.cfg.AppDay, "X-App-Limit-24hour-")
	}
	if !good {
		return errRate
	}
	return nil
}

// limits sets three headers; the reset is in epoch seconds.
func (s *Server) limits(header http.Header, prefix string, g standin.Grant) {
	header.Set(prefix+"Limit", strconv.Itoa(g.Limit))
	header.Set(prefix+"Remaining", strconv.Itoa(g.Remaining))
	header.Set(prefix+"Reset", strconv.FormatInt(s.shared(g.Reset).Add(time.Second-1).Unix(), 10))
}

// shared is an instant of the platform's clock on the one that the host has too: a host that waits
// until then waits as long as it must, however far Advance moved the platform's.
func (s *Server) shared(t time.Time) time.Time {
	return s.core.Clock.Wall().Add(t.Sub(s.core.Clock.Now()))
}

// exempt reports whether a v1.1 message is one of the five answers to each received message that do
// not count within 24 hours.
func (s *Server) exempt(c *call) bool {
	var body struct {
		Event struct {
			Create struct {
				Target struct {
					ID json.RawMessage `json:"recipient_id"`
				} `json:"target"`
			} `json:"message_create"`
		} `json:"event"`
	}
	if json.Unmarshal(c.body, &body) != nil {
		return false
	}
	id := strings.Trim(string(body.Event.Create.Target.ID), `"`)
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[id]
	if u == nil || s.free[id] == 0 || s.core.Clock.Now().Sub(u.heard) >= 24*time.Hour {
		return false
	}
	s.free[id]--
	return true
}

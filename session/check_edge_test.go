package session_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

// Every limit takes what lies on it, and nothing a second beyond.
func TestCheckAtTheEdges(t *testing.T) {
	const s, m, h, day = time.Second, time.Minute, time.Hour, 24 * time.Hour
	last := func(do session.Consequence, d time.Duration) []session.Rung {
		return []session.Rung{{Silence: d, Then: do}}
	}
	for _, tt := range []struct {
		field string // that the complaint names
		low   time.Duration
		high  time.Duration // in live chat
		days  time.Duration // on messengers
		set   func(c *session.Config, d time.Duration)
	}{
		{"ContactSilent[0].Silence", m, h, 90 * day, func(c *session.Config, d time.Duration) { c.ContactSilent = last(session.End, d) }},
		{"CalledSilent[0].Silence", m, 5 * m, 90 * day, func(c *session.Config, d time.Duration) { c.CalledSilent = last(session.End, d) }},
		{"AgentSilent[0].Silence", 10 * s, day, 30 * day, func(c *session.Config, d time.Duration) { c.AgentSilent = last(session.Pass, d) }},
		{"RobotSilent[0].Silence", 5 * s, day, 30 * day, func(c *session.Config, d time.Duration) { c.RobotSilent = last(session.Pass, d) }},
		{"QueueWait[0].Silence", 10 * s, day, 30 * day, func(c *session.Config, d time.Duration) { c.QueueWait = last(session.Pass, d) }},
		{"OfferTime", 5 * s, day, 7 * day, func(c *session.Config, d time.Duration) { c.OfferTime = d }},
		{"TransferTime", 5 * s, day, 7 * day, func(c *session.Config, d time.Duration) { c.TransferTime = d }},
		{"HoldMax", m, day, 30 * day, func(c *session.Config, d time.Duration) { c.HoldMax = d }},
		{"Reopen", 0, 72 * h, 90 * day, func(c *session.Config, d time.Duration) { c.Reopen = d }},
		{"LastAgent", 0, 30 * day, 365 * day, func(c *session.Config, d time.Duration) { c.LastAgent = d }},
		{"LastAgentWait", m, 240 * h, 10 * day, func(c *session.Config, d time.Duration) { c.LastAgentWait = d }},
		{"OfflineLimit", m, h, 7 * day, func(c *session.Config, d time.Duration) { c.OfflineLimit = d }},
		{"OfflineReassign", 5 * m, 600 * m, 7 * day, func(c *session.Config, d time.Duration) { c.OfflineReassign = d }},
		{"OfflineMax", h, 30 * day, 90 * day, func(c *session.Config, d time.Duration) { c.OfflineMax = d }},
		{"Outbound", 0, 10080 * m, 90 * day, func(c *session.Config, d time.Duration) { c.Outbound = &d }},
		{"Spread", 0, h, h, func(c *session.Config, d time.Duration) { c.Spread = d }},
		{"ReplyWindow", 0, 30 * day, 30 * day, func(c *session.Config, d time.Duration) { c.ReplyWindow = d }},
		{"WindowMargin", 0, h, day, func(c *session.Config, d time.Duration) { c.WindowMargin = d }},
		{"AnswerMargin", 0, h, day, func(c *session.Config, d time.Duration) { c.AnswerMargin = d }},
		{"AgentWindow", s, 30 * day, 30 * day, func(c *session.Config, d time.Duration) { c.ReplyWindow, c.WindowMargin, c.AgentWindow = s, 0, d }},
		{"CloseGrace", 0, 4 * h, 4 * h, func(c *session.Config, d time.Duration) { c.CloseGrace = d }},
		{"Stale", 0, 30 * day, 90 * day, func(c *session.Config, d time.Duration) { c.Stale = d }},
		{"LoopGap", s, m, m, func(c *session.Config, d time.Duration) { c.LoopGap = d }},
	} {
		edges(t, session.AICCBounds().Check, tt.field, tt.low, tt.high, tt.set)
		edges(t, session.Config.Check, tt.field, tt.low, tt.days, tt.set)
	}
	for n, ok := range map[int]bool{0: false, 1: true, 10: true, 11: false, -1: false} {
		c := session.DefaultConfig()
		if c.MaxHops = n; (c.Check() == nil) != ok {
			t.Errorf("MaxHops %d: %v", n, c.Check())
		}
	}
	for n, ok := range map[int]bool{-1: false, 0: true, 1: false, 2: false, 3: true, 100: true, 101: false} {
		c := session.DefaultConfig()
		if c.LoopTurns = n; (c.Check() == nil) != ok {
			t.Errorf("LoopTurns %d: %v", n, c.Check())
		}
	}
}

// edges tries what lies at the ends of a range and beyond.
func edges(t *testing.T, check func(session.Config) error, field string, low, high time.Duration, set func(*session.Config, time.Duration)) {
	const s = time.Second
	for d, ok := range map[time.Duration]bool{
		low - s: false, low: true, high - s: true, high - s/2: false, high: true, high + s: false,
	} {
		c := session.DefaultConfig()
		c.ContactSilent, c.CalledSilent, c.QueueWait = nil, nil, nil // they are compared with others
		set(&c, d)
		if c.QueueWait != nil {
			c.OfferTime = 5 * s
		}
		var want []string
		if !ok {
			want = []string{field}
		}
		// From off to the least that is on is another question.
		if (field == "LastAgentWait" || field == "AgentWindow") && d == 0 {
			want = nil
		}
		if diff := cmp.Diff(want, complaints(check(c))); diff != "" {
			t.Errorf("%s of %v: complaints (-want +got):\n%s", field, d, diff)
		}
	}
}

// Where zero has a meaning of its own, it may be below a range; other short durations may not.
func TestBoundsTakeZero(t *testing.T) {
	b := session.MessengerBounds()
	for _, r := range []*session.Range{&b.CloseGrace, &b.Reopen, &b.LastAgent, &b.LastAgentWait, &b.Outbound, &b.Spread, &b.Window, &b.Margin, &b.Stale} {
		r.Low = 2 * time.Second
	}
	c := session.DefaultConfig()
	c.CloseGrace, c.Reopen, c.LastAgent, c.LastAgentWait, c.Outbound, c.Spread = 0, 0, 0, 0, new(time.Duration), 0
	c.ReplyWindow, c.AgentWindow, c.AnswerMargin, c.Stale = 0, 0, 0, 0
	if err := b.Check(c); err != nil {
		t.Error(err)
	}
	one := time.Second
	c.CloseGrace, c.Reopen, c.LastAgent, c.LastAgentWait, c.Outbound, c.Spread = one, one, one, one, &one, one
	c.ReplyWindow, c.AgentWindow, c.AnswerMargin, c.Stale, c.WindowMargin = one, one, one, one, 0
	want := []string{"CloseGrace", "Reopen", "LastAgent", "LastAgentWait", "Outbound", "Spread", "ReplyWindow", "AgentWindow", "AnswerMargin", "Stale", "WindowMargin"}
	text := fmt.Sprint(b.Check(c))
	for _, field := range want {
		if !strings.Contains(text, field+": must be 2s to ") {
			t.Errorf("no complaint about %s in:\n%s", field, text)
		}
	}
}

package session_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
)

// A session that leaves Offline leaves its past: hops and excluded agents start again, by whatever
// way it leaves.
func TestLeavingOfflineBeginsAfresh(t *testing.T) {
	for name, way := range map[string]session.Event{
		"taken from the list":    {Kind: session.AgentAccepted, ID: "out", Agent: "cyd"},
		"the agent writes first": {Kind: session.AgentMessage, ID: "out", Agent: "cyd"},
		"transferred by force":   {Kind: session.TransferRequested, ID: "out", To: session.Queue, Force: true},
		"answered in the inbox":  {Kind: session.PersonMessage, ID: "out", Agent: "cyd"},
		"routed again":           {},
	} {
		t.Run(name, func(t *testing.T) {
			p := policy(func(p *session.Policy) { p.Mode = session.AgentOnly })
			s, now := opened(p, session.Event{Kind: session.ContactMessage, ID: "m1"},
				session.Event{Kind: session.AgentFound, ID: "f1", Agent: "ann"})
			s, _ = p.Step(s, session.Event{Kind: session.AgentDeclined, ID: "d1", Agent: "ann", Offer: s.Part}, now)
			s, _ = p.Step(s, session.Event{Kind: session.NoAgent, ID: "n1"}, now)
			if s.Phase != session.PhaseOffline || s.Hops != 1 || !s.Excluded.Has("ann") {
				t.Fatalf("before: %+v", s)
			}
			now = p.Wake(s)
			if way.Kind != session.Tick {
				now = now.Add(-time.Minute)
			}
			s, _ = p.Step(s, way, now)
			if s.Phase == session.PhaseOffline || s.Hops != 0 || s.Excluded != "" {
				t.Errorf("%v with %d hops, %q excluded", s.Phase, s.Hops, s.Excluded)
			}
		})
	}
}

// The contact of an agent who left owed the answer; but what it was to answer
// never arrived. The next agent owes.
func TestUndeliveredWhileNobodyServes(t *testing.T) {
	p := policy(nil)
	s, now := opened(p, agentOwes()[:4]...)
	s, _ = p.Step(s, session.Event{Kind: session.AgentLeft, ID: "l1", Agent: "ann"}, now)
	if s.Phase != session.PhaseQueued || !s.Answered {
		t.Fatalf("before: %+v", s)
	}
	s, _ = p.Step(s, session.Event{Kind: session.Undelivered, ID: "u1"}, now)
	s, _ = p.Step(s, session.Event{Kind: session.AgentFound, ID: "f2", Agent: "bob"}, now)
	s, _ = p.Step(s, session.Event{Kind: session.AgentAccepted, ID: "a3", Agent: "bob", Offer: s.Part}, now)
	if s.Phase != session.PhaseAgent || s.Owes != session.Agent {
		t.Errorf("%v owes in %v", s.Owes, s.Phase)
	}
}

// A desk that opens for ten minutes a day, and spreads its openings over an
// hour, routes every message within those ten minutes.
func TestSpreadInAShortOpening(t *testing.T) {
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		p := policy(func(p *session.Policy) {
			p.Mode, p.Spread, p.Hours = session.AgentOnly, time.Hour, daily(9*60, 9*60+10, 1, 2, 3, 4, 5)
		})
		now := time.Date(2026, 3, 2, 20, 0, 0, 0, time.UTC)
		s, _ := p.Step(session.State{ID: id}, session.Event{Kind: session.ContactMessage, ID: "m1"}, now)
		opening := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
		wake := p.Wake(s)
		if s.Phase != session.PhaseOffline || wake.Before(opening) || !wake.Before(opening.Add(10*time.Minute)) {
			t.Errorf("thread %s in %v wakes at %v", id, s.Phase, wake)
			continue
		}
		if s, _ = p.Step(s, tick, wake); s.Phase != session.PhaseQueued {
			t.Errorf("thread %s at %v: %v", id, wake, s.Phase)
		}
	}
}

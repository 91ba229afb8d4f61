package engine

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

// The prospects of a session are those that its own deadlines bring.
func TestProspects(t *testing.T) {
	cfg := session.DefaultConfig()
	cfg.AgentSilent = session.AgentLadder(4 * time.Minute)
	cfg.OfferTime, cfg.HoldMax = 30*time.Second, time.Hour
	p := &session.Policy{Config: cfg}
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "1", Keyword: true}, noon)
	s, _ = p.Step(s, session.Event{Kind: session.RobotFailed, ID: "2"}, noon)
	found, _ := p.Step(s, session.Event{Kind: session.AgentFound, ID: "3", Agent: "ann"}, noon)
	serves, _ := p.Step(found, session.Event{Kind: session.AgentAccepted, ID: "4", Agent: "ann", Offer: found.Part}, noon)
	holds, _ := p.Step(serves, session.Event{Kind: session.HoldStarted, ID: "5", Agent: "ann"}, noon)
	for _, tt := range []struct {
		name  string
		state session.State
		phase session.Phase
		want  []Ahead
	}{
		{"offered", found, session.PhaseOffered, []Ahead{{OfferEnds, noon.Add(30 * time.Second)}}},
		{"served", serves, session.PhaseAgent, []Ahead{{AgentReminded, noon.Add(2 * time.Minute)}, {PassedOn, noon.Add(4 * time.Minute)}}},
		{"held", holds, session.PhaseHold, []Ahead{{HoldEnds, noon.Add(time.Hour)}}},
		{"none", session.State{ID: "t"}, session.PhaseClosed, nil},
	} {
		if tt.state.Phase != tt.phase {
			t.Fatalf("%s: %s", tt.name, tt.state.Phase)
		}
		if diff := cmp.Diff(tt.want, lookAhead(p, tt.state)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

package engine

import (
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// A Prospect is what time will do to a conversation.
type Prospect string

// The prospects.
const (
	AgentReminded    Prospect = "agent-reminded"    // the agent is reminded
	CustomerReminded Prospect = "customer-reminded" // the customer gets an automatic message
	PassedOn         Prospect = "passed-on"         // another agent gets it
	OfferEnds        Prospect = "offer-ends"        // the agent who is asked is not asked any more
	RequestEnds      Prospect = "request-ends"      // a request for a transfer or for help is given up
	HoldEnds         Prospect = "hold-ends"
	WaitEnds         Prospect = "wait-ends" // it leaves the queue
	ToPeople         Prospect = "to-people" // the robot hands it over
	Given            Prospect = "given"     // an offline message goes to an agent
	Ends             Prospect = "ends"
)

// An Ahead is one thing that time will do, if nothing else happens before.
type Ahead struct {
	What Prospect
	At   time.Time
}

// mostAhead bounds how far Ahead looks.
const mostAhead = 6

// Ahead says what time will do to a conversation until it changes hands. It asks the policy, which
// is pure: the session is stepped through its own deadlines, and nothing of that is kept.
func (e *Engine) Ahead(c store.Conversation) []Ahead { return lookAhead(e.policy(c), c.State) }

func lookAhead(p *session.Policy, s session.State) (list []Ahead) {
	for range mostAhead {
		at := p.Wake(s)
		if at.IsZero() {
			break
		}
		after, actions := p.Step(s, session.Event{Kind: session.Tick}, at)
		what := prospect(s, after, actions)
		if what != "" && (len(list) == 0 || list[len(list)-1].What != what) {
			list = append(list, Ahead{what, at})
		}
		if after == s || what != AgentReminded && what != CustomerReminded && what != "" {
			break
		}
		s = after
	}
	return list
}

// prospect names what a tick did.
func prospect(before, after session.State, actions []session.Action) Prospect {
	switch {
	case after.Phase == session.PhaseClosed && before.Phase != session.PhaseClosed:
		return Ends
	case before.Asks != session.Nobody && after.Asks == session.Nobody:
		return RequestEnds
	case before.Phase == session.PhaseOffered && (after.Phase != session.PhaseOffered || after.Part != before.Part):
		return OfferEnds
	case before.Phase == session.PhaseHold && after.Phase != session.PhaseHold:
		return HoldEnds
	case before.Phase == session.PhaseRobot && after.Phase != session.PhaseRobot:
		return ToPeople
	case before.Phase == session.PhaseOffline && after.Phase != session.PhaseOffline:
		return Given
	case before.Phase == session.PhaseQueued && after.Phase != session.PhaseQueued:
		return WaitEnds
	case before.Phase == session.PhaseAgent && (after.Phase != session.PhaseAgent || after.Agent != before.Agent):
		return PassedOn
	}
	for _, a := range actions {
		if a.Kind == session.Notify && a.To == session.Agent {
			return AgentReminded
		}
		if a.Kind == session.Notify {
			return CustomerReminded
		}
	}
	return ""
}

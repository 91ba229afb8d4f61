package session_test

import (
	"fmt"

	"github.com/contactkit/contactkit/session"
)

// charges follows the actions and checks that who is in charge, the queue and
// the offers agree with the states at both ends.
func (w *world) charges(before, after session.State, acts []session.Action) {
	d := deskOf(before)
	for _, a := range acts {
		if err := d.apply(a); err != "" {
			broken("%s: %v\nof %v", err, a, kinds(acts))
		}
	}
	equal("the desk after "+fmt.Sprint(kinds(acts)), deskOf(after), d)
}

// desk is the world as actions make it.
type desk struct {
	Robot, Open, Agent, Queued bool
	Who                        string // the agent in charge
	Offer                      uint32 // the offer out
	To                         string // to whom
	Team                       string // who helps, as the state has it
}

func deskOf(s session.State) desk {
	d := desk{Open: s.Phase != session.PhaseClosed, Robot: s.Phase == session.PhaseRobot, Team: string(s.Members)}
	switch s.Phase {
	case session.PhaseQueued:
		d.Queued = true
	case session.PhaseOffered:
		d.Offer, d.To = s.Part, s.Agent
	case session.PhaseAgent, session.PhaseHold:
		d.Agent, d.Who = true, s.Agent
	}
	switch s.Asks {
	case session.Queue:
		d.Queued = true
	case session.Agent:
		_, agent, _ := cut(s.Ask)
		d.Offer, d.To = s.Part, agent
	}
	return d
}

func (d *desk) apply(a session.Action) string {
	switch a.Kind {
	case session.StartRobot:
		if d.Robot || d.Agent || d.Queued || d.Offer != 0 {
			return "law 9: robot started beside another"
		}
		d.Robot, d.Open = true, true
	case session.StopRobot:
		if !d.Robot {
			return "no robot to stop"
		}
		d.Robot = false
	case session.Enqueue:
		if d.Robot || d.Agent && a.Offer == 0 {
			return "queued beside somebody in charge"
		}
		d.Queued, d.Open = true, true
	case session.Dequeue:
		if !d.Queued {
			return "not queued"
		}
		d.Queued = false
	case session.Offer:
		if d.Offer != 0 || d.Queued || d.Robot {
			return "offered beside another offer, queue or robot"
		}
		d.Offer, d.To, d.Open = a.Offer, a.Agent, true
	case session.Withdraw:
		if d.Offer != 0 && a.Offer == d.Offer && a.Agent == d.To {
			d.Offer, d.To = 0, ""
		}
	case session.Assign:
		if d.Robot || d.Agent || d.Queued {
			return "law 9: assigned beside another"
		}
		d.Agent, d.Who, d.Open = true, a.Agent, true
		d.Offer, d.To = 0, ""
	case session.Unassign:
		if !d.Agent || d.Who != a.Agent {
			return "not that agent's"
		}
		d.Agent, d.Who = false, ""
	case session.Join, session.Leave:
		return d.help(a)
	case session.StoreOffline:
		d.Open = true
		fallthrough
	case session.RouteOffline:
		if d.Robot || d.Agent || d.Queued || d.Offer != 0 {
			return "offline beside somebody"
		}
	case session.Close:
		if d.Robot || d.Agent || d.Queued || d.Offer != 0 || d.Team != "" {
			return "closed under somebody's hands"
		}
		d.Open = false
	case session.Deliver:
		if a.By == session.Robot && !d.Robot || a.By == session.Agent && !d.Agent {
			return "delivered for somebody not in charge"
		}
		if a.By == session.Agent && a.Agent != d.Who && d.role(a.Agent) != session.Joined {
			return "law T2: delivered for an agent who may not write to the contact"
		}
	}
	return ""
}

func kinds(acts []session.Action) []session.ActionKind {
	var k []session.ActionKind
	for _, a := range acts {
		k = append(k, a.Kind)
	}
	return k
}

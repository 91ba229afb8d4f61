package session

import (
	"fmt"
	"strings"
)

// Explain says in words what the session waits for, since when, and what
// happens next and when if nothing else does. It is for people: the wording
// may change.
func (p *Policy) Explain(s State) string {
	var x explanation
	switch s.Phase {
	case PhaseClosed:
		p.explainClosed(&x, &s)
	case PhaseRobot:
		if s.Owes == Contact {
			x.wait("the contact owes the robot an answer", s.Since)
		} else {
			x.wait("the robot owes the contact an answer", s.Since)
		}
		p.explainLadder(&x, &s, "passed on to people")
	case PhaseQueued:
		x.wait("waiting for an agent"+in(s.Queue), s.Since)
		if at := p.closing(&s); at != 0 {
			x.next("the queue closes", at)
		}
		if s.Preferred {
			x.next(fmt.Sprintf("others than %s are asked", s.LastAgent), p.from(&s).add(p.LastAgentWait))
		}
		p.explainLadder(&x, &s, "the wait ends")
	case PhaseOffered:
		x.wait("waiting for an agent"+in(s.Queue), s.Since)
		x.next(fmt.Sprintf("offer %d to %s ends", s.Part, s.Agent), p.from(&s).add(p.OfferTime))
		p.explainLadder(&x, &s, "the wait ends")
	case PhaseAgent:
		if s.Owes == Contact {
			x.wait("the contact owes "+who(s.Agent)+" an answer", s.Since)
		} else {
			x.wait(who(s.Agent)+" owes the contact an answer", s.Since)
		}
		p.explainTeam(&x, &s)
		p.explainWindow(&x, &s)
		p.explainLadder(&x, &s, "passed on to another agent")
	case PhaseHold:
		x.wait("put on hold by "+who(s.Agent), s.From)
		p.explainTeam(&x, &s)
		p.explainWindow(&x, &s)
		x.next("goes on by itself", p.from(&s).add(p.HoldMax))
	case PhaseOffline:
		x.wait("a message has been waiting", s.Stored)
		if at := p.routing(&s); at != 0 {
			x.next(p.routed(&s, at), at)
		}
		x.next("expires", p.expiry(&s))
	}
	if s.Phase != PhaseClosed && s.Phase != PhaseRobot {
		if until := p.agentEnd(&s); until != 0 {
			x.b.WriteString("; the platform takes an agent's answer until " + clock(until))
		}
	}
	return x.String()
}

// explainTeam names the helpers, and who is asked to help or to take over.
func (p *Policy) explainTeam(x *explanation, s *State) {
	for _, m := range s.Helpers() {
		x.b.WriteString("; " + m.Agent + " helps (" + m.Role.String() + ")")
	}
	what := "transfer"
	if s.Joining != NoRole {
		what = "help (" + s.Joining.String() + ")"
	}
	switch s.Asks {
	case Queue:
		x.next(what+" requested from queue "+s.askQueue()+", given up", p.from(s).add(p.TransferTime))
	case Agent:
		x.next(fmt.Sprintf("%s offered to %s as %d, given up", what, s.askAgent(), s.Part), p.from(s).add(p.TransferTime))
	}
}

// explainWindow says when the agent is told that the reply window ends.
func (p *Policy) explainWindow(x *explanation, s *State) {
	if at := p.answerCall(s); at != 0 {
		x.next("the agent is told that the reply window ends", at)
	}
}

// routed says to whom an offline message goes at a time.
func (p *Policy) routed(s *State, at Instant) string {
	if p.robotTakes(s, at) {
		return "given to the robot"
	}
	return "back in the queue"
}

func (p *Policy) explainClosed(x *explanation, s *State) {
	switch {
	case s.Control == ControlAwaited:
		x.wait("another app controls the thread, and the contact waits", 0)
	case s.Control == ControlOther:
		x.wait("another app controls the thread", 0)
	case s.Session == 0:
		x.wait("no session yet", 0)
	default:
		x.wait("closed ("+s.Reason.String()+")", s.From)
		if p.Reopen > 0 {
			x.b.WriteString("; a message until " + clock(s.From.add(p.Reopen)) + " goes on with it")
		}
	}
	if s.NoticedUntil != 0 {
		x.b.WriteString("; the contact was told that the desk is closed, and is told again after " + clock(s.NoticedUntil) + ", or once people have worked")
	}
}

// explainLadder names the next rung and the last.
func (p *Policy) explainLadder(x *explanation, s *State, last string) {
	rungs, silence, working := p.ladder(s)
	if silence == 0 {
		x.b.WriteString("; no time limit")
		return
	}
	if since, _ := p.anchor(s); since != s.Since {
		x.b.WriteString("; counted anew from " + clock(since))
	}
	for _, g := range rungs {
		if seconds(g.Silence) <= s.Taken {
			continue
		}
		what := "the contact is told"
		if g.Then == Remind {
			what = "the agent is reminded"
		}
		x.next(what, p.warnDue(s, g, working))
		break
	}
	if s.Owes == Contact {
		last = "closed"
	}
	x.next(last, p.rungDue(s, silence, working))
}

type explanation struct{ b strings.Builder }

func (x *explanation) wait(what string, since Instant) {
	x.b.WriteString(what)
	if since != 0 {
		x.b.WriteString(" since " + clock(since))
	}
}

func (x *explanation) next(what string, at Instant) {
	x.b.WriteString("; " + what + " at " + clock(at))
}

func (x *explanation) String() string { return x.b.String() }

func clock(i Instant) string { return i.Time().Format("2006-01-02 15:04:05 MST") }

func in(queue string) string {
	if queue == "" {
		return ""
	}
	return " in queue " + queue
}

func who(agent string) string {
	if agent == "" {
		return "a person in the platform's inbox"
	}
	return agent
}

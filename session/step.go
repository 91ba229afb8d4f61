package session

import "time"

// A Policy decides what happens next in a conversation. Its methods are pure: policy, state, event
// and now alone decide. It may be used by several goroutines at once as long as it is not changed,
// and Hours allows it.
//
// A policy may be replaced between any two steps. The host then ticks every
// open session once, which is harmless and refreshes the wake column.
type Policy struct {
	Config
	Hours Hours // nil: always open. A nil *worktime.Calendar is not nil here: leave the field alone then
}

// Step applies one event that the host stored at now, and whatever fell due
// before it. It returns the new state and what the host is to do, in order.
//
// now is the instant of storing, by one clock for all events, also when the
// event is processed later or again; for a Tick it is that clock's present. A
// now before s.At counts as s.At.
//
// Step never fails: an event that is impossible, or was one of the last eight
// applied, is a Tick. With an empty s.ID nothing changes.
func (p *Policy) Step(s State, e Event, now time.Time) (State, []Action) {
	if s.ID == "" {
		return s, nil
	}
	r := step{p: p, s: s, now: max(InstantOf(now), s.At, 1)}
	r.settle()
	if e.usable() {
		if m := mark(e.Kind, e.ID); !r.s.Last.has(m) {
			r.cause = cause{kind: e.Kind, event: e.ID}
			r.quiet, r.by = false, e.By
			if r.apply(&e) {
				r.touch()
				if r.wanting {
					m |= wanting
				}
				r.s.Last.push(m)
				r.settle()
				r.forward(&e)
			}
		}
	}
	if r.s != s {
		r.s.V = Version
		r.s.Rev++
	}
	return r.s, r.actions()
}

// Wake returns when Step should next be called with a Tick: the zero Time if never, which means
// that the thread is closed or waits for a party whose ladder is off. It is a whole microsecond; a
// column that keeps less must round up. An earlier or a doubled tick is harmless.
func (p *Policy) Wake(s State) time.Time { return p.wake(&s).Time() }

// step is one Step under way.
type step struct {
	p     *Policy
	s     State
	now   Instant
	cause cause

	few  [4]Action // the first actions
	n    int       // how many
	more []Action  // the rest, which is rare

	quiet   bool  // the contact gets no notice for this event
	late    bool  // the contact said something newer before
	wanting bool  // the contact's message wants an answer
	stay    bool  // helpers stay, since one agent follows the other
	by      Party // of the event
}

// cause is what the keys of actions go by: an event, or a deadline.
type cause struct {
	event           string
	kind            EventKind
	number, silence uint32
}

// apply changes the state by one event. It reports false, and has changed
// nothing, if the event is impossible now.
func (r *step) apply(e *Event) bool {
	switch e.Kind {
	case ContactMessage:
		return r.contactMessage(e)
	case RobotMessage:
		return r.robotMessage(e)
	case AgentMessage:
		return r.agentMessage(e)
	case PersonMessage:
		return r.personMessage(e)
	case AssistantMessage:
		return r.assistantMessage(e)
	case Undelivered:
		return r.undelivered()
	case Handoff:
		return r.handoff(e)
	case RobotFailed:
		return r.robotFailed(e)
	case AgentFound:
		return r.agentFound(e)
	case AgentAccepted:
		return r.agentAccepted(e)
	case AgentDeclined:
		return r.agentDeclined(e)
	case NoAgent:
		return r.noAgent()
	case AgentLeft:
		return r.agentLeft(e)
	case TransferRequested:
		return r.transferRequested(e)
	case TransferCancelled:
		return r.transferCancelled(e)
	case HoldStarted:
		return r.holdStarted(e)
	case HoldEnded:
		return r.holdEnded(e)
	case CloseRequested:
		return r.closeRequested(e)
	case ContactGone:
		return r.contactGone()
	case ControlLost:
		return r.controlLost()
	case ControlReturned:
		return r.controlReturned(e)
	case Waived:
		return r.waived(e)
	case JoinRequested:
		return r.joinRequested(e)
	}
	return false
}

// emit adds an action and gives it its key.
func (r *step) emit(kind ActionKind, a Action) {
	a.Session = r.s.Session
	a.Kind, a.Thread = kind, r.s.ID
	if r.cause.kind == Tick {
		a.Key.Session, a.Number, a.Silence = r.s.Session, r.cause.number, r.cause.silence
	} else {
		a.Cause, a.Event = r.cause.kind, r.cause.event
	}
	if r.n < len(r.few) {
		r.few[r.n] = a
		r.n++
		return
	}
	r.more = append(r.more, a)
}

// actions returns what was emitted: nil for nothing, else one allocation. If there are more actions
// than the array few holds, emit has made another.
func (r *step) actions() []Action {
	if r.n == 0 {
		return nil
	}
	out := make([]Action, r.n+len(r.more))
	copy(out, r.few[:r.n])
	copy(out[r.n:], r.more)
	return out
}

// enter begins a phase.
func (r *step) enter(ph Phase) {
	r.s.Phase = ph
	r.part()
	r.touch()
}

// part numbers a new phase, offer or request, which begins now.
func (r *step) part() {
	r.s.Part = r.number()
	r.s.From = r.now
}

// debt begins a turn: who owes now owes from now on.
func (r *step) debt(who Party) {
	s := &r.s
	s.Owes, s.Debt = who, r.number()
	s.Since, s.Used, s.Taken, s.Warned = r.now, 0, 0, false
}

func (r *step) number() uint32 { return max(r.s.Debt, r.s.Part) + 1 }

// owe makes it a party's turn. If it is already, a message counts anew only with the anchor at the
// last message, and not if it comes late.
func (r *step) owe(who Party) {
	if r.s.Owes != who || r.p.Anchor == LastMessage && !r.late {
		r.debt(who)
	}
}

// leave ends what goes on in a phase, and tells whom it concerns.
func (r *step) leave() {
	s := &r.s
	switch s.Phase {
	case PhaseRobot:
		r.emit(StopRobot, Action{By: r.leaver()})
	case PhaseQueued:
		r.emit(Dequeue, Action{Queue: s.Queue})
	case PhaseOffered:
		r.emit(Withdraw, Action{Agent: s.Agent, Offer: s.Part})
	case PhaseAgent, PhaseHold:
		r.dropRequest()
		if !r.stay {
			r.dismissAll()
		}
		r.emit(Unassign, Action{Agent: s.Agent})
	case PhaseOffline:
		s.Hops, s.Excluded = 0, "" // who takes it from here begins afresh
	}
	s.Phase, s.Agent = PhaseClosed, "" // until enter says otherwise
	s.Preferred, s.Shut, s.Replied = false, false, false
}

// leaver is Robot where the robot itself leaves, which then has said what it wanted.
func (r *step) leaver() Party {
	switch r.cause.kind {
	case RobotFailed:
		return Robot
	case Handoff, CloseRequested:
		if r.by != Contact && r.by != Host {
			return Robot
		}
	}
	return Nobody
}

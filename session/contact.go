package session

import "time"

// contactMessage applies a message or press of the contact. It is content:
// always applied, and forwarded exactly once, by forward.
func (r *step) contactMessage(e *Event) bool {
	p, s := r.p, &r.s
	at := r.said(e.Time)
	r.late = at < s.Heard
	keyword := r.asksForPeople(e, at)
	r.quiet = r.late && !keyword || e.Automatic
	awaited := r.provesControl(e)
	loop := r.countTurn(e)
	answered := at < s.Outside
	s.Heard = max(s.Heard, at)
	if !e.NoRenew && !r.late {
		s.Window = max(s.Window, at)
	}
	// A message that a machine sent, or that a person in the platform's inbox has answered, is owed
	// no answer.
	idle := e.Automatic || answered
	r.wanting = !idle && !e.Thanks
	thanks := e.Thanks && (s.Owes == Contact || s.Answered) // it takes no turn
	if !idle && !thanks && s.Phase != PhaseOffline {
		s.Called = false
	}
	switch s.Phase {
	case PhaseClosed:
		switch {
		case awaited:
			r.openSession(e)
		case idle || r.late || e.Thanks && r.reopens() || r.now.sub(at) > p.stale():
		case s.Control != ControlOurs:
			s.Control = ControlAwaited
		case !loop:
			r.openSession(e)
		}
	case PhaseRobot:
		switch {
		case loop:
			r.robotEnds(ReasonLoop, e.Present)
		case idle:
		case keyword:
			r.want(e)
			r.toPeople(e.Present)
		default:
			r.owe(Robot)
		}
	case PhaseQueued, PhaseOffered, PhaseOffline:
		if !idle && !thanks {
			s.Answered = false
		}
	case PhaseHold, PhaseAgent:
		if idle {
			if answered {
				r.nudge(e)
			}
			break
		}
		if thanks {
			break
		}
		if s.Phase == PhaseHold {
			r.resume()
		}
		r.owe(Agent)
	}
	return true
}

// asksForPeople reports whether a message asks the robot for a person. A wish that comes late
// counts while no person has written since it was written, and it is not stale.
func (r *step) asksForPeople(e *Event, at Instant) bool {
	p, s := r.p, &r.s
	if !e.Keyword || s.Phase != PhaseRobot || p.Mode == RobotOnly {
		return false
	}
	return !r.late || max(s.LastAt, s.Outside) < at && r.now.sub(at) <= p.stale()
}

// provesControl takes from a message who controls the thread. It reports whether a contact who
// waited for control to come back is to be served now.
func (r *step) provesControl(e *Event) (awaited bool) {
	s := &r.s
	switch {
	case e.Standby:
		r.controlLost()
	case s.Control != ControlOurs:
		awaited = s.Control == ControlAwaited
		s.Control = ControlOurs
	}
	return awaited
}

// forward shows the contact's message to whom the session is with in the end.
func (r *step) forward(e *Event) {
	if e.Kind != ContactMessage {
		return
	}
	s := &r.s
	a := Action{Late: r.said(e.Time) < s.Heard}
	switch s.Phase {
	case PhaseRobot:
		a.To = Robot
	case PhaseQueued, PhaseOffered:
		a.To = Queue
	case PhaseAgent, PhaseHold:
		a.To, a.Agent = Agent, s.Agent
	case PhaseOffline:
		a.To = Offline
	}
	r.cause = cause{kind: e.Kind, event: e.ID}
	r.emit(Forward, a)
}

// said is a platform's time, which may be missing or ahead of ours.
func (r *step) said(t time.Time) Instant {
	if t.IsZero() {
		return r.now
	}
	return min(InstantOf(t), r.now)
}

func (p *Policy) stale() time.Duration {
	switch {
	case p.Stale > 0:
		return p.Stale
	case p.ReplyWindow > 0:
		return p.ReplyWindow
	}
	return day
}

// nudge is a message of the party whose turn it stays, or of the other side while it is not theirs:
// it counts with the anchor at the last message.
func (r *step) nudge(e *Event) {
	if r.p.Anchor == LastMessage && !r.late && !e.Automatic && r.s.Phase != PhaseHold {
		r.debt(r.s.Owes)
	}
}

// countTurn counts answers to the robot that are automatic or too fast for a
// human, and reports that there were too many in a row.
func (r *step) countTurn(e *Event) bool {
	p, s := r.p, &r.s
	fast := e.Automatic || r.now.sub(s.At) < p.LoopGap
	switch {
	case e.Press: // no machine presses buttons
		s.Turns = 0
		return false
	case p.LoopTurns == 0:
		return false
	case s.Phase == PhaseClosed:
		if !fast {
			s.Turns = 0
		}
	case s.Phase != PhaseRobot || s.Owes != Contact:
		return false
	case fast:
		s.Turns = min(s.Turns, 254) + 1
	default:
		s.Turns = 0
	}
	return int(s.Turns) >= p.LoopTurns
}

// want takes over the queue and priority that an event asks for.
func (r *step) want(e *Event) {
	if e.Queue != "" {
		r.s.Queue = e.Queue
	}
	if e.Priority != 0 {
		r.s.Priority = e.Priority
	}
}

// openSession begins a session for a contact who waits. Without a robot and
// outside working hours there may be none to begin.
func (r *step) openSession(e *Event) {
	p := r.p
	people := p.Mode == AgentOnly || e.Keyword && p.Mode == Hybrid
	if people && !p.Offline && !p.open(r.now) {
		r.tellClosed()
		if p.Mode == AgentOnly {
			return
		}
		people = false
	}
	served := r.s.Served
	reopened := r.begin(e)
	if reopened && served && p.ReopenTo == ReopenToPeople && p.Mode == Hybrid && (p.Offline || p.open(r.now)) {
		people = true
	}
	switch {
	case !people:
		r.startRobot(reopened)
	case p.open(r.now):
		r.enqueue(queueing{first: true, present: e.Present, reopened: reopened})
	default:
		r.toOffline()
	}
}

// begin numbers a new session, or takes the last one up again.
func (r *step) begin(e *Event) (reopened bool) {
	p, s := r.p, &r.s
	reopened = r.reopens()
	if !reopened {
		s.Session++
		s.Queue, s.Priority, s.Kept, s.Served = p.Queue, p.Config.Priority, false, false
	}
	s.Reason = ReasonNone
	r.want(e)
	return reopened
}

// reopens reports whether the closed session may still go on.
func (r *step) reopens() bool {
	s := &r.s
	return s.Session > 0 && r.p.Reopen > 0 && r.now.sub(s.From) <= r.p.Reopen
}

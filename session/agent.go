package session

// assign puts an agent in charge. Who owes follows separately.
func (r *step) assign(agent string) {
	s := &r.s
	r.enter(PhaseAgent)
	s.Agent, s.Stored = agent, 0
	s.Answered, s.Replied, s.Preferred, s.Shut = false, false, false, false
	r.emit(Assign, Action{Agent: agent, Queue: s.Queue})
}

// serves reports whether a named agent is in charge.
func (r *step) serves(agent string) bool {
	return agent != "" && agent == r.s.Agent && r.s.Phase != PhaseOffered
}

// agentMessage delivers what the agent in charge says. In a closed session or
// an offline message it is the agent who writes first.
func (r *step) agentMessage(e *Event) bool {
	s := &r.s
	switch s.Phase {
	case PhaseAgent, PhaseHold:
		joined := s.role(e.Agent) == Joined
		if !r.serves(e.Agent) && !joined {
			break
		}
		if why := r.outbound(); why != ReasonNone && s.Called {
			return r.refuse(e, why)
		}
		if s.Phase == PhaseHold {
			r.resume()
		}
		if joined {
			s.Served = true
			r.emit(Deliver, Action{By: Agent, Agent: e.Agent})
		} else {
			r.answer()
		}
		r.answered(e, Agent)
		return true
	case PhaseClosed, PhaseOffline:
		if e.Agent == "" {
			break
		}
		if why := r.outbound(); why != ReasonNone {
			return r.refuse(e, why)
		}
		if s.Phase == PhaseClosed {
			r.begin(e)
		}
		r.leave()
		r.assign(e.Agent)
		crossed := r.crossed(e)
		r.answer()
		r.debt(Contact)
		if crossed {
			r.debt(Agent)
		}
		s.Called = true
		return true
	}
	return r.refuse(e, ReasonNotInCharge)
}

func (r *step) refuse(e *Event, why Reason) bool {
	r.emit(Refuse, Action{By: Agent, Agent: e.Agent, Reason: why})
	return true
}

// answer delivers a message of the agent in charge, who becomes the last agent.
func (r *step) answer() {
	s := &r.s
	r.emit(Deliver, Action{By: Agent, Agent: s.Agent})
	if !s.Replied {
		s.Replied = true
		r.emit(RememberAgent, Action{Agent: s.Agent})
	}
	s.LastAgent, s.LastAt, s.Served = s.Agent, r.now, true
}

// outbound says why an agent may not write first.
func (r *step) outbound() Reason {
	p, s := r.p, &r.s
	switch limit := p.Outbound; {
	case s.Control != ControlOurs:
		return ReasonControlLost
	case limit == nil:
	case *limit == 0:
		return ReasonOutboundForbidden
	case s.Heard == 0 || r.now.sub(s.Heard) > *limit:
		return ReasonOutboundLate
	}
	return ReasonNone
}

// personMessage applies what a person said in the platform's own inbox. It
// answers all that the contact said before, whenever we learn of it.
func (r *step) personMessage(e *Event) bool {
	s := &r.s
	at := r.said(e.Time)
	answers := s.Heard < at
	s.Outside = max(s.Outside, at)
	switch s.Phase {
	case PhaseClosed:
		if answers && s.Control == ControlAwaited {
			s.Control = ControlOther
		}
	case PhaseRobot:
		if r.now.sub(at) <= r.p.stale() {
			r.takeOver(e.Agent, answers)
		}
	case PhaseQueued, PhaseOffered, PhaseOffline:
		if answers {
			r.takeOver(e.Agent, true)
		}
	case PhaseAgent, PhaseHold:
		switch {
		case s.Owes == Contact:
			r.nudge(e)
		case answers:
			r.debt(Contact)
		}
	}
	return true
}

// takeOver gives the session to a person in the platform's own inbox.
func (r *step) takeOver(agent string, answers bool) {
	r.leave()
	r.assign(agent)
	r.s.Served = true
	if answers {
		r.debt(Contact)
	} else {
		r.debt(Agent)
	}
}

// undelivered gives the turn back to who thought to have answered.
func (r *step) undelivered() bool {
	s := &r.s
	switch {
	case s.Answered: // no agent serves; the next one owes the answer
		s.Answered = false
	case s.Owes != Contact:
		return false
	case s.Phase == PhaseRobot:
		r.debt(Robot)
	default:
		r.debt(Agent)
	}
	return true
}

// agentLadderEnds passes the session on from an agent who did not answer, or
// ends it if it was the contact who did not.
func (r *step) agentLadderEnds() {
	s := &r.s
	if s.Owes == Contact {
		r.contactLadderEnds()
		return
	}
	agent := s.Agent
	r.leave()
	if agent != "" && s.LastAgent == agent {
		s.LastAgent, s.LastAt = "", 0
		r.emit(RememberAgent, Action{})
	}
	r.hop(agent, queueing{handed: true})
}

// agentLeft gives the session of an agent who went off duty to the queue.
func (r *step) agentLeft(e *Event) bool {
	s := &r.s
	switch {
	case e.Agent == "":
		return false
	case s.role(e.Agent) != NoRole:
		r.helperLeft(e.Agent)
	case r.serves(e.Agent) && s.joined() != "":
		r.succeed(s.joined())
	case e.Agent == s.Agent:
		served := s.Phase != PhaseOffered
		if served {
			s.Answered = s.Owes == Contact
		}
		r.leave()
		r.requeue(queueing{front: true, handed: served})
	case s.Asks == Agent && e.Agent == s.askAgent():
		r.dropRequest()
		r.tell(NoticeTransferFailed)
	default:
		return false
	}
	return true
}

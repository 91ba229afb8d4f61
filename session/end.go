package session

// end closes the session, after telling everybody whom it concerns.
func (r *step) end(why Reason) {
	s := &r.s
	r.leave()
	r.enter(PhaseClosed)
	s.Owes, s.Since, s.Used, s.Taken, s.Warned = Nobody, 0, 0, 0, false
	s.Hops, s.Excluded, s.Stored = 0, "", 0
	s.Answered, s.Called = false, false
	s.Reason = why
	r.emit(Close, Action{Reason: why})
}

// contactLadderEnds closes a session whose contact was silent.
func (r *step) contactLadderEnds() {
	r.notify(NoticeEnded)
	r.end(ReasonContactSilent)
}

// closeRequested closes the session for who may.
func (r *step) closeRequested(e *Event) bool {
	s := &r.s
	if s.Phase == PhaseClosed {
		return false
	}
	switch e.By {
	case Contact:
		r.end(ReasonContactLeft)
	case Agent:
		if !r.serves(e.Agent) {
			return false
		}
		r.end(ReasonAgentDone)
	case Robot:
		if s.Phase != PhaseRobot {
			return false
		}
		r.end(ReasonRobotDone)
	case Host:
		r.end(ReasonHost)
	default:
		return false
	}
	return true
}

// contactGone closes the session of a contact who cannot be reached.
func (r *step) contactGone() bool {
	s := &r.s
	switch {
	case s.Phase != PhaseClosed:
		r.end(ReasonUnreachable)
	case s.Control == ControlAwaited:
		s.Control = ControlOther
	default:
		return false
	}
	return true
}

// controlLost closes the session because another app has the thread, and
// remembers whether the contact was waiting.
func (r *step) controlLost() bool {
	s := &r.s
	if s.Control != ControlOurs {
		return false
	}
	s.Control = ControlOther
	if s.Phase != PhaseClosed {
		if r.waits() {
			s.Control = ControlAwaited
		}
		r.end(ReasonControlLost)
	}
	return true
}

// controlReturned opens a session if the contact still waits.
func (r *step) controlReturned(e *Event) bool {
	s := &r.s
	if s.Control == ControlOurs {
		return false
	}
	awaited := s.Control == ControlAwaited
	s.Control = ControlOurs
	if awaited {
		r.openSession(e)
	}
	return true
}

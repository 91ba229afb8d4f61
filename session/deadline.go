package session

// wake is the earliest deadline of a state; zero if it has none.
func (p *Policy) wake(s *State) Instant {
	if s.ID == "" {
		return 0
	}
	switch s.Phase {
	case PhaseRobot:
		return p.ladderWake(s)
	case PhaseQueued:
		at := earliest(p.ladderWake(s), p.closing(s))
		if s.Preferred {
			at = earliest(at, p.from(s).add(p.LastAgentWait))
		}
		return at
	case PhaseOffered:
		return earliest(p.ladderWake(s), p.from(s).add(p.OfferTime))
	case PhaseAgent:
		at := earliest(p.ladderWake(s), p.answerCall(s))
		if s.Asks != Nobody {
			at = earliest(at, p.from(s).add(p.TransferTime))
		}
		return at
	case PhaseHold:
		return earliest(p.from(s).add(p.HoldMax), p.answerCall(s))
	case PhaseOffline:
		return earliest(p.expiry(s), p.routing(s))
	}
	return 0
}

// settle carries out everything that is due now. Each round either uses up a
// deadline or starts new ones that lie ahead, so a few rounds do; the bound is
// for calendars and configurations that contradict themselves.
func (r *step) settle() {
	for range 2 * maxRungs {
		if !r.fire() {
			return
		}
	}
}

// fire carries out one deadline that is due. If several are due, the one that ends most comes
// first; the others may then no longer be due.
func (r *step) fire() bool {
	p, s := r.p, &r.s
	switch s.Phase {
	case PhaseRobot:
		if r.exhausted() {
			r.robotLadderEnds()
			return true
		}
		return r.climb()
	case PhaseQueued, PhaseOffered:
		if r.exhausted() {
			r.queueEnds()
			return true
		}
		if s.Phase == PhaseOffered && p.from(s).add(p.OfferTime) <= r.now {
			r.deadline(s.Part, 0)
			agent := s.Agent
			r.leave()
			r.hop(agent, queueing{})
			return true
		}
		if s.Phase == PhaseQueued && r.closes() {
			r.deadline(s.Part, 0)
			r.queueCloses()
			return true
		}
		if s.Phase == PhaseQueued && s.Preferred && p.from(s).add(p.LastAgentWait) <= r.now {
			r.deadline(s.Part, 0)
			r.dropPreference()
			return true
		}
		return r.climb()
	case PhaseAgent:
		if r.exhausted() {
			r.agentLadderEnds()
			return true
		}
		if s.Asks != Nobody && p.from(s).add(p.TransferTime) <= r.now {
			r.deadline(s.Part, 0)
			r.dropRequest()
			r.tell(NoticeTransferFailed)
			return true
		}
		return r.callAnswer() || r.climb()
	case PhaseHold:
		if p.from(s).add(p.HoldMax) <= r.now {
			r.deadline(s.Part, 0)
			r.resume()
			r.tell(NoticeResumed)
			return true
		}
		return r.callAnswer()
	case PhaseOffline:
		if p.expiry(s) <= r.now {
			r.deadline(s.Part, 0)
			r.end(ReasonExpired)
			return true
		}
		if at := p.routing(s); at != 0 && at <= r.now {
			r.deadline(s.Part, 0)
			r.routeOffline()
			return true
		}
	}
	return false
}

// deadline makes a deadline the cause of the actions that follow.
func (r *step) deadline(number, silence uint32) {
	r.cause = cause{number: number, silence: silence}
	r.quiet, r.late = false, false
}

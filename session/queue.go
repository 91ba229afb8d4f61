package session

// queueing is how a session enters the queue.
type queueing struct {
	first    bool // the contact is told, and the last agent preferred
	present  bool // that agent is there
	front    bool
	handed   bool // the contact is told that another agent takes over
	reopened bool
	prefer   string // another agent to be asked first
}

// enqueue wants an agent for a session without one. The wait counts from the first time since it
// had one.
func (r *step) enqueue(q queueing) {
	s := &r.s
	r.enter(PhaseQueued)
	if s.Owes != Queue {
		r.debt(Queue)
	}
	a := Action{Queue: s.Queue, Priority: s.Priority, Since: s.Since, Exclude: s.Excluded,
		Agent: q.prefer, Front: q.front, Reopened: q.reopened}
	if q.first && r.lastAgent() {
		if wait := r.p.LastAgentWait; wait > 0 {
			s.Preferred = true
			a.Agent, a.Until = s.LastAgent, r.now.add(wait)
		} else if q.present {
			a.Agent = s.LastAgent
		}
	}
	r.emit(Enqueue, a)
	switch {
	case q.first:
		r.notify(NoticeQueued)
	case q.handed:
		r.notify(NoticeTransferred)
	}
}

// lastAgent reports whether the last agent is to be preferred.
func (r *step) lastAgent() bool {
	s := &r.s
	return r.p.LastAgent > 0 && s.LastAgent != "" && r.now.sub(s.LastAt) <= r.p.LastAgent && !s.Excluded.Has(s.LastAgent)
}

// mayHave reports whether an agent may be given the queued session: none who let it down, and at
// first only the last agent, if the queue waits for that one.
func (r *step) mayHave(agent string) bool {
	s := &r.s
	return !s.Excluded.Has(agent) && (!s.Preferred || agent == s.LastAgent)
}

// dropPreference opens the queue to others than the last agent.
func (r *step) dropPreference() {
	s := &r.s
	s.Preferred = false
	r.emit(Enqueue, Action{Queue: s.Queue, Priority: s.Priority, Since: s.Since, Exclude: s.Excluded})
}

// requeue returns a session that an agent gave up, without blame. Outside working hours no contact
// waits without being told.
func (r *step) requeue(q queueing) {
	if !r.p.open(r.now) {
		if r.keeps() {
			r.toOffline()
			return
		}
		r.tellClosed()
		q.handed = false // one notice, and that one says more
	}
	r.enqueue(q)
}

// keeps reports whether the session may wait as an offline message.
func (r *step) keeps() bool { return r.p.Offline || r.s.Stored != 0 }

// hop returns a session that an agent let down: to others, as often as
// allowed, then to the fallback.
func (r *step) hop(agent string, q queueing) {
	p, s := r.p, &r.s
	s.Excluded = s.Excluded.with(agent)
	switch {
	case int(s.Hops) < p.MaxHops:
		s.Hops++
	case p.Fallback != "" && s.Queue != p.Fallback:
		s.Queue = p.Fallback
	case r.keeps():
		r.toOffline()
		return
	default:
		s.Excluded = ""
	}
	r.requeue(q)
}

// agentFound offers a queued session, or a transfer that waits in a queue, to
// the router's choice.
func (r *step) agentFound(e *Event) bool {
	s := &r.s
	push := r.p.Routing == Push && r.mayHave(e.Agent)
	switch {
	case e.Agent == "" || e.Agent == s.Agent:
		return false // who has it, or is asked already, need not be told anything
	case push && s.Phase == PhaseQueued:
		r.leave()
		r.offer(e.Agent)
	case push && s.Asks == Queue:
		if s.Joining != NoRole && s.role(e.Agent) != NoRole {
			r.emit(Withdraw, Action{Agent: e.Agent}) // who helps already is no help
			break
		}
		queue, role := s.askQueue(), s.Joining
		r.dropRequest()
		r.ask(queue, e.Agent, role)
	default:
		r.emit(Withdraw, Action{Agent: e.Agent})
	}
	return true
}

// offer asks one agent to take the session.
func (r *step) offer(agent string) {
	s := &r.s
	r.enter(PhaseOffered)
	s.Agent = agent
	if s.Owes != Queue {
		r.debt(Queue)
	}
	r.emit(Offer, Action{Agent: agent, Queue: s.Queue, Priority: s.Priority, Offer: s.Part, Until: r.now.add(r.p.OfferTime)})
}

// agentAccepted puts an agent in charge who was asked, or who may help
// themselves. Anybody else is told that it is gone.
func (r *step) agentAccepted(e *Event) bool {
	s := &r.s
	if e.Agent == "" {
		return false
	}
	switch s.Phase {
	case PhaseOffered:
		if e.Agent == s.Agent && e.Offer == s.Part {
			r.take(e.Agent)
			return true
		}
	case PhaseQueued:
		if r.p.Routing == Pull && r.mayHave(e.Agent) {
			r.leave()
			r.take(e.Agent)
			return true
		}
	case PhaseOffline:
		r.leave()
		r.take(e.Agent)
		return true
	case PhaseAgent, PhaseHold:
		if e.Agent == s.Agent {
			return false // a doubled accept must not take it from its agent
		}
		if e.Offer == s.Part && (s.Asks == Agent && e.Agent == s.askAgent() || s.Asks == Queue && r.p.Routing == Pull) {
			if s.Joining != NoRole {
				r.helps(e.Agent)
			} else {
				r.transfer(e.Agent)
			}
			return true
		}
	}
	r.emit(Withdraw, Action{Agent: e.Agent, Offer: e.Offer})
	return true
}

// take gives a waiting session to an agent, who owes an answer if the contact
// waits for one.
func (r *step) take(agent string) {
	answered := r.s.Answered
	r.assign(agent)
	if answered {
		r.debt(Contact)
	} else {
		r.debt(Agent)
	}
}

// agentDeclined ends the current offer.
func (r *step) agentDeclined(e *Event) bool {
	s := &r.s
	switch {
	case e.Agent == "" || e.Offer != s.Part:
		return false
	case s.Phase == PhaseOffered && e.Agent == s.Agent:
		r.leave()
		r.hop(e.Agent, queueing{})
	case s.Asks == Agent && e.Agent == s.askAgent():
		r.dropRequest()
		r.tell(NoticeTransferFailed)
	default:
		return false
	}
	return true
}

// noAgent is the router giving up: the last agent, if it waits for that one. Without offline
// messages those who let the session down may be asked again, since there is no other.
func (r *step) noAgent() bool {
	s := &r.s
	switch {
	case s.Asks == Queue:
		r.dropRequest()
		r.tell(NoticeTransferFailed)
	case s.Phase == PhaseQueued && s.Preferred:
		r.dropPreference()
	case s.Phase == PhaseQueued && r.keeps():
		r.leave()
		r.toOffline()
	case s.Phase == PhaseQueued && s.Excluded != "":
		s.Excluded = ""
		r.dropPreference()
	default:
		return false
	}
	return true
}

// queueEnds is the end of the wait.
func (r *step) queueEnds() {
	if r.keeps() {
		r.leave()
		r.toOffline()
		return
	}
	r.notify(NoticeNoAgent)
	r.end(ReasonNoAgent)
}

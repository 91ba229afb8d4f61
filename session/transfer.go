package session

import "strings"

// transferRequested passes a session on. An agent's wish for another agent or queue is a request:
// the agent keeps the session until the other accepts. The robot and offline messages accept at
// once, and force does not ask.
func (r *step) transferRequested(e *Event) bool {
	s := &r.s
	why := r.mayTransfer(e)
	if why != ReasonNone {
		r.emit(Refuse, Action{By: Agent, Agent: e.Agent, Reason: why})
		return true
	}
	if e.Force && e.To == Agent && e.Target == e.Agent {
		r.takeSession(e)
		return true
	}
	if !e.Force && (e.To == Queue || e.To == Agent) {
		if s.Phase == PhaseHold {
			r.resume()
		}
		r.dropRequest()
		if e.Priority != 0 {
			s.Priority = e.Priority
		}
		r.ask(e.Queue, e.Target, NoRole)
		return true
	}
	waits := r.waits()
	agent := s.Agent
	served := s.Phase == PhaseAgent || s.Phase == PhaseHold
	r.leave()
	if served && e.Force {
		s.Excluded = s.Excluded.with(agent)
	}
	s.Answered = !waits
	r.want(e)
	switch e.To {
	case Robot:
		r.startRobot(false)
		if !waits {
			r.debt(Contact)
		}
	case Offline:
		r.toOffline()
	case Agent:
		s.Excluded = s.Excluded.without(e.Target)
		if r.p.Routing == Push {
			r.offer(e.Target)
			if served {
				r.notify(NoticeTransferred)
			}
			break
		}
		r.enqueue(queueing{prefer: e.Target, handed: served})
	case Queue:
		r.enqueue(queueing{handed: served})
	}
	return true
}

// mayTransfer says why a transfer cannot be.
func (r *step) mayTransfer(e *Event) Reason {
	p, s := r.p, &r.s
	if s.Phase == PhaseClosed || !e.Force && !r.serves(e.Agent) {
		return ReasonNotInCharge
	}
	ok := false
	switch e.To {
	case Queue:
		ok = e.Force || e.Queue != ""
	case Agent:
		ok = e.Target != "" && (e.Target != s.Agent || s.Phase == PhaseOffered && e.Force && e.Target == e.Agent)
	case Robot:
		ok = p.Mode != AgentOnly && s.Phase != PhaseRobot
	case Offline:
		ok = p.Offline && s.Phase != PhaseOffline
	}
	if !ok {
		return ReasonNoTarget
	}
	return ReasonNone
}

// waits reports whether the contact of an open session waits for an answer.
func (r *step) waits() bool {
	s := &r.s
	switch s.Phase {
	case PhaseQueued, PhaseOffered, PhaseOffline:
		return !s.Answered
	}
	return s.Owes != Contact
}

// ask begins a request: with an agent an offer, without one a place in the queue. With a role it
// is for a helper, else for a transfer.
func (r *step) ask(queue, agent string, role Role) {
	s := &r.s
	r.part()
	s.Ask, s.Joining = queue+"\n"+agent, role
	if agent == "" {
		s.Asks = Queue
		r.emit(Enqueue, Action{Queue: queue, Priority: s.Priority, Since: r.now, Exclude: r.helpless(), Offer: s.Part, Role: s.Joining})
		return
	}
	s.Asks = Agent
	r.emit(Offer, Action{Agent: agent, Queue: queue, Priority: s.Priority, Offer: s.Part, Role: s.Joining, Until: r.now.add(r.p.TransferTime)})
}

func (s *State) askQueue() string {
	queue, _, _ := strings.Cut(s.Ask, "\n")
	return queue
}

func (s *State) askAgent() string {
	_, agent, _ := strings.Cut(s.Ask, "\n")
	return agent
}

// dropRequest ends a request that was not accepted.
func (r *step) dropRequest() {
	s := &r.s
	switch s.Asks {
	case Queue:
		r.emit(Dequeue, Action{Queue: s.askQueue(), Offer: s.Part})
	case Agent:
		r.emit(Withdraw, Action{Agent: s.askAgent(), Offer: s.Part})
	}
	s.Asks, s.Ask, s.Joining = Nobody, "", NoRole
}

// transfer gives the session to the agent who accepted a request. A contact
// who waits is owed an answer anew; one who owes has the same time left.
func (r *step) transfer(agent string) {
	s := &r.s
	queue := s.askQueue()
	r.taken()
	if s.role(agent) != NoRole {
		r.dismiss(agent)
	}
	r.follow()
	if queue != "" {
		s.Queue = queue
	}
	r.assign(agent)
	s.Replied, s.LastAgent, s.LastAt = true, agent, r.now
	r.emit(RememberAgent, Action{Agent: agent})
	r.notify(NoticeTransferred)
	if s.Owes == Agent {
		r.debt(Agent)
	}
}

// taken ends a request that an agent has accepted, who knows it.
func (r *step) taken() {
	s := &r.s
	if s.Asks == Queue {
		r.dropRequest()
	}
	s.Asks, s.Ask, s.Joining = Nobody, "", NoRole
}

// transferCancelled takes a request back.
func (r *step) transferCancelled(e *Event) bool {
	s := &r.s
	if s.Asks == Nobody || e.Agent != s.Agent {
		return false
	}
	r.dropRequest()
	return true
}

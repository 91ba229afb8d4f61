package session

// toOffline makes a session without an agent or robot in charge an offline message, or waits on
// with the one it is already.
func (r *step) toOffline() {
	p, s := r.p, &r.s
	open, first := p.open(r.now), s.Stored == 0
	if first {
		s.Stored = r.now
	}
	if p.expiry(s) <= r.now {
		r.end(ReasonExpired)
		return
	}
	switch {
	case !first: // the contact was told then
	case open:
		r.notify(NoticeLeaveMessage)
	default:
		r.tellClosed()
	}
	r.enter(PhaseOffline)
	s.Owes, s.Since, s.Used, s.Taken, s.Warned = Nobody, 0, 0, 0, false
	s.Shut, s.Called = !open, true
	if first {
		r.emit(StoreOffline, Action{Queue: s.Queue, Priority: s.Priority, Reopened: s.Kept})
		s.Kept = true
	}
}

// expiry is when an offline message is given up: at the end of the window in
// which people may answer it, or after OfflineMax.
func (p *Policy) expiry(s *State) Instant {
	return earliest(p.agentEnd(s), max(s.Stored, p.since()).add(p.OfflineMax))
}

// routing is when an offline message is routed: at the next opening if the desk was closed when it
// came, else after the reassign interval. Zero if the calendar never opens.
func (p *Policy) routing(s *State) Instant {
	if !s.Shut {
		return p.from(s).add(p.OfflineReassign)
	}
	at := p.nextOpen(s.From)
	if at == 0 {
		return 0
	}
	if spread := uint64(p.Spread.Microseconds()); p.Spread > 0 {
		// An opening shorter than the spread must not be missed again and again.
		if late := at + Instant(hash(14695981039346656037, s.ID)%spread); p.open(late) {
			at = late
		}
	}
	return at
}

// robotTakes reports whether an offline message that is routed at a time goes to the robot.
func (p *Policy) robotTakes(s *State, at Instant) bool {
	return p.OfflineTo == ToRobot && p.Mode != AgentOnly && p.windowOpen(s, at)
}

// routeOffline routes the message, with a fresh wait, hops and choice of agents. If it has closed
// again meanwhile, it waits on. If the robot's window is over, the message goes to people.
func (r *step) routeOffline() {
	p, s := r.p, &r.s
	if !p.open(r.now) {
		r.enter(PhaseOffline)
		s.Shut = true
		return
	}
	r.leave()
	a := Action{Key: Key{To: Queue}, Queue: s.Queue, Until: r.now.add(p.OfflineLimit)}
	switch {
	case p.robotTakes(s, r.now):
		a.To, a.Until = Robot, 0
		r.emit(RouteOffline, a)
		r.startRobot(false)
	case p.OfflineTo == ToLastAgent && s.LastAgent != "":
		a.To, a.Agent = Agent, s.LastAgent
		r.emit(RouteOffline, a)
		r.enqueue(queueing{prefer: s.LastAgent})
	default:
		r.emit(RouteOffline, a)
		r.enqueue(queueing{})
	}
}

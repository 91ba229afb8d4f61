package session

// closing is when the queue closes; zero if it never does. It counts from the beginning of the
// phase, and each closing begins the phase anew.
func (p *Policy) closing(s *State) Instant {
	if p.Hours == nil {
		return 0
	}
	at, ok := p.Hours.NextClose(s.From.Time())
	if !ok {
		return 0
	}
	return max(ceil(at).add(p.CloseGrace), s.From+1)
}

// closes reports whether it is closing time. The calendar is asked only if time has passed since
// the phase began.
func (r *step) closes() bool {
	if r.p.Hours == nil || r.s.From >= r.now {
		return false
	}
	at := r.p.closing(&r.s)
	return at != 0 && at <= r.now
}

// queueCloses is closing time for a contact who waits: the message is kept, or the contact is told
// and waits on, until the next closing. After a break, when people work again, nothing is said.
func (r *step) queueCloses() {
	s := &r.s
	if !r.p.open(r.now) {
		if r.keeps() {
			r.leave()
			r.toOffline()
			return
		}
		r.tellClosed()
	}
	r.enter(PhaseQueued)
	if s.Preferred {
		r.emit(Enqueue, Action{Queue: s.Queue, Priority: s.Priority, Since: s.Since, Exclude: s.Excluded,
			Agent: s.LastAgent, Until: r.now.add(r.p.LastAgentWait)})
	}
}

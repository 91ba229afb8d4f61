package session

// never is for how long a calendar is asked ahead.
const never = 400 * day

// tellClosed tells the contact that nobody works now, once in a closed period: until the opening as
// it was announced, or until people have worked since, whatever was announced.
func (r *step) tellClosed() {
	p, s := r.p, &r.s
	r.touch()
	if r.muted() || r.now < s.NoticedUntil {
		return
	}
	opening := p.nextOpen(r.now)
	r.announce(NoticeNonWorking, opening)
	if !p.windowOpen(s, r.now) {
		return
	}
	s.NoticedUntil = opening
	if opening == 0 {
		s.NoticedUntil = r.now.add(never)
	}
}

// touch notes that something happened now. If people have worked since the time before, the closed
// period that the contact was told of is over, whatever the calendar says later.
func (r *step) touch() {
	s := &r.s
	if s.NoticedUntil > r.now && r.p.openedSince(s.At, r.now) {
		s.NoticedUntil = 0
	}
	s.At = r.now
}

// openedSince reports whether people have worked since t, by the calendar as it is now.
func (p *Policy) openedSince(t, now Instant) bool {
	u := p.nextOpen(t)
	return u != 0 && u <= now
}

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

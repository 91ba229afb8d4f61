package session

// holdStarted puts a session aside. The counted time of the turn is kept.
func (r *step) holdStarted(e *Event) bool {
	p, s := r.p, &r.s
	if s.Phase != PhaseAgent || s.Asks != Nobody || !r.serves(e.Agent) {
		return false
	}
	since, used := p.anchor(s)
	_, _, working := p.ladder(s)
	s.Used = (used + p.between(since, r.now, working)).Microseconds()
	r.enter(PhaseHold)
	return true
}

func (r *step) holdEnded(e *Event) bool {
	if r.s.Phase != PhaseHold || e.Agent != r.s.Agent {
		return false
	}
	r.resume()
	return true
}

// resume takes a session up again; the rest of the turn runs from now.
func (r *step) resume() {
	s := &r.s
	if r.p.since() > s.From {
		s.Used = 0 // the times changed during the hold
	}
	s.Since = r.now
	r.enter(PhaseAgent)
}

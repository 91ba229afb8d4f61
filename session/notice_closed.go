package session

// never is for how long a calendar is asked ahead.
const never = 400 * day

// tellClosed tells the contact that the desk is closed, once in a closed period: until the opening
// as it was announced, or until people have worked since, whatever was announced.
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

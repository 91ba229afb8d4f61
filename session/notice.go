package session

// notify sends the contact an automatic message, if the platform still takes
// one and the contact's own side is not a machine.
func (r *step) notify(n Notice) {
	if r.quiet {
		return
	}
	a := Action{Key: Key{Notice: n, To: Contact}}
	if r.p.windowOpen(&r.s, r.now) {
		r.emit(Notify, a)
		return
	}
	a.Reason = ReasonWindowClosed
	r.emit(Refuse, a)
}

// tell sends the agent in charge an automatic message.
func (r *step) tell(n Notice) {
	r.emit(Notify, Action{Key: Key{Notice: n, To: Agent}, Agent: r.s.Agent})
}

// tellClosed tells the contact that nobody works now, once in a closed period.
func (r *step) tellClosed() {
	s := &r.s
	if r.quiet || r.now < s.NoticedUntil {
		return
	}
	r.notify(NoticeNonWorking)
	if !r.p.windowOpen(s, r.now) {
		return
	}
	s.NoticedUntil = r.p.nextOpen(r.now)
	if s.NoticedUntil == 0 {
		s.NoticedUntil = r.now.add(never)
	}
}

// never is for how long a calendar is asked ahead.
const never = 400 * day

// windowEnd is when the platform stops taking automatic messages; zero if it
// does not, or if no window was ever open.
func (p *Policy) windowEnd(s *State) Instant {
	if p.ReplyWindow == 0 || s.Window == 0 {
		return 0
	}
	return s.Window.add(p.ReplyWindow)
}

func (p *Policy) windowOpen(s *State, now Instant) bool {
	return p.ReplyWindow == 0 || now < p.windowEnd(s)
}

// windowClosing passes the host's warning on to an agent who owes the contact
// an answer.
func (r *step) windowClosing() bool {
	if ph := r.s.Phase; ph != PhaseAgent && ph != PhaseHold || r.s.Owes != Agent {
		return false
	}
	r.tell(NoticeWindowClosing)
	return true
}

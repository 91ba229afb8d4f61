package session

// notify sends the contact an automatic message, if the platform still takes
// one and the contact's own side is not a machine.
func (r *step) notify(n Notice) {
	if !r.muted() {
		r.announce(n, r.announced(n))
	}
}

// muted reports whether the contact gets no notice now.
func (r *step) muted() bool { return r.quiet || r.p.Mute }

// announce sends the contact a notice that names a moment, or reports that the window is over.
func (r *step) announce(n Notice, until Instant) {
	a := Action{Key: Key{Notice: n, To: Contact}, Until: until}
	if r.p.windowOpen(&r.s, r.now) {
		r.emit(Notify, a)
		return
	}
	a.Reason = ReasonWindowClosed
	r.emit(Refuse, a)
}

// announced is the moment that a notice to the contact names; zero if it names none.
func (r *step) announced(n Notice) Instant {
	if n != NoticeStillThere {
		return 0
	}
	_, last, working := r.p.ladder(&r.s)
	return r.p.rungDue(&r.s, last, working)
}

// tell sends the agent in charge an automatic message.
func (r *step) tell(n Notice) {
	a := Action{Key: Key{Notice: n, To: Agent}, Agent: r.s.Agent}
	if n == NoticeWindowClosing {
		a.Until = r.p.agentEnd(&r.s)
	}
	r.emit(Notify, a)
}

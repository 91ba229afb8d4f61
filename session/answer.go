package session

// crossed reports whether the contact said something that wants an answer after what the author of
// an answer had seen.
func (r *step) crossed(e *Event) bool {
	return e.Saw != "" && r.s.Last.wantsAnswer(mark(ContactMessage, e.Saw))
}

// answered gives the turn to the contact after an answer. If the answer crossed a message of the
// contact, the author's turn begins anew instead. See decision 033.
func (r *step) answered(e *Event, author Party) {
	if r.crossed(e) {
		r.debt(author)
		return
	}
	r.owe(Contact)
}

// waived ends the agent's turn without an answer, and a hold as an answer does.
func (r *step) waived(e *Event) bool {
	s := &r.s
	if !r.served() || s.Owes != Agent || !r.serves(e.Agent) {
		return false
	}
	if s.Phase == PhaseHold {
		r.resume()
	}
	r.debt(Contact)
	return true
}

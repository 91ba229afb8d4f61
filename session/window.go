package session

import "time"

// AnswerUntil returns until when the platform takes messages of a party, Robot or Agent, to the
// contact. The result is the zero Time if there is no end, or if the contact never wrote.
//
// It is a column for a host to keep next to the wake, written at every step: what agents see, and
// what a queue is sorted by. It is not a field of [Enqueue], since a contact who writes again while
// queued renews the window without a new Enqueue.
func (p *Policy) AnswerUntil(s State, by Party) time.Time {
	if by == Agent {
		return p.agentEnd(&s).Time()
	}
	return p.windowEnd(&s).Time()
}

// windowEnd is when the platform stops taking automatic messages; zero if it
// does not, or if no window was ever open.
func (p *Policy) windowEnd(s *State) Instant { return p.endOf(s, p.ReplyWindow) }

// agentEnd is the same for what people write.
func (p *Policy) agentEnd(s *State) Instant {
	return p.endOf(s, max(p.AgentWindow, p.ReplyWindow))
}

func (p *Policy) endOf(s *State, window time.Duration) Instant {
	if p.ReplyWindow == 0 || s.Window == 0 {
		return 0
	}
	return s.Window.add(window)
}

func (p *Policy) windowOpen(s *State, now Instant) bool {
	return p.ReplyWindow == 0 || now < p.windowEnd(s)
}

// answerCall is when the agent must be told that the window ends. It is zero if the agent was told
// in this turn or owes nothing, if there is no end, or if the turn began too late for it.
func (p *Policy) answerCall(s *State) Instant {
	if p.AnswerMargin == 0 || s.Warned || s.Owes != Agent {
		return 0
	}
	end := p.agentEnd(s)
	if end == 0 {
		return 0
	}
	if call := end - Instant(p.AnswerMargin.Microseconds()); call > s.Since {
		return call
	}
	return 0
}

// callAnswer tells the agent, if it is time, that the window ends. A hold rests the agent's clock,
// not the platform's window.
func (r *step) callAnswer() bool {
	at := r.p.answerCall(&r.s)
	if at == 0 || at > r.now {
		return false
	}
	r.deadline(r.s.Debt, 0)
	r.s.Warned = true
	r.tell(NoticeWindowClosing)
	return true
}

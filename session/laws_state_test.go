package session_test

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/session"
)

// explained checks that Explain names the next deadline.
func (w *world) explained(s session.State) {
	text, wake := w.p.Explain(s), w.p.Wake(s)
	if text == "" || !wake.IsZero() && !strings.Contains(text, wake.Format(" at 2006-01-02 15:04:05 MST")) {
		broken("the next deadline is %v, which Explain does not name: %s", wake, text)
	}
}

// standing checks laws 7 and 8, and what every state must be.
func (w *world) standing(s session.State) {
	wake := w.p.Wake(s)
	open := map[session.Party]bool{
		session.Contact: len(w.p.ContactSilent) == 0,
		session.Agent:   len(w.p.AgentSilent) == 0,
		session.Queue:   len(w.p.QueueWait) == 0,
	}
	switch {
	case s.Phase == session.PhaseClosed && !wake.IsZero():
		broken("law 7: closed, but wakes at %v", wake)
	case s.Phase != session.PhaseClosed && wake.IsZero() && !open[s.Owes]:
		broken("law 8: forgotten in %v, %v owes", s.Phase, s.Owes)
	}
	owes := map[session.Phase][]session.Party{
		session.PhaseClosed:  {session.Nobody},
		session.PhaseOffline: {session.Nobody},
		session.PhaseQueued:  {session.Queue},
		session.PhaseOffered: {session.Queue},
		session.PhaseRobot:   {session.Robot, session.Contact},
		session.PhaseAgent:   {session.Agent, session.Contact},
		session.PhaseHold:    {session.Agent, session.Contact},
	}[s.Phase]
	if !slices.Contains(owes, s.Owes) {
		broken("%v owes in %v", s.Owes, s.Phase)
	}
	ph := s.Phase
	served := ph == session.PhaseAgent || ph == session.PhaseHold
	waiting := ph == session.PhaseQueued || ph == session.PhaseOffered || ph == session.PhaseOffline
	for _, mark := range []struct {
		name     string
		set, may bool
	}{
		{"a transfer request", s.Asks != session.Nobody || s.Ask != "", ph == session.PhaseAgent},
		{"an agent", s.Agent != "", served || ph == session.PhaseOffered},
		{"a reason", s.Reason != session.ReasonNone, ph == session.PhaseClosed},
		{"an offline message", s.Stored != 0, waiting},
		{"a contact who owes without a turn", s.Answered, waiting},
		{"a preference", s.Preferred, ph == session.PhaseQueued},
		{"an agent's answer", s.Replied, served},
		{"closed hours", s.Shut, ph == session.PhaseOffline},
		{"an agent's call", s.Called, served || waiting},
		{"helpers", s.Members != "", served},
		{"a role", s.Joining != session.NoRole, s.Asks != session.Nobody},
		{"a warning of the window", s.Warned, served && s.Owes == session.Agent},
		{"hops", s.Hops != 0 || s.Excluded != "", ph != session.PhaseClosed},
	} {
		if mark.set && !mark.may {
			broken("%s in %v", mark.name, ph)
		}
	}
	w.team(s)
	if s.From > s.At {
		broken("the phase began at %v, after the last change at %v", s.From, s.At)
	}
	if ph == session.PhaseOffline && (s.Stored == 0 || !s.Called || !s.Kept) {
		broken("offline without a stored message")
	}
	if n := len(s.Excluded.Slice()); n > 8 {
		broken("%d excluded", n)
	}
	if s.Control != session.ControlOurs && s.Phase != session.PhaseClosed {
		broken("open without control of the thread")
	}
}

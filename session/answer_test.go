package session_test

import (
	"slices"

	"github.com/contactkit/contactkit/session"
)

// crossing holds a step to law S1: an answer is delivered and leaves its author owing if and only
// if one of the last eight events, applied after the message that the author saw, is a message of
// the contact that wants an answer.
func (w *world) crossing(before, after session.State, e session.Event, acts []session.Action) {
	if e.Kind != session.AgentMessage && e.Kind != session.RobotMessage || e.Saw == "" || plain(before) == plain(after) {
		return
	}
	delivered := slices.ContainsFunc(acts, func(a session.Action) bool { return a.Kind == session.Deliver })
	crossed := false
	for i := len(w.applied) - 1; i >= max(len(w.applied)-8, 0); i-- {
		x := w.applied[i]
		if x.Kind != session.ContactMessage {
			continue
		}
		if x.ID == e.Saw {
			break
		}
		if w.wanting[x.ID] {
			crossed = true
			break
		}
	}
	if !delivered {
		if after.Owes != before.Owes || after.Since != before.Since {
			broken("law S1: what was refused changed the turn")
		}
		return
	}
	// If the answer ended a hold, and with it the rest of the contact's time, no answer is owed.
	if owes := after.Owes == session.Agent || after.Owes == session.Robot; owes != crossed {
		broken("law S1: saw %q, crossed %v, but %v owes", e.Saw, crossed, after.Owes)
	}
	if !crossed {
		return
	}
	w.crossed++
	if e.Kind == session.RobotMessage && w.p.Supersede {
		broken("law S1: delivered though superseded")
	}
}

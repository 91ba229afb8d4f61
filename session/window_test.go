package session_test

import (
	"time"

	"github.com/contactkit/contactkit/session"
)

// windows holds a step to law W1, that nothing is given up which people may still answer, and W2,
// that nothing automatic is sent after its window.
func (w *world) windows(before, after session.State, acts []session.Action, now time.Time) {
	for _, a := range acts {
		if a.Kind == session.Close && a.Reason == session.ReasonExpired && before.Stored != 0 {
			end := later(before.Stored.Time(), w.p.Since).Add(w.p.OfflineMax)
			with := before
			with.Window = after.Window // a message may have come with the step
			if until := w.p.AnswerUntil(with, session.Agent); !until.IsZero() && until.Before(end) {
				end = until
			}
			if now.Before(end) {
				broken("law W1: given up at %v, though people may answer until %v", now, end)
			}
		}
		if a.Kind == session.Notify && a.To == session.Contact {
			if until := w.p.AnswerUntil(after, session.Robot); !until.IsZero() && !now.Before(until) {
				broken("law W2: %v at %v, after the window that ended at %v", a.Notice, now, until)
			}
			if w.p.Mute {
				broken("a notice in a thread that takes one message: %v", a)
			}
		}
		if a.Until != 0 && a.Kind == session.Notify && a.To == session.Contact && a.Until < session.InstantOf(now) {
			broken("%v announces %v, which is over at %v", a.Notice, a.Until, now)
		}
	}
}

// warned checks that who is told of the end of the window is in charge, and is not told again.
func (w *world) warned(s session.State, acts []session.Action) {
	for _, a := range acts {
		if a.Notice == session.NoticeWindowClosing && (!s.Warned || a.Agent != s.Agent) {
			broken("told %s that the window ends: warned %v, %s serves", a.Agent, s.Warned, s.Agent)
		}
	}
}

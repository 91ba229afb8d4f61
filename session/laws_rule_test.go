package session_test

import (
	"slices"
	"time"

	"github.com/contactkit/contactkit/session"
)

// rules holds one event, after the tick before it, to the rules that concern one field of an event
// or of the configuration.
func (w *world) rules(before, after session.State, e session.Event, acts []session.Action) {
	if plain(before) == plain(after) {
		return
	}
	w.stops(e, acts)
	if a, b := w.p.AnswerUntil(after, session.Agent), w.p.AnswerUntil(after, session.Robot); a.Before(b) {
		broken("agents may answer until %v, automatic messages until %v", a, b)
	}
	if e.Kind != session.ContactMessage {
		return
	}
	has := func(k session.ActionKind, r session.Reason) bool {
		return slices.ContainsFunc(acts, func(a session.Action) bool { return a.Kind == k && a.Reason == r })
	}
	switch {
	case e.Standby && (after.Control == session.ControlOurs || after.Phase != session.PhaseClosed):
		broken("a message on standby leaves %v, control %v", after.Phase, after.Control)
	case !e.Standby && after.Control != session.ControlOurs:
		broken("a message proves control, but it is %v", after.Control)
	case e.Press && has(session.Close, session.ReasonLoop):
		broken("a press ended a loop")
	}
	w.reopening(before, after, e)
	w.lateKeyword(before, after, e)
	if thanks := e.Thanks && before.Owes == session.Contact && !e.Standby; thanks && (after.Phase != before.Phase || after.Since != before.Since) &&
		(before.Phase == session.PhaseAgent || before.Phase == session.PhaseHold) && !w.answeredOutside(before, e) {
		broken("thanks took a turn: %v", acts)
	}
	if e.Thanks && before.Answered && !e.Standby && !after.Answered {
		broken("thanks took a turn that no agent has: %v", acts)
	}
}

// stops checks that the robot's last words are sent if and only if the robot itself leaves.
func (w *world) stops(e session.Event, acts []session.Action) {
	itself := e.Kind == session.RobotFailed || e.Kind == session.Handoff && e.By != session.Contact && e.By != session.Host ||
		e.Kind == session.CloseRequested && e.By == session.Robot
	for _, a := range acts {
		if a.Kind == session.StopRobot && (a.By == session.Robot) != itself {
			broken("the robot is stopped by %v at %+v", a.By, e)
		}
	}
}

// reopening checks what opens a closed session, and who gets one that goes on.
func (w *world) reopening(before, after session.State, e session.Event) {
	p := w.p
	now := session.InstantOf(later(w.now, before.At.Time()))
	within := before.Session > 0 && p.Reopen > 0 && now.Time().Sub(before.From.Time()) <= p.Reopen
	if before.Phase != session.PhaseClosed || before.Control == session.ControlAwaited && !e.Standby {
		return
	}
	if e.Thanks && within && after.Phase != session.PhaseClosed {
		broken("thanks opened a session")
	}
	open := true
	if p.Hours != nil {
		open, _ = p.Hours.Open(now.Time())
	}
	goesOn := after.Phase != session.PhaseClosed && after.Session == before.Session
	if goesOn && before.Served && p.ReopenTo == session.ReopenToPeople && p.Mode == session.Hybrid && (open || p.Offline) && after.Phase == session.PhaseRobot {
		broken("a session that people served goes on with the robot")
	}
	if after.Phase != session.PhaseClosed && goesOn != within {
		broken("goes on: %v, within the time for it: %v", goesOn, within)
	}
}

// lateKeyword checks that a late wish for a person counts while no person has written since.
func (w *world) lateKeyword(before, after session.State, e session.Event) {
	p := w.p
	now := later(w.now, before.At.Time())
	if !e.Keyword || e.Automatic || e.Standby || before.Phase != session.PhaseRobot || p.Mode == session.RobotOnly {
		return
	}
	at := now
	if !e.Time.IsZero() && e.Time.Before(now) {
		at = e.Time
	}
	stale := 24 * time.Hour
	if p.ReplyWindow > 0 {
		stale = p.ReplyWindow
	}
	if p.Stale > 0 {
		stale = p.Stale
	}
	i := session.InstantOf(at)
	counts := i >= before.Heard || max(before.LastAt, before.Outside) < i && now.Sub(i.Time()) <= stale
	open := true
	if p.Hours != nil {
		open, _ = p.Hours.Open(now)
	}
	if people := after.Phase != session.PhaseRobot; i >= before.Outside && people != (counts && (open || p.Offline)) && after.Reason != session.ReasonLoop {
		if people && after.Turns > 0 {
			return // a loop took the robot out
		}
		broken("a wish for a person at %v counts: %v, phase %v", at, counts, after.Phase)
	}
}

// answeredOutside reports whether a person had answered a message in the platform's own inbox.
func (w *world) answeredOutside(s session.State, e session.Event) bool {
	return !e.Time.IsZero() && session.InstantOf(e.Time) < s.Outside
}

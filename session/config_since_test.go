package session_test

import (
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
)

// The host was deaf for two hours, and the contact has answered meanwhile, which only the history
// tells. Swept first, the session is ended; with Since at the end of the outage it goes on.
func TestHistoryBeforeSweeping(t *testing.T) {
	p := policy(nil)
	s, now := opened(p, session.Event{Kind: session.ContactMessage, ID: "m1"}, session.Event{Kind: session.RobotMessage, ID: "r1"})
	up := now.Add(2 * time.Hour)
	if swept, _ := p.Step(s, tick, up); swept.Phase != session.PhaseClosed {
		t.Fatalf("swept first: %v", swept.Phase)
	}
	heard := policy(func(p *session.Policy) { p.Since = up })
	s, acts := heard.Step(s, tick, up)
	if acts != nil || !heard.Wake(s).Equal(up.Add(18*time.Minute)) {
		t.Errorf("with Since: %v, wake %v after the outage", kinds(acts), heard.Wake(s).Sub(up))
	}
	s, acts = heard.Step(s, session.Event{Kind: session.ContactMessage, ID: "m2", Time: now.Add(time.Minute)}, up.Add(time.Second))
	if s.Owes != session.Robot || !slices.Equal(kinds(acts), []session.ActionKind{session.Forward}) {
		t.Errorf("then the history: %v, %v owes", kinds(acts), s.Owes)
	}
}

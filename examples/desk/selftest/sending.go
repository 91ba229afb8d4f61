package selftest

import (
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

func lostAnswer(j *journey) {
	j.served("anna").do(func() error { j.p.Lose(); return nil }).answers("anna", "Did you get this?")
	if limits := j.Engine.Limits(j.thread); limits.EchoesRef || limits.EchoesOwn {
		j.gets("Did you get this?").shows(store.Agent, store.Sent, "get this").shows(store.Agent, store.Sent, "").ok("a send whose answer is lost is settled by its echo, and not sent twice")
		return
	}
	j.pass(5*time.Minute).gets("Did you get this?").shows(store.Agent, store.Uncertain, "get this").ok("a send whose answer is lost is shown as uncertain, and not sent twice")
}

func rateLimit(j *journey) {
	j.served("anna").do(func() error { trouble(j.p).throttle(); return nil }).answers("anna", "Not so fast").pass(61*time.Second).gets("Not so fast").shows(store.Agent, store.Sent, "Not so fast")
	j.ok("a send that the platform takes for one too many is sent later, once")
}

func credentials(j *journey) {
	t := trouble(j.p)
	j.served("anna").do(func() error { t.revoke(); return nil }).answers("anna", "Can you hear me?").answers("anna", "And now?").gets()
	calls := t.calls()
	j.answers("anna", "Or now?").shows(store.Agent, store.Sending, "Or now?")
	if j.err == nil && t.calls() != calls {
		j.failf("the platform was called again")
	}
	if logged, _ := j.alerts.take(); j.err == nil && (len(logged) != 1 || !strings.Contains(logged[0], "refuses our credentials")) {
		j.failf("logged: %q", logged)
	}
	j.ok("credentials that are refused are told once, and nothing more is tried")
	j.do(func() error { t.heal(); return nil }).edit(func(r *directory.Record) { r.About = "with new credentials" }).pass(61*time.Second).
		gets("Can you hear me?", "And now?", "Or now?").ok("what waits is sent in its order once they were replaced")
}

func blocked(j *journey) {
	j.served("anna").do(func() error { j.p.Block(j.contact); return nil })
	if j.conversation().State.Phase == session.PhaseAgent { // no webhook tells of it
		j.answers("anna", "Hello?").shows(store.Agent, store.Failed, "Hello?")
	}
	j.ended(session.ReasonUnreachable).ok("a customer who blocks us ends the conversation")
}

// window: automatic messages and people's have different times in which the platform takes them.
func window(j *journey) {
	if len(j.Engine.Limits(j.thread).Windows) == 0 {
		return
	}
	j.policy(func(r *directory.Record) {
		r.Silence.Agent, r.Silence.Hold = 86400, 86400
		r.Silence.LastMessage = true
	})
	j.served("anna").pass(23*time.Hour + 50*time.Minute).pass(20 * time.Minute).is(session.PhaseQueued).gets().remarked("Not done: the platform's reply window is closed.").
		ok("a notice that the platform would not take is dropped")
	j.ready("carl").accepts("carl")
	j.policy(func(r *directory.Record) { r.Silence.Agent = 0 })
	until, open := j.Engine.Window(j.conversation())
	if !open {
		j.failf("the window is closed for people, too")
	}
	j.pass(until.Sub(j.clock.Now()) - 14*time.Minute).remarked("take no more answers").ok("the agent is told that the window closes soon")
	j.pass(15*time.Minute).answers("carl", "Too late?").gets().shows(store.Agent, store.Failed, "Too late?").noted("Too late?", "window").ok("and afterwards cannot answer, and is told why")
}

func handover(j *journey) {
	t := trouble(j.p)
	if t.take == nil {
		return
	}
	j.do(func() error { t.share(); return nil }).served("anna").do(func() error { t.take(j.contact); return nil }).ended(session.ReasonControlLost).ok("another app that takes the thread ends our conversation")
	j.says("is somebody there?").is(session.PhaseClosed).gets().ok("what the customer says to it is stored, and nobody of ours answers")
	j.do(func() error { t.give(j.contact); return nil }).is(session.PhaseRobot).ok("when the thread comes back, the customer who waits is served")
}

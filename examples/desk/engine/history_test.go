package engine_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// silent is a bench on X whose webhook was down: messages of customers were not delivered
// meanwhile.
func silent(t *testing.T, say func(b *bench, x *twittertest.Server)) *bench {
	t.Helper()
	b := newBenchOn(t, "twitter", says("Good day"))
	x := b.platform.Server.(*twittertest.Server)
	x.Say(b.thread.Contact, "Hello")
	b.deliver()
	b.until("an answer", func() bool { return len(b.lines()) == 2 })
	b.rest()
	b.stop()
	x.Hook(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})) // 200, and nothing is stored
	say(b, x)
	b.deliver()
	return b
}

// Missed messages are read at the start and reach the session oldest first, although X tells the
// newest first: the robot is asked before the customer asks for a person.
func TestOutageIsCaughtUpAtTheStart(t *testing.T) {
	b := silent(t, func(b *bench, x *twittertest.Server) {
		x.Say(b.thread.Contact, "Where is my order?")
		x.Say(b.thread.Contact, "agent")
	})
	s, err := b.open()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Do(t.Context(), func(t *store.Tx) error { return t.SetAlive(time.Now().Add(-time.Hour)) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b.start()
	b.until("what was missed", func() bool { return b.state().Phase == session.PhaseQueued })
	b.rest()
	var customer []string
	for _, m := range b.messages() {
		if m.Side == store.Customer {
			customer = append(customer, m.Text)
		}
	}
	b.want("the customer wrote", []string{"Hello", "Where is my order?", "agent"}, customer)
}

// A restart of seconds reads nothing; an administrator may ask for it. Reading again changes
// nothing.
func TestOutageIsCaughtUpOnRequest(t *testing.T) {
	b := silent(t, func(b *bench, x *twittertest.Server) { x.Say(b.thread.Contact, "agent") })
	b.start()
	b.rest()
	if phase := b.state().Phase; phase != session.PhaseRobot {
		t.Fatalf("the conversation is in phase %v, want that of the robot", phase)
	}
	for range 2 {
		n, err := b.CatchUp(t.Context(), b.platform.Record.ID, time.Now().Add(-time.Hour))
		if n < 3 || err != nil {
			t.Fatalf("CatchUp = %d, %v; want what was said on both sides", n, err)
		}
	}
	b.rest()
	b.want("the conversation", []string{"customer: Hello", "robot: Good day sent", "customer: agent"}, b.lines())
	if phase := b.state().Phase; phase != session.PhaseQueued {
		t.Errorf("the conversation is in phase %v, want queued", phase)
	}
}

// Telegram delivers again by itself, and a channel that is gone has nothing to read.
func TestCatchUpRefuses(t *testing.T) {
	b := newBenchOn(t, "telegram", says())
	if _, err := b.CatchUp(t.Context(), b.platform.Record.ID, time.Now()); err != engine.ErrNoHistory {
		t.Errorf("on Telegram: %v, want ErrNoHistory", err)
	}
	if _, err := b.CatchUp(t.Context(), "no such channel", time.Now()); err != store.ErrNotFound {
		t.Errorf("of no channel: %v, want ErrNotFound", err)
	}
}

package engine_test

import (
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// A helper takes a place of the agent's; reading along takes none.
func TestHelpersTakePlaces(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	for _, id := range []string{"bert", "carl"} {
		p := store.Person{ID: id, Name: id, Role: store.RoleAdmin, Queues: []string{"support"}, Room: 1}
		if err := b.store.PutPerson(t.Context(), p, "a password of "+id); err != nil {
			t.Fatal(err)
		}
	}
	act := func(ev session.Event) {
		t.Helper()
		if err := b.Act(t.Context(), fmt.Sprint(ev.Kind, ev.Agent), b.thread, ev); err != nil {
			t.Fatal(err)
		}
	}
	act(session.Event{Kind: session.JoinRequested, Agent: "carl", Target: "carl", Role: session.Listening, Force: true})
	act(session.Event{Kind: session.JoinRequested, Agent: "anna", Target: "bert", Role: session.Consulted})
	act(session.Event{Kind: session.AgentAccepted, Agent: "bert", Offer: b.state().Part})
	b.rest()
	loads := map[string]int{"anna": 1, "bert": 1, "carl": 0}
	err := b.store.View(t.Context(), func(tx *store.Tx) error {
		for id, want := range loads {
			if got, err := tx.Load(id); err != nil || got != want {
				t.Errorf("%s has %d places taken, %v, want %d", id, got, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if role := b.state().Role("bert"); role != session.Consulted {
		t.Errorf("bert is %v", role)
	}
}

// An offer to an agent who has got enough to do since the router looked is taken back with
// everything that came with it, and the customer waits on.
func TestNoOfferBeyondTheRoom(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	p, err := b.person("anna")
	if err != nil {
		t.Fatal(err)
	}
	p.Room = 1
	if err := b.store.PutPerson(t.Context(), p, ""); err != nil {
		t.Fatal(err)
	}
	b.thread.Contact = "7771000000002222"
	b.platform.Meet(b.thread.Contact, "Second")
	b.say("agent")
	b.until("the queue", func() bool { return b.state().Phase == session.PhaseQueued })
	if err := b.Act(t.Context(), "router", b.thread, session.Event{Kind: session.AgentFound, Agent: "anna"}); err == nil {
		t.Error("anna was asked beyond her room")
	}
	if s := b.state(); s.Phase != session.PhaseQueued {
		t.Errorf("phase %v, want queued", s.Phase)
	}
	err = b.store.View(t.Context(), func(tx *store.Tx) error {
		waiting, err := tx.Queue()
		if err != nil || len(waiting) != 1 || waiting[0].Answer.IsZero() {
			t.Errorf("waiting %+v, %v; want one, with the end of the reply window", waiting, err)
			return err
		}
		why, err := b.Waits(tx, waiting)
		if why[b.thread] == "" {
			t.Errorf("nothing says what is in the way: %v", why)
		}
		t.Log(why[b.thread])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

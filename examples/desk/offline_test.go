package main

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/telegram"
)

// sweep lets time pass, and the desk look at its clock.
func (d *testDesk) sweep(passed time.Duration) {
	d.t.Helper()
	d.pass(passed)
	if err := d.Engine.Sweep(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *testDesk) ready(agent string) {
	d.t.Helper()
	if err := d.Engine.Ready(d.t.Context(), agent, true); err != nil {
		d.t.Fatal(err)
	}
	d.sweep(0)
}

// An agent who becomes ready is offered what waits offline, and is not asked again after declining.
func TestOfflineMessagesWaitForWhoBecomesReady(t *testing.T) {
	d := newDesk(t, time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), withoutRobot)
	thread := d.says(d.platform(telegram.Platform), "Where is my parcel?")
	is := func(when string, phase session.Phase, agent string) {
		t.Helper()
		if s := d.state(thread); s.Phase != phase || s.Agent != agent {
			t.Fatalf("%s: %s of %q, want %s of %q", when, s.Phase, s.Agent, phase, agent)
		}
	}
	d.sweep(91 * time.Second)
	is("nobody has come", session.PhaseOffline, "")
	d.pass(time.Second)
	d.ready("ann")
	is("ann has come", session.PhaseOffered, "ann")
	ev := session.Event{Kind: session.AgentDeclined, Agent: "ann", Offer: d.state(thread).Part}
	if err := d.Engine.Act(t.Context(), "1", thread, ev); err != nil {
		t.Fatal(err)
	}
	d.sweep(31 * time.Minute)
	is("ann has declined", session.PhaseOffline, "")
	d.sweep(30 * time.Second)
	is("ann is still there", session.PhaseOffline, "")
	if err := d.Engine.Ready(t.Context(), "ann", false); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Second)
	d.ready("bob")
	is("bob has come", session.PhaseOffered, "bob")
}

// An agent who lets three offers pass is on a break, until the agent is ready again.
func TestMissedOffersAreABreak(t *testing.T) {
	d := newDesk(t, time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), withoutRobot)
	d.ready("ann")
	p := d.platform(telegram.Platform)
	for n := range 3 {
		p.Server.Say(p.Customer(n), "Where is my parcel?")
	}
	d.flush(p)
	d.sweep(0)
	ann := func() (found store.Person) {
		d.view(func(t *store.Tx) (err error) { found, err = t.Person("ann"); return err })
		return found
	}
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
	if s := d.state(thread); s.Agent != "ann" {
		t.Fatalf("offered to %q", s.Agent)
	}
	d.sweep(21 * time.Second)
	if a := ann(); a.Ready || a.Missed != 3 {
		t.Errorf("after three missed offers: ready %v, missed %d", a.Ready, a.Missed)
	}
	d.ready("ann")
	if a := ann(); !a.Ready || a.Missed != 0 {
		t.Errorf("ready again: ready %v, missed %d", a.Ready, a.Missed)
	}
}

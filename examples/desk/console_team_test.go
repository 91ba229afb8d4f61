package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// Ann asks bob for advice, lets him write to the customer, and a supervisor reads along and takes
// over.
func TestHelpersAndSupervisor(t *testing.T) {
	d := openDesk(t, withoutRobot)
	supervisor := store.Person{ID: "sue", Name: "Sue", Role: store.RoleSupervisor, Queues: demoQueues, Room: 3}
	if err := d.Store.PutPerson(t.Context(), supervisor, password); err != nil {
		t.Fatal(err)
	}
	ann, bob, sue := d.signIn("ann"), d.signIn("bob"), d.signIn("sue")
	p := d.platform("facebook")
	thread := ann.serves(p, "Hello")
	role := func(want session.Role, who string) {
		t.Helper()
		if s := d.state(thread); s.Role(who) != want || s.Phase != session.PhaseAgent {
			t.Fatalf("%s is %v in %v, want %v", who, s.Role(who), s.Phase, want)
		}
	}
	ann.press(ann.read(thread), "consult", url.Values{"to": {"agent:bob"}})
	if got := bob.page("/").id("offers").text(); !strings.Contains(got, "Ann <b> asks for your help") {
		t.Errorf("offers: %s", got)
	}
	bob.press(bob.page("/").id("offers"), "accept", nil)
	role(session.Consulted, "bob")
	if got := ann.read(thread).id("acts").text(); !strings.Contains(got, "Bob: is consulted") {
		t.Errorf("ann sees: %s", got)
	}
	if got := bob.read(thread).id("box").text(); !strings.Contains(got, "You help the agent who serves this customer.") {
		t.Errorf("bob sees: %s", got)
	}
	bob.press(bob.read(thread), "hint", url.Values{"hint": {"Offer a refund."}})
	if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "Bob, to the agent alone Offer a refund.") {
		t.Errorf("the hint: %s", got)
	}
	ann.press(ann.read(thread), "join", url.Values{"to": {"agent:bob"}})
	role(session.Joined, "bob")
	bob.press(bob.read(thread), "send", url.Values{"text": {"Bob here."}})
	d.until("bob's answer at the customer", func() bool {
		list := p.Received()
		return len(list) > 0 && list[len(list)-1].Text == "Bob here."
	})
	if s := d.state(thread); s.Owes != session.Contact || s.Agent != "ann" {
		t.Errorf("%v owes %s", s.Owes, s.Agent)
	}
	for _, m := range p.Received() {
		if strings.Contains(m.Text, "refund") {
			t.Error("the customer got the hint")
		}
	}

	team := sue.page("/team")
	if got := team.id("served").text(); !strings.Contains(got, "Ann <b>") || !strings.Contains(got, "Bob: writes to the customer") {
		t.Errorf("the team: %s", got)
	}
	sue.press(team, "listen", nil)
	role(session.Listening, "sue")
	sue.press(sue.page("/team"), "enter", nil)
	role(session.Joined, "sue")
	sue.press(sue.page("/team"), "takeover", nil)
	if s := d.state(thread); s.Agent != "sue" || s.Role("sue") != session.NoRole || s.Role("bob") != session.Joined {
		t.Errorf("taken over: %s with %q", s.Agent, s.Members)
	}
	bob.press(bob.read(thread), "leave", nil)
	if s := d.state(thread); s.Members != "" {
		t.Errorf("bob still helps: %q", s.Members)
	}
	if got := sue.page("/team").id("waiting").text(); !strings.Contains(got, "Nobody waits.") {
		t.Errorf("waiting: %s", got)
	}
	if got := ann.get("/team").StatusCode; got != http.StatusForbidden {
		t.Errorf("an agent opens the supervisor's page: %d", got)
	}
	form := url.Values{"form": {"forged"}, "thread": {thread.Key()}}
	for _, do := range []string{"listen", "enter", "takeover"} { // no agent lets themselves in
		form.Set("do", do)
		form.Set("form", "forged "+do)
		ann.post("/act", form)
		if s := d.state(thread); s.Agent != "sue" || s.Role("ann") != session.NoRole {
			t.Errorf("an agent has %s by a forged form: %v", do, s)
		}
	}
}

// A helper who goes off duty helps no more; an answer that crosses a message leaves the agent
// owing.
func TestHelperLeavesAndAnswersCross(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	p := d.platform("facebook")
	thread := ann.serves(p, "Hello")
	ann.press(ann.read(thread), "join", url.Values{"to": {"agent:bob"}})
	bob.press(bob.page("/").id("offers"), "accept", nil)
	if err := d.Engine.Leave(t.Context(), "bob"); err != nil {
		t.Fatal(err)
	}
	if s := d.state(thread); s.Members != "" || s.Agent != "ann" {
		t.Errorf("%s with %q", s.Agent, s.Members)
	}
	var helping []store.Conversation
	d.view(func(t *store.Tx) (err error) { helping, err = t.Helping("bob"); return err })
	if len(helping) > 0 {
		t.Errorf("bob helps in %d conversations", len(helping))
	}

	before := ann.read(thread)
	d.says(p, "One thing more")
	ann.press(before, "send", url.Values{"text": {"An answer to the first."}})
	if s := d.state(thread); s.Owes != session.Agent {
		t.Errorf("after an answer that crossed: %v owes", s.Owes)
	}
	ann.press(ann.read(thread), "waive", nil)
	if s := d.state(thread); s.Owes != session.Contact {
		t.Errorf("after “no answer needed”: %v owes", s.Owes)
	}
}

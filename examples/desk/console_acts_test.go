package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

func TestConsoleActs(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob, root := d.signIn("ann"), d.signIn("bob"), d.signIn("root")
	thread := ann.serves(d.platform("facebook"), "Hello")
	step := func(a *agent, do string, more url.Values, want session.Phase, by string) {
		t.Helper()
		got := a.press(a.read(thread), do, more)
		if s := d.state(thread); s.Phase != want || s.Agent != by || strings.Contains(got.Header.Get("Location"), "note=") {
			t.Fatalf("%s: %s by %q, %s", do, s.Phase, s.Agent, got.Header.Get("Location"))
		}
	}
	step(ann, "hold", nil, session.PhaseHold, "ann")
	step(ann, "resume", nil, session.PhaseAgent, "ann")
	bob.press(bob.page("/"), "ready", nil)
	step(ann, "transfer", url.Values{"to": {"agent:bob"}}, session.PhaseAgent, "ann")
	if got := ann.read(thread).id("acts").text(); !strings.Contains(got, "Waiting for Bob to take over.") {
		t.Errorf("acts: %s", got)
	}
	step(ann, "cancel", nil, session.PhaseAgent, "ann")
	step(ann, "transfer", url.Values{"to": {"agent:bob"}}, session.PhaseAgent, "ann")
	if got := bob.page("/").id("offers").text(); !strings.Contains(got, "Ann <b> asks you to take over") {
		t.Errorf("offers: %s", got)
	}
	step(bob, "decline", nil, session.PhaseAgent, "ann")
	step(ann, "transfer", url.Values{"to": {"agent:bob"}}, session.PhaseAgent, "ann")
	step(bob, "accept", nil, session.PhaseAgent, "bob")

	if got := ann.read(thread).id("acts").buttons(); len(got) != 0 {
		t.Errorf("ann may still %v", got)
	}
	step(root, "transfer", url.Values{"to": {"agent:root"}, "force": {"1"}}, session.PhaseAgent, "root")
	step(root, "transfer", url.Values{"to": {"offline"}}, session.PhaseOffline, "")
	step(ann, "take", nil, session.PhaseAgent, "ann")
	step(root, "close", nil, session.PhaseClosed, "")
	if got := d.state(thread).Reason; got != session.ReasonHost {
		t.Errorf("closed: %s", got)
	}
}

// After a conversation the page asks for a code, until one is entered.
func TestConsoleWrapUp(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) {
		r.Routing.WrapUp = 600
		r.Routing.WrapCodes = []directory.WrapCode{{ID: "c1", Label: "Complaint"}, {ID: "c2", Retired: true}}
	})
	ann := d.signIn("ann")
	thread := ann.serves(d.platform("facebook"), "Hello")
	if got := ann.page("/").id("offers").text(); strings.Contains(got, "To write up") {
		t.Errorf("before the end: %s", got)
	}
	ann.press(ann.read(thread), "close", nil)
	if got := ann.page("/").id("offers").text(); !strings.Contains(got, "To write up") || !strings.Contains(got, "Complaint") || strings.Contains(got, "c2") {
		t.Errorf("after the end: %s", got)
	}
	ann.press(ann.page("/"), "wrapped", url.Values{"code": {"c1"}})
	if got := ann.page("/").id("offers").text(); strings.Contains(got, "To write up") {
		t.Errorf("after the code: %s", got)
	}
	if got := ann.read(thread).id("episodes").text(); !strings.HasSuffix(got, "ended by the agent · Complaint") {
		t.Errorf("the panel: %s", got)
	}
}

func TestForgedActsChangeNothing(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	thread := ann.serves(d.platform("telegram"), "Hello")
	before := d.state(thread)
	forms := map[string]url.Values{
		"hold": {"do": {"hold"}}, "close": {"do": {"close"}}, "resume": {"do": {"resume"}}, "accept": {"do": {"accept"}, "offer": {strconv.Itoa(int(before.Part))}},
		"transfer": {"do": {"transfer"}, "to": {"agent:bob"}}, "forced": {"do": {"transfer"}, "to": {"agent:bob"}, "force": {"1"}},
		"nothing": {"do": {"dance"}}, "nowhere": {"do": {"transfer"}, "to": {"moon:1"}},
	}
	for name, form := range forms {
		form.Set("form", "f"+name)
		form.Set("thread", thread.Key())
		got := bob.post("/act", form)
		if after := d.state(thread); after != before {
			t.Errorf("%s: %+v", name, after)
		}
		if got.StatusCode == http.StatusSeeOther && bob.page(got.Header.Get("Location")).id("note").text() == "" {
			t.Errorf("%s: bob is not told", name)
		}
	}
	// The serving agent may pass the conversation on, but not to a target that does not exist; and
	// a form has no name of any length.
	for name, form := range map[string]url.Values{
		"no queue": {"do": {"transfer"}, "to": {"queue:nowhere"}, "form": {"q"}}, "everybody's queue": {"do": {"transfer"}, "to": {"queue:"}, "form": {"e"}},
		"two lines": {"do": {"transfer"}, "to": {"queue:support\nbob"}, "form": {"l"}}, "no agent": {"do": {"transfer"}, "to": {"agent:ghost"}, "form": {"g"}},
		"a long name": {"do": {"hold"}, "form": {strings.Repeat("x", 65)}}, "a huge form": {"do": {"hold"}, "form": {"h"}, "q": {strings.Repeat("x", 64<<10)}},
	} {
		form.Set("thread", thread.Key())
		if got := ann.post("/act", form).StatusCode; got != http.StatusBadRequest {
			t.Errorf("%s: %d", name, got)
		}
		if after := d.state(thread); after != before {
			t.Errorf("%s: %+v", name, after)
		}
	}
	if got := ann.post("/answer", url.Values{"form": {strings.Repeat("x", 65)}, "thread": {thread.Key()}, "text": {"x"}}).StatusCode; got != http.StatusBadRequest {
		t.Errorf("an answer with a long name: %d", got)
	}
	for _, key := range []string{"", "telegram", "telegram/1/2"} {
		if got := bob.post("/act", url.Values{"do": {"hold"}, "form": {"x"}, "thread": {key}}).StatusCode; got != http.StatusBadRequest && got != http.StatusNotFound {
			t.Errorf("thread %q: %d", key, got)
		}
	}
	// An answer of an agent who does not serve is shown as refused, and is not sent.
	sent := len(d.platform("telegram").Received())
	bob.post("/answer", url.Values{"form": {"x"}, "thread": {thread.Key()}, "text": {"It is me"}})
	if got := bob.read(thread).id("lines").text(); !strings.Contains(got, "It is me") || !strings.Contains(got, "refused not in charge") {
		t.Errorf("lines: %s", got)
	}
	if got := d.platform("telegram").Received(); len(got) > max(sent, 1) {
		t.Errorf("the customer got %+v", got)
	}
	for _, path := range []string{"/typing", "/seen"} {
		if got := bob.post(path, url.Values{"thread": {thread.Key()}}).StatusCode; got != http.StatusConflict {
			t.Errorf("%s: %d", path, got)
		}
		if got := ann.post(path, url.Values{"thread": {thread.Key()}}).StatusCode; got != http.StatusNoContent {
			t.Errorf("ann's %s: %d", path, got)
		}
	}
}

// Two agents cannot take the same conversation, however close together they press.
func TestOnlyOneTakesAConversation(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) { r.Routing.Mode, r.Routing.List = directory.Pull, "all" })
	agents := map[string]*agent{"ann": d.signIn("ann"), "bob": d.signIn("bob"), "root": d.signIn("root")}
	p := d.platform("telegram")
	thread := d.says(p, "Hello")
	if got := agents["ann"].page("/?tab=queue").id("list").text(); !strings.Contains(got, "waits in all since hh:mm") {
		t.Errorf("queue: %s", got)
	}
	for round := range 10 {
		thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Customer(1000 + round)}
		p.Server.Say(thread.Contact, "Hello")
		d.flush(p)
		var group sync.WaitGroup
		var mu sync.Mutex
		told := make(map[string]bool)
		forms := make(map[string]url.Values)
		for name, a := range agents {
			_, forms[name] = a.read(thread).form("take", nil)
		}
		for name, a := range agents {
			group.Go(func() {
				got := a.post("/act", forms[name])
				mu.Lock()
				defer mu.Unlock()
				told[name] = strings.Contains(got.Header.Get("Location"), "note=late")
			})
		}
		group.Wait()
		s := d.state(thread)
		if s.Phase != session.PhaseAgent {
			t.Fatalf("round %d: %s", round, s.Phase)
		}
		for name, late := range told {
			if late == (name == s.Agent) {
				t.Errorf("round %d: %s serves, %s is told to be late: %t", round, s.Agent, name, late)
			}
		}
		var served int
		err := d.Store.View(t.Context(), func(tx *store.Tx) error {
			list, err := tx.Messages(thread, 50)
			for _, m := range list {
				if m.Side == store.Desk && strings.Contains(m.Text, "serves the customer") {
					served++
				}
			}
			return err
		})
		if err != nil || served != 1 {
			t.Errorf("round %d: %d took it, %v", round, served, err)
		}
		agents[s.Agent].press(agents[s.Agent].read(thread), "close", nil)
	}
	if s := d.state(thread); s.Phase != session.PhaseQueued {
		t.Errorf("the other customer: %s", s.Phase)
	}
}

package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// uncertain are the lines of a conversation that may have arrived.
func (a *agent) uncertain(to channel.Thread) []*node {
	return a.read(to).id("lines").all(func(e *node) bool { return e.Data == "li" && e.attr("data-state") == store.Uncertain })
}

func TestFailuresAreShownAndSentAgain(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	p := d.platform("facebook")
	thread := ann.serves(p, "Hello")
	d.until("the notice", func() bool { return len(p.Received()) == 1 })
	d.lose(p, thread)
	ann.press(ann.read(thread), "send", url.Values{"text": {"Are you there?"}})
	uncertain := func() []*node { return ann.uncertain(thread) }
	d.until("doubt", func() bool { return len(uncertain()) == 1 })
	if got := uncertain()[0].text(); !strings.Contains(got, "may have arrived") || !strings.Contains(got, "The customer may see it twice.") {
		t.Errorf("line: %s", got)
	}
	path, form := uncertain()[0].form("again", nil)
	if got := bob.post(path, form).StatusCode; got != http.StatusForbidden {
		t.Errorf("bob sends it again: %d", got)
	}
	ann.post(path, form)
	d.until("it at the customer twice", func() bool { return len(p.Received()) == 3 })
	d.until("certainty", func() bool { return len(uncertain()) == 0 })
	got := ann.post(path, form)
	if note := ann.page(got.Header.Get("Location")).id("note").text(); note != "This message was sent meanwhile, or is on its way." {
		t.Errorf("note: %s", note)
	}
}

// Who wrote a message that failed cannot reach the customer by it after a colleague has taken over,
// nor under another conversation's name.
func TestSendingAgainIsForWhoServes(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob, root := d.signIn("ann"), d.signIn("bob"), d.signIn("root")
	p := d.platform("facebook")
	thread := ann.serves(p, "Hello")
	d.until("the notice", func() bool { return len(p.Received()) == 1 })
	d.lose(p, thread)
	ann.press(ann.read(thread), "send", url.Values{"text": {"Are you there?"}})
	uncertain := func() []*node { return ann.uncertain(thread) }
	d.until("doubt", func() bool { return len(uncertain()) == 1 })
	path, form := uncertain()[0].form("again", nil)

	other := d.says(d.platform("telegram"), "Hello")
	d.until("an offer", func() bool { return d.state(other).Phase == session.PhaseOffered })
	ann.press(ann.page("/").id("offers"), "accept", nil)
	forged := url.Values{"thread": {other.Key()}, "message": form["message"]}
	if got := ann.post(path, forged).StatusCode; got != http.StatusForbidden {
		t.Errorf("under another conversation's name: %d", got)
	}

	bob.press(bob.page("/"), "ready", nil)
	root.post("/act", url.Values{"form": {"t"}, "thread": {thread.Key()}, "do": {"transfer"}, "to": {"agent:bob"}, "force": {"1"}})
	bob.press(bob.page("/").id("offers"), "accept", nil)
	if s := d.state(thread); s.Agent != "bob" || s.Phase != session.PhaseAgent {
		t.Fatalf("%s by %s", s.Phase, s.Agent)
	}
	if list := uncertain()[0].buttons(); len(list) != 0 {
		t.Errorf("ann is offered %v", list)
	}
	if got := ann.post(path, form).StatusCode; got != http.StatusForbidden {
		t.Errorf("ann sends it again: %d", got)
	}
	if got := bob.post(path, form).StatusCode; got != http.StatusSeeOther {
		t.Errorf("bob, who serves: %d", got)
	}
}

func TestWhatThePlatformTellsIsShown(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform("twitter")
	thread := ann.serves(p, "Hello")
	p.Type(p.Contact)
	d.flush(p)
	d.until("typing", func() bool { return ann.read(thread).id("typing").text() == "is typing…" })
	d.pass(11 * time.Second)
	if got := ann.read(thread).id("typing"); got != nil {
		t.Errorf("still typing: %s", got.text())
	}
	ann.press(ann.read(thread), "send", url.Values{"text": {"Hello yourself"}})
	d.until("the answer", func() bool {
		return strings.Contains(ann.read(thread).id("lines").text(), "Hello yourself hh:mm · sent")
	})
	p.Read(p.Contact)
	d.flush(p)
	d.until("that it was read", func() bool { return strings.Contains(ann.read(thread).id("lines").text(), "· read") })
	if got := ann.page("/?q=" + p.Contact[:8]).id("list").all(func(e *node) bool { return e.attr("data-thread") == thread.Key() }); len(got) != 1 {
		t.Errorf("search finds %d", len(got))
	}
	if got := ann.page("/?q=%25").id("list").text(); got != "Customers named “%” No customer has this name. Messages with “%” No message has these words." {
		t.Errorf("search for a wildcard: %s", got)
	}
}

func TestAnswerBoxSaysWhyItIsShut(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) {
		r.Settings = map[string]string{"appId": r.Settings["appId"], "account": r.Settings["account"], "apiKey": r.Settings["apiKey"], "env": r.Settings["env"]}
		r.Silence.Customer, r.Silence.Agent = 3600, 86400
	})
	ann := d.signIn("ann")
	p := d.platform("facebook")
	thread := ann.serves(p, "Hello")
	if got := ann.read(thread).id("window").text(); !strings.HasPrefix(got, "the platform takes answers until") {
		t.Errorf("window: %s", got)
	}
	d.pass(23 * time.Hour)
	ann = d.signIn("ann") // another shift
	if got := ann.read(thread).id("answer"); got == nil {
		t.Error("shut too early")
	}
	ann.press(ann.read(thread), "hold", nil)
	d.pass(time.Hour)
	if got := ann.read(thread).id("shut").text(); !strings.HasPrefix(got, "The platform takes no more answers") {
		t.Errorf("window: %s", got)
	}
}

package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/session"
)

// A private note is read by colleagues, also by those who do not serve the customer. No platform
// hears of it: neither as a message nor in any other call.
func TestPrivateNoteIsNeverSent(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	for _, p := range d.world.Platforms {
		t.Run(p.Name, func(t *testing.T) {
			thread := ann.serves(p, "Hello")
			before := d.state(thread)
			page := ann.read(thread)
			form := url.Values{"note": {"confidential-qx"}}
			path, values := page.form("note", form)
			ann.post(path, values)
			ann.post(path, values) // the same form a second time
			bob.press(bob.read(thread), "note", url.Values{"note": {"so I see, secret-qx"}})
			got := bob.read(thread).id("lines").text()
			if strings.Count(got, "Ann <b>, private note confidential-qx") != 1 || !strings.Contains(got, "Bob, private note so I see, secret-qx") {
				t.Errorf("the conversation: %s", got)
			}
			if after := d.state(thread); after != before {
				t.Errorf("a note changes the session: %+v", after)
			}
			// A message that is sent after it shows that the outbox has come that far.
			ann.press(ann.read(thread), "send", url.Values{"text": {"You are welcome."}})
			d.until("the answer", func() bool { return strings.Contains(texts(p), "You are welcome.") })
			if strings.Contains(texts(p), "-qx") {
				t.Errorf("the customer got %q", texts(p))
			}
		})
	}
}

// A transfer takes a note along, which the next agent reads and the customer does not.
func TestTransferWithNote(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	p := d.platform("telegram")
	thread := ann.serves(p, "Hello")
	bob.press(bob.page("/"), "ready", nil)
	ann.press(ann.read(thread), "transfer", url.Values{"to": {"agent:bob"}, "note": {"wants-a-refund-qx"}})
	bob.press(bob.page("/").id("offers"), "accept", nil)
	if s := d.state(thread); s.Phase != session.PhaseAgent || s.Agent != "bob" {
		t.Fatalf("%s by %s", s.Phase, s.Agent)
	}
	if got := bob.read(thread).id("lines").text(); !strings.Contains(got, "Ann <b>, private note wants-a-refund-qx") {
		t.Errorf("the conversation: %s", got)
	}
	bob.press(bob.read(thread), "send", url.Values{"text": {"Hello, I am Bob."}})
	d.until("the answer", func() bool { return strings.Contains(texts(p), "I am Bob.") })
	if strings.Contains(texts(p), "-qx") {
		t.Errorf("the customer got %q", texts(p))
	}
}

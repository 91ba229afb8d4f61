package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// A customer who writes encrypted is read and answered, in a conversation of its own, apart from
// the plain one of the same person.
func TestEncryptedCustomer(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform(twitter.Platform)
	p.Meet(p.Contact, "Carla")
	ann.press(ann.page("/"), "ready", nil)
	plain := d.says(p, "hello in the open")
	thread := plain
	thread.Contact = "chat:" + p.Contact
	p.Encrypted(p.Contact, "My order is 4711, keep it private")
	d.flush(p)
	for range 2 {
		d.until("an offer", func() bool { return ann.page("/").id("offers").text() != "" })
		ann.press(ann.page("/").id("offers"), "accept", nil)
	}
	d.until("the name", func() bool {
		return !slices.ContainsFunc(d.conversations(), func(c store.Conversation) bool { return c.Name != "Carla" })
	})
	open := ann.read(thread)
	if got := open.id("lines").text(); !strings.Contains(got, "My order is 4711, keep it private") || strings.Contains(got, "hello in the open") {
		t.Errorf("the encrypted conversation shows %s", got)
	}
	for on, want := range map[channel.Thread]string{thread: "/thread/" + plain.Key(), plain: "/thread/" + thread.Key()} {
		panel := ann.read(on).id("customer-panel")
		hrefs := panel.all(func(n *node) bool { return n.attr("class") == "entry" })
		if len(hrefs) != 1 || !strings.HasPrefix(hrefs[0].attr("href"), want) || strings.Contains(panel.text(), "has the same name") {
			t.Errorf("the panel of %s names %d conversations of the person, want %s:\n%s", on.Contact, len(hrefs), want, panel.text())
		}
	}
	if got := ann.page("/?tab=mine").id("list").text(); strings.Count(got, "Carla") != 2 || strings.Count(got, "X, encrypted") != 1 {
		t.Errorf("the list shows %s", got)
	}
	ann.press(open, "send", url.Values{"text": {"It comes today, Carla."}})
	d.until("the answer", func() bool {
		return slices.ContainsFunc(p.Received(), func(m world.Received) bool { return m.Text == "It comes today, Carla." && m.Contact == thread.Contact })
	})
	d.flush(p) // the echo
	for _, m := range p.Received() {
		if m.Contact == p.Contact && strings.Contains(m.Text, "today") {
			t.Errorf("the answer went out in the open: %+v", m)
		}
	}
	if lines := ann.read(thread).id("lines").text(); strings.Count(lines, "It comes today, Carla.") != 1 {
		t.Errorf("after the echo: %s", lines)
	}

	// X cannot see which message an encrypted edit names: it may be one of ours.
	x := p.Server.(*twittertest.Server)
	ours := x.ChatSent()[0].ID
	x.EditEncrypted(p.Contact, ours, "We pay you 1000.")
	d.flush(p)
	if lines := ann.read(thread).id("lines").text(); !strings.Contains(lines, "It comes today, Carla.") || strings.Contains(lines, "1000") {
		t.Errorf("a customer rewrote an agent's line: %s", lines)
	}
}

// A message that no key opens still shows that a customer wrote.
func TestEncryptedWithoutAKey(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) { delete(r.Secrets.Keys, "chatKeys") })
	p := d.platform(twitter.Platform)
	p.Encrypted(p.Contact, "secret")
	d.flush(p)
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: "chat:" + p.Contact}
	ann := d.signIn("ann")
	ann.press(ann.page("/"), "ready", nil)
	d.until("an offer", func() bool { return ann.page("/").id("offers").text() != "" })
	if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "encrypted") || strings.Contains(got, "secret") {
		t.Errorf("the conversation shows %s", got)
	}
}

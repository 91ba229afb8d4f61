package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// An agent can do to messages what the channel can, and is offered nothing else.
func TestToolsOfAMessage(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	for _, p := range d.world.Platforms {
		t.Run(p.Name, func(t *testing.T) {
			thread := ann.serves(p, "Where is my parcel?")
			ann.press(ann.read(thread), "send", url.Values{"text": {"It is on its weigh"}})
			d.until("the answer", func() bool {
				return strings.Contains(ann.read(thread).id("lines").text(), "· sent") && ann.tools(thread, "agent") != ""
			})
			can := d.Engine.Limits(thread)
			said := ann.page(ann.tools(thread, "agent"))
			heard := ann.read(thread) // without tools, where the platform has none for a customer's message
			if link := ann.tools(thread, "customer"); link != "" {
				heard = ann.page(link)
			}
			for name, tt := range map[string]struct {
				on   *node
				want bool
			}{
				"react": {heard, can.Abilities.React}, "edit": {said, can.Abilities.Edit}, "delete": {said, can.Abilities.Delete},
			} {
				if got := strings.Contains(" "+strings.Join(tt.on.id("tool").buttons(), " ")+" ", " "+name+" "); got != tt.want {
					t.Errorf("%s is offered: %t, want %t", name, got, tt.want)
				}
			}
			if can.ReplyTo {
				ann.press(heard, "send", url.Values{"text": {"This one?"}})
				d.until("the reply", func() bool {
					return strings.Contains(ann.read(thread).id("lines").text(), "Where is my parcel? This one?")
				})
			}
			if can.Abilities.React {
				ann.press(heard, "react", nil)
				if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "Ann <b> reacted with ") {
					t.Errorf("after a reaction: %s", got)
				}
			}
			if can.Abilities.Edit {
				ann.press(said, "edit", url.Values{"text": {"It is on its way"}})
				got := ann.read(thread).id("lines").text()
				if !strings.Contains(got, "It is on its way hh:mm · edited") || strings.Contains(got, "weigh") || !strings.Contains(texts(p), "on its way") {
					t.Errorf("after an edit: %s; the customer reads %q", got, texts(p))
				}
			}
			if can.Abilities.Delete {
				_, seq, _ := strings.Cut(ann.tools(thread, "agent"), "line=")
				seq, _, _ = strings.Cut(seq, "&")
				forged := url.Values{"form": {"f"}, "thread": {thread.Key()}, "message": {seq}, "do": {"delete"}}
				if got := bob.post("/message", forged); got.StatusCode != http.StatusSeeOther || !strings.Contains(got.Header.Get("Location"), "note=late") {
					t.Errorf("another agent deletes: %s to %s", got.Status, got.Header.Get("Location"))
				}
				ann.press(ann.page(ann.tools(thread, "agent")), "delete", nil)
				if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "This message was taken back.") || strings.Contains(got, "on its way") {
					t.Errorf("after a deletion: %s", got)
				}
			}
		})
	}
}

// An answer that refers to a message can be edited, and refers to it still. One with quick replies
// cannot be edited, and no edit is offered.
func TestEditOfAReply(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, p := d.signIn("ann"), d.platform("telegram")
	thread := ann.serves(p, "When are you open?")
	ann.press(ann.page(ann.tools(thread, "customer")), "send", url.Values{"text": {"Until fore."}})
	lines := func() string { return ann.read(thread).id("lines").text() }
	d.until("the reply", func() bool { return ann.tools(thread, "agent") != "" })
	ann.press(ann.page(ann.tools(thread, "agent")), "edit", url.Values{"text": {"Until four."}})
	if got := lines(); !strings.Contains(got, "When are you open? Until four. hh:mm · edited") || !strings.Contains(texts(p), "Until four.") {
		t.Errorf("after an edit: %s; the customer reads %q", got, texts(p))
	}
	ann.press(ann.read(thread), "send", url.Values{"text": {"Shall I?"}, "replies": {"Yes\nNo"}})
	links := func() (list []string) {
		for _, l := range ann.read(thread).id("lines").all(func(n *node) bool { return n.attr("data-side") == "agent" }) {
			for _, link := range l.all(func(n *node) bool { return n.has("data-go") }) {
				list = append(list, link.attr("href"))
			}
		}
		return list
	}
	d.until("the question", func() bool { return len(links()) == 2 })
	if got := ann.page(links()[1]).id("tool").buttons(); !slices.Equal(got, []string{"delete"}) {
		t.Errorf("a message with quick replies offers %q", got)
	}
}

// tools is where the link of the first message of a side leads; empty if it has none.
func (a *agent) tools(thread channel.Thread, side string) string {
	a.d.t.Helper()
	for _, l := range a.read(thread).id("lines").all(func(n *node) bool { return n.attr("data-side") == side }) {
		for _, link := range l.all(func(n *node) bool { return n.has("data-go") }) {
			return link.attr("href")
		}
	}
	return ""
}

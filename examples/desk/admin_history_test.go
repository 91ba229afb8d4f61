package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// After an outage of the webhook an administrator reads what customers wrote, on the channel's
// page.
func TestReadMissedMessages(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	p := d.platform("twitter")
	p.Server.Hook(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})) // takes everything and stores nothing
	p.Server.Say(p.Contact, "Is anybody there?")
	d.flush(p)
	path := "/admin/channels/" + p.Record.ID
	if !strings.Contains(root.source(path), "Read missed messages") {
		t.Error("the page does not offer it")
	}
	if page, _ := root.submit(path+"/history", url.Values{"hours": {"a year"}}); !strings.Contains(page, "how far back") {
		t.Error("any time is taken")
	}
	if n := len(d.conversations()); n != 0 {
		t.Fatalf("%d conversations before", n)
	}
	if page, _ := root.submit(path+"/history", url.Values{"hours": {"24"}}); !strings.Contains(page, "Messages and events read: 1.") {
		t.Error("the page does not say what was read")
	}
	if n := len(d.conversations()); n != 1 {
		t.Errorf("%d conversations, want the one that was missed", n)
	}
	if bot := root.source("/admin/channels/bot"); strings.Contains(bot, "Read missed messages") {
		t.Error("Telegram has no history, and the page offers it")
	}
}

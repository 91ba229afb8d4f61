package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/redact"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/twitter"
)

// A mention that never came live is found by asking X, and redacted like one that came. A mention
// that came live is not shown twice.
func TestMentionsThatDidNotCome(t *testing.T) {
	d := deskWith(t, func(o *Options) { o.Redact = []redact.Rule{redact.Cards()} })
	p := d.platform(twitter.Platform)
	began := d.now().Add(-time.Minute)
	_, talk := d.comments(p, "I came live")
	p.Server.Hook(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})) // says 200, and loses it
	id := p.Comment(p.Contact, "I was lost, 4111 1111 1111 1111")
	d.flush(p)
	p.Server.Hook(d.webhook(p))
	lost := func() (found bool) {
		d.view(func(t *store.Tx) error {
			_, err := t.PostNamed(channel.Thread{Platform: p.Name, Account: p.Account}, id)
			found = err == nil
			return nil
		})
		return found
	}
	if lost() {
		t.Fatal("the mention came: the test proves nothing")
	}
	for range 2 {
		if n, err := d.Engine.Mentions(t.Context(), began); err != nil || n != 2 {
			t.Fatalf("%d mentions, %v", n, err)
		}
		if !lost() {
			t.Error("the mention was not found")
		}
		if got := strings.Count(d.signIn("ann").page("/public/"+talk.Key()).id("lines").text(), "I came live"); got != 1 {
			t.Errorf("the mention that came live is there %d times", got)
		}
	}
	if where := d.holds("4111 1111 1111 1111"); where != nil {
		t.Errorf("the card of the lost mention is in %s", where)
	}
	if d.holds("I was lost, [card]") == nil {
		t.Error("the lost mention has no word for the card")
	}
}

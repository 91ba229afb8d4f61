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
)

// A message that a customer took back is shown nowhere: not by its address, and not as the message
// that another replies to.
func TestWhatWasTakenBackIsGone(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	thread := d.says(d.platform("telegram"), "Hello")
	f, err := d.Engine.Upload(t.Context(), "passport.png", strings.NewReader("\x89PNG\r\n\x1a\n"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(m store.Message) (seq int64) {
		t.Helper()
		m.Thread, m.Side, m.At = thread, store.Customer, d.now()
		err := d.Store.Do(t.Context(), func(tx *store.Tx) (err error) {
			seq, err = tx.AddMessage(m)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return seq
	}
	f.Message = put(store.Message{Message: channel.Message{ID: "901", Text: "my secret", Attachments: []channel.Attachment{{Kind: channel.MediaImage}}}})
	put(store.Message{Message: channel.Message{ID: "902", Text: "see there", ReplyTo: "901"}})
	if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.PutFile(f) }); err != nil {
		t.Fatal(err)
	}
	look := func() (status int, quoted bool) {
		return ann.get("/media/" + f.ID).StatusCode, strings.Contains(ann.read(thread).id("lines").text(), "my secret")
	}
	if status, quoted := look(); status != http.StatusOK || !quoted {
		t.Fatalf("before: %d, %t", status, quoted)
	}
	if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.DeleteMessage(thread, "901") }); err != nil {
		t.Fatal(err)
	}
	if status, quoted := look(); status != http.StatusNotFound || quoted {
		t.Errorf("after: %d, quoted %t", status, quoted)
	}
}

// Lists show its words no more, and exports do not hold them.
func TestWhatWasTakenBackLeavesListsAndExports(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	p := d.world.Platforms[0]
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
	owner, ok := d.Directory.Owner(thread)
	if !ok {
		t.Fatal("nobody owns the thread")
	}
	accept := func(id string, body channel.Body) {
		t.Helper()
		ev := channel.Event{ID: id, Thread: thread, Time: d.now(), Origin: channel.OriginContact, Renews: true, Body: body}
		if err := d.Engine.Accept(t.Context(), []directory.Routed{{Event: ev, Owner: owner}}); err != nil {
			t.Fatal(err)
		}
	}
	const words = "my secret number"
	accept("e1", channel.Message{ID: "77", Text: words})
	if !strings.Contains(root.source("/?q="+p.Contact), words) {
		t.Fatal("the list does not show it before")
	}
	accept("e2", channel.Deleted{IDs: []string{"77"}})
	if strings.Contains(root.source("/?q="+p.Contact), words) {
		t.Error("the list shows it")
	}
	root.submit("/admin/exports", url.Values{"what": {"messages"}, "format": {"csv"},
		"from": {d.now().Local().Add(-time.Hour).Format("2006-01-02T15:04")}, "until": {d.now().Local().Add(time.Hour).Format("2006-01-02T15:04")}})
	d.export()
	links := root.page("/admin/exports").all(func(n *node) bool { return strings.HasSuffix(n.attr("href"), ".csv") })
	if len(links) != 1 {
		t.Fatalf("%d files", len(links))
	}
	if got := root.source(links[0].attr("href")); strings.Contains(got, words) || !strings.Contains(got, "deleted") {
		t.Errorf("the export: %s", got)
	}
}

package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// What a customer took back is shown nowhere: not by its address, and not as what somebody replied to.
func TestWhatWasTakenBackIsGone(t *testing.T) {
	c := newAgency(t, nil)
	ann := c.signIn("ann")
	thread := c.says(c.platform("telegram"), "Hello")
	f, err := c.Engine.Upload(t.Context(), "passport.png", strings.NewReader("\x89PNG\r\n\x1a\n"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(m store.Message) (seq int64) {
		t.Helper()
		m.Thread, m.Side, m.At = thread, store.Customer, c.now()
		err := c.Store.Do(t.Context(), func(tx *store.Tx) (err error) {
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
	if err := c.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.PutFile(f) }); err != nil {
		t.Fatal(err)
	}
	look := func() (status int, quoted bool) {
		return ann.do(httptest.NewRequest(http.MethodGet, "/media/"+f.ID, nil)).StatusCode, strings.Contains(ann.read(thread).id("lines").text(), "my secret")
	}
	if status, quoted := look(); status != http.StatusOK || !quoted {
		t.Fatalf("before: %d, %t", status, quoted)
	}
	if err := c.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.DeleteMessage(thread, "901") }); err != nil {
		t.Fatal(err)
	}
	if status, quoted := look(); status != http.StatusNotFound || quoted {
		t.Errorf("after: %d, quoted %t", status, quoted)
	}
}

// Lists show its words no more, and exports do not hold them.
func TestWhatWasTakenBackLeavesListsAndExports(t *testing.T) {
	o := newBureau(t)
	p := o.world.Platforms[0]
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
	owner, ok := o.desk.Directory.Owner(thread)
	if !ok {
		t.Fatal("nobody owns the thread")
	}
	accept := func(id string, body channel.Body) {
		t.Helper()
		ev := channel.Event{ID: id, Thread: thread, Time: o.time(), Origin: channel.OriginContact, Renews: true, Body: body}
		if err := o.desk.Engine.Accept(t.Context(), []directory.Routed{{Event: ev, Owner: owner}}); err != nil {
			t.Fatal(err)
		}
	}
	const words = "my secret number"
	accept("e1", channel.Message{ID: "77", Text: words})
	if !strings.Contains(o.get("/?q="+p.Contact), words) {
		t.Fatal("the list does not show it before")
	}
	accept("e2", channel.Deleted{IDs: []string{"77"}})
	if strings.Contains(o.get("/?q="+p.Contact), words) {
		t.Error("the list shows it")
	}
	o.post("/admin/exports", url.Values{"what": {"messages"}, "format": {"csv"},
		"from": {o.time().Local().Add(-time.Hour).Format("2006-01-02T15:04")}, "until": {o.time().Local().Add(time.Hour).Format("2006-01-02T15:04")}})
	o.export()
	links := elements(t, o.get("/admin/exports"), func(n *html.Node) bool { return strings.HasSuffix(attribute(n, "href"), ".csv") })
	if len(links) != 1 {
		t.Fatalf("%d files", len(links))
	}
	if got := o.get(attribute(links[0], "href")); strings.Contains(got, words) || !strings.Contains(got, "deleted") {
		t.Errorf("the export: %s", got)
	}
}

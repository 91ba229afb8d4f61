package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// What a customer took back is shown nowhere: not by its address, and not as what somebody replied to.
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

package main

import (
	"bytes"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// An agent who serves a customer sees the picture that the platform shows, from the desk's own
// folder; the erasure of the customer deletes it.
func TestCustomersPicture(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	for _, p := range d.world.Platforms {
		p.Meet(p.Contact, "Carla")
		thread := ann.serves(p, "Hello")
		src := ""
		d.until("the picture on "+p.Name, func() bool {
			for _, img := range ann.read(thread).id("customer-panel").all(func(n *node) bool { return n.Data == "img" }) {
				src = img.attr("src")
			}
			return src != ""
		})
		got := ann.get(src)
		body, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := jpeg.Decode(bytes.NewReader(body)); err != nil || got.Header.Get("Content-Type") != "image/jpeg" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %s, %v, %v", p.Name, got.Status, got.Header, err)
		}
		if got := d.nobody().get(src); got.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: to nobody %s", p.Name, got.Status)
		}
		if got := ann.get("/picture/unknown"); got.StatusCode != http.StatusNotFound {
			t.Errorf("an unknown picture: %s", got.Status)
		}
		if _, err := d.Engine.Erase(t.Context(), erase.Request{Platform: p.Name, IDs: []string{p.Contact}}); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if _, err := d.Store.Media.Open(t.Context(), strings.TrimPrefix(src, "/picture/")); err == nil {
			t.Errorf("%s: the picture is there after the erasure", p.Name)
		}
		d.view(func(tx *store.Tx) error {
			left, err := tx.Picture(thread)
			if left != (store.Picture{}) {
				t.Errorf("%s: %+v is left", p.Name, left)
			}
			return err
		})
	}
}

// A customer without a picture is asked for it once, and a file that is none is not kept.
func TestNoPicture(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform("telegram")
	p.Server.(*telegramtest.Server).Meet(telegramtest.Person{ID: p.Contact, First: "Carla", Picture: []byte("%PDF-1.7 no picture")})
	for _, p := range []*world.Platform{p, d.platform("twitter")} { // the latter's customer has X's own default
		thread := ann.serves(p, "Hello")
		d.until("the answer of "+p.Name, func() (known bool) {
			d.view(func(tx *store.Tx) error {
				picture, err := tx.Picture(thread)
				known = !picture.At.IsZero()
				if picture.File != "" {
					t.Errorf("%s: %+v", p.Name, picture)
				}
				return err
			})
			return known
		})
		if n := len(ann.read(thread).id("customer-panel").all(func(n *node) bool { return n.Data == "img" })); n != 0 {
			t.Errorf("%s: %d pictures", p.Name, n)
		}
	}
	if kept, err := os.ReadDir(filepath.Join(d.options.Folder, "media")); d.database == nil && err != nil || len(kept) != 0 {
		t.Errorf("%v are kept, %v", kept, err)
	}
	if got := ann.get("/picture/"); got.StatusCode != http.StatusNotFound {
		t.Errorf("no picture: %s", got.Status)
	}
}

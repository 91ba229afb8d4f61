package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/examples/desk/store"
)

func TestPeople(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	page, _ := root.submit("/admin/people/new", url.Values{"id": {"bad id"}, "name": {""}, "role": {"king"}, "room": {"many"}})
	for _, id := range []string{"id", "name", "role", "room", "password"} {
		if !strings.Contains(page, `id="`+id+`-error"`) {
			t.Errorf("no complaint about %s", id)
		}
	}
	root.submit("/admin/queues", url.Values{"name": {"second level"}})
	root.submit("/admin/people/new", url.Values{"id": {"cai"}, "name": {"Cai"}, "role": {"agent"}, "room": {"2"}, "queues": {"second level", "none"}, "password": {"a first password"}})
	root.submit("/admin/queues", url.Values{"name": {"second level"}, "level": {"7"}, "after": {"60"}})
	if page, _ := root.submit("/admin/queues", url.Values{"name": {"second level"}, "level": {"70"}, "after": {"60"}}); !strings.Contains(page, "level from 1 to 10") {
		t.Error("a level of 70 is taken")
	}
	d.view(func(tx *store.Tx) error {
		stages, err := tx.Stages("second level")
		if diff := cmp.Diff([]store.Stage{{Level: 7}, {After: time.Minute}}, stages); diff != "" {
			t.Errorf("stages (-want +got):\n%s", diff)
		}
		return err
	})
	if page := root.source("/admin/routing"); !strings.Contains(page, `value="7"`) || !strings.Contains(page, `value="60"`) {
		t.Error("the page does not show whom the queue asks")
	}
	cai := d.signInBy("cai", "a first password")
	var p store.Person
	d.view(func(t *store.Tx) (err error) { p, err = t.Person("cai"); return err })
	if !slices.Equal(p.Queues, []string{"second level"}) || p.Room != 2 || p.Role != store.RoleAgent {
		t.Errorf("stored %+v", p)
	}
	if page, _ := root.submit("/admin/people/cai", url.Values{"name": {"Cai"}, "role": {"agent"}, "room": {"2"}, "room:telegram": {"many"}}); !strings.Contains(page, `id="rooms-error"`) {
		t.Error("no complaint about the room of a platform")
	}
	root.submit("/admin/people/cai", url.Values{"name": {"Cai"}, "role": {"agent"}, "room": {"2"}, "room:telegram": {"1"}, "password": {"a second password"}})
	d.view(func(tx *store.Tx) error {
		rooms, err := tx.Rooms("cai")
		if diff := cmp.Diff(map[string]int{"telegram": 1}, rooms); diff != "" {
			t.Errorf("rooms (-want +got):\n%s", diff)
		}
		return err
	})
	if code := cai.get("/").StatusCode; code != http.StatusSeeOther {
		t.Errorf("who knew the former password is still in: %d", code)
	}
	d.signInBy("cai", "a second password")
	page, _ = root.submit("/admin/people/root", url.Values{"name": {"Root"}, "role": {"agent"}, "room": {"2"}})
	d.view(func(t *store.Tx) (err error) { p, err = t.Person("root"); return err })
	if p.Role != store.RoleAdmin || !strings.Contains(page, "You cannot take your own role away") {
		t.Errorf("%+v", p)
	}
	page, _ = root.submit("/admin/people/root", url.Values{"name": {"Root"}, "role": {"admin"}, "room": {"2"}, "password": {"of an unwatched screen"}})
	if !strings.Contains(page, "on the page of your account") || d.signIn("root") == nil {
		t.Error("an administrator's own password is changed without the present one")
	}
	if page, _ = root.submit("/admin/people/new", url.Values{"id": {"cai"}, "name": {"Cai"}, "role": {"agent"}, "room": {"2"}, "password": {"a third password"}}); !strings.Contains(page, "already") {
		t.Error("a name twice")
	}
	if page := root.source("/admin/audit"); !strings.Contains(page, "person cai") || strings.Contains(page, "password</td>") || strings.Contains(page, "a second password") {
		t.Error("the audit")
	}
}

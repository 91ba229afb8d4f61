package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

func (d *testDesk) person(id string) (p store.Person) {
	d.t.Helper()
	d.view(func(t *store.Tx) (err error) { p, err = t.Person(id); return err })
	return p
}

// Skills and capacity of all agents are one table; a fault changes nothing, and stays in the form.
func TestSkills(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	before := []store.Person{d.person("ann"), d.person("bob"), d.person("root")}
	form := sent(t, root.source("/admin/routing"), "levels")
	page, _ := root.submit("/admin/routing/skills", form)
	for i, id := range []string{"ann", "bob", "root"} {
		if got := d.person(id); !slices.Equal(got.Queues, before[i].Queues) || len(got.Levels) != len(before[i].Levels) || got.Room != before[i].Room {
			t.Errorf("a table that was not touched changed %+v to %+v", before[i], got)
		}
	}
	var audits []store.Audit
	d.view(func(t *store.Tx) (err error) { audits, err = t.Audits(10); return err })
	if len(audits) != 0 || !strings.Contains(page, "The skills are saved.") {
		t.Errorf("audits %+v", audits)
	}
	form.Set("level:ann:support", "8")
	form.Set("level:bob:support", "")
	form.Set("room:ann", "5")
	form.Set("level:root:support", "11")
	page, where := root.submit("/admin/routing/skills", form)
	if d.person("ann").Room != 3 || !strings.Contains(page, "Nothing was saved") || strings.Contains(where, "note=") {
		t.Errorf("a level of 11 is taken, at %s", where)
	}
	invalid := parse(t, page).all(func(n *node) bool { return n.attr("aria-invalid") == "true" })
	if again := sent(t, page, "levels"); len(invalid) != 1 || invalid[0].attr("name") != "level:root:support" || again.Get("level:ann:support") != "8" {
		t.Errorf("%d faults are shown; %v", len(invalid), again)
	}
	form.Set("level:root:support", "1")
	root.submit("/admin/routing/skills", form)
	if ann, bob := d.person("ann"), d.person("bob"); ann.Level("support") != 8 || ann.Room != 5 || bob.Serves("support") || d.person("root").Level("support") != 1 {
		t.Errorf("stored %+v and %+v", ann, bob)
	}
	d.view(func(t *store.Tx) (err error) { audits, err = t.Audits(10); return err })
	if len(audits) != 3 {
		t.Errorf("audits %+v", audits)
	}
}

// A queue is removed with the skills for it, but not while a channel leads into it or a customer is
// in it.
func TestRemoveQueue(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	root.submit("/admin/queues", url.Values{"name": {"claims"}, "level": {"7"}, "after": {"60"}})
	form := sent(t, root.source("/admin/routing"), "levels")
	form.Set("level:ann:claims", "9")
	root.submit("/admin/routing/skills", form)
	if !d.person("ann").Serves("claims") {
		t.Fatal("no skill")
	}
	if page, _ := root.submit("/admin/queues/remove", url.Values{"name": {"support"}}); !strings.Contains(page, "A channel leads into this queue") {
		t.Error("the queue of a channel is removed")
	}
	page, _ := root.submit("/admin/queues/remove", url.Values{"name": {"claims"}})
	if !strings.Contains(page, "The queue is removed.") || d.person("ann").Serves("claims") || strings.Contains(page, "level:ann:claims") {
		t.Error("the queue is there still")
	}
	root.submit("/admin/queues", url.Values{"name": {"claims"}})
	if page = root.source("/admin/routing"); strings.Contains(page, `value="60"`) || d.person("ann").Serves("claims") {
		t.Error("what was removed came back with its name")
	}
	r := d.record("page")
	r.Routing.Queue, r.Service.Mode, r.Service.Assistant = "claims", directory.Agent, ""
	r, err := d.Engine.Save(t.Context(), "root", r)
	if err != nil {
		t.Fatal(err)
	}
	d.says(d.world.Platforms[1], "hello")
	r.Routing.Queue = "support"
	if _, err := d.Engine.Save(t.Context(), "root", r); err != nil {
		t.Fatal(err)
	}
	if page, _ = root.submit("/admin/queues/remove", url.Values{"name": {"claims"}}); !strings.Contains(page, "Conversations that go on are in this queue") {
		t.Error("a queue in which a customer waits is removed")
	}
}

// The order of a channel is set on the page of routing, and nothing else of it.
func TestOrder(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	root.submit("/admin/queues", url.Values{"name": {"claims"}})
	before := d.record("bot")
	form := sent(t, root.source("/admin/routing"), "order-bot")
	form.Set("routing.priority", "7")
	form.Set("routing.fallback", "claims")
	form.Set("routing.selection", "MOST_SKILLED")
	page, _ := root.submit("/admin/routing/channels/bot", form)
	var fields []string
	for _, c := range directory.Diff(before, d.record("bot")) {
		fields = append(fields, c.Field)
	}
	slices.Sort(fields)
	if want := []string{"routing.fallback", "routing.priority", "routing.selection"}; !slices.Equal(fields, want) || !strings.Contains(page, "Saved.") {
		t.Errorf("changed %v, want %v", fields, want)
	}
	for name, value := range map[string]string{"routing.priority": "high", "routing.queue": "nobody's", "rev": "1"} {
		again := sent(t, root.source("/admin/routing"), "order-bot")
		again.Set(name, value)
		page, _ := root.submit("/admin/routing/channels/bot", again)
		if !strings.Contains(page, `class="note bad"`) {
			t.Errorf("%s %q is taken", name, value)
		}
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// Times are changed again and again while customers write: whatever order commits came in, no
// conversation is left waiting for a time of a former policy.
func TestPolicyEditUnderLoad(t *testing.T) {
	d := stillDesk(t)
	var writers sync.WaitGroup
	stop := make(chan struct{})
	for _, p := range d.world.Platforms {
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
					p.Server.Say(p.Customer(n%20), fmt.Sprint("hello ", n))
					d.flush(p)
				}
			}
		})
	}
	for n := range 60 {
		for _, id := range []string{"bot", "page", "handle"} {
			r := d.record(id)
			r.Silence.Robot = directory.Seconds(3600 - 60*n) // each edit makes the deadline nearer
			if _, err := d.Engine.Save(t.Context(), "root", r); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(stop)
	writers.Wait()
	check := func(when string) {
		t.Helper()
		open, due := 0, d.due()
		for _, c := range d.conversations() {
			e, _ := d.Directory.Find(c.Channel)
			p, err := e.Policy(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if open++; !slices.Contains(due, c.Thread) && d.wake(c.Thread).After(p.Wake(c.State)) {
				t.Errorf("%s: %v (%v) wakes at %v, and should at %v", when, c.Thread, c.State.Phase, d.wake(c.Thread), p.Wake(c.State))
			}
		}
		if open < 3 {
			t.Fatalf("%d conversations", open)
		}
	}
	check("after the edits")
	if err := d.Engine.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("after a sweep")
	d.close()
	d.open()
	due := d.due()
	for _, c := range d.conversations() {
		if c.State.Phase != session.PhaseClosed && !slices.Contains(due, c.Thread) {
			t.Errorf("%v is not looked at after a restart", c.Thread)
		}
	}
}

// due are the conversations that the desk would look at now.
func (d *testDesk) due() []channel.Thread {
	d.t.Helper()
	list, err := d.Store.Conversations.Due(d.t.Context(), conversation.DueQuery{Max: 10_000})
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

// wake is when a conversation is looked at if nothing happens before.
func (d *testDesk) wake(thread channel.Thread) time.Time {
	d.t.Helper()
	row, err := d.Store.Conversations.Row(d.t.Context(), thread)
	if err != nil {
		d.t.Fatal(err)
	}
	return row.Wake
}

// If a record cannot be stored, it is not served: the directory never knows more than the store.
func TestEditIsStoredFirst(t *testing.T) {
	d := stillDesk(t)
	draft := d.record("bot")
	draft.ID, draft.Name, draft.Rev, draft.State = "draft", "Draft_bot", 0, directory.Draft // nothing is asked before a draft is stored
	draft.Secrets.Keys["token"] = channel.NewKeys("99887766:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0")
	r, err := d.Engine.Save(t.Context(), "root", draft)
	if err != nil {
		t.Fatal(err)
	}
	d.close()
	r.Notices.End = "never stored"
	if _, err := d.Engine.Save(t.Context(), "root", r); !errors.Is(err, store.ErrClosed) {
		t.Errorf("error %v", err)
	}
	if got := d.record("draft"); got.Rev != 1 || got.Notices.End == r.Notices.End {
		t.Errorf("served without being stored: %+v", got)
	}
	d.open()
	r = d.record("bot")
	r.Notices.End = "stored"
	saved, err := d.Engine.Save(t.Context(), "root", r)
	if err != nil {
		t.Fatal(err)
	}
	d.close()
	d.open()
	if diff := directory.Diff(saved, d.record("bot")); len(diff) > 0 || d.record("bot").Rev != 2 {
		t.Errorf("after a restart: %+v", diff)
	}
}

// Of two changes of the same revision one is made.
func TestConcurrentEdits(t *testing.T) {
	d := stillDesk(t)
	r := d.record("page")
	errs := make([]error, 8)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			mine := r.Clone()
			mine.About = fmt.Sprint("edit ", i)
			_, errs[i] = d.Engine.Save(context.Background(), "root", mine)
		})
	}
	group.Wait()
	saved := 0
	for _, err := range errs {
		if err == nil {
			saved++
		} else if !errors.Is(err, directory.ErrStale) {
			t.Error(err)
		}
	}
	if saved != 1 || d.record("page").Rev != r.Rev+1 {
		t.Errorf("%d of them were saved", saved)
	}
}

// Messages to a paused channel are kept, and handled when it is active again: even if the desk was
// restarted in between.
func TestPause(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	p := d.world.Platforms[0]
	root.submit("/admin/channels/bot/state", map[string][]string{"to": {"paused"}})
	d.says(p, "is anybody there?")
	if list := d.conversations(); len(list) != 0 {
		t.Errorf("a session heard of it: %+v", list)
	}
	d.close()
	d.open()
	root.submit("/admin/channels/bot/state", map[string][]string{"to": {"active"}})
	list := d.conversations()
	if len(list) != 1 || list[0].Summary != "is anybody there?" || list[0].State.Phase != session.PhaseRobot {
		t.Errorf("%+v", list)
	}
	d.pass(time.Second)
	d.says(p, "hello?")
	if list = d.conversations(); len(list) != 1 || list[0].Summary != "hello?" {
		t.Errorf("%+v", list)
	}
}

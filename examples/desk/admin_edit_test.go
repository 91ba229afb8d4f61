package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

// say lets a customer write, and delivers it.
func (o *bureau) say(p *world.Platform, who, text string) {
	o.t.Helper()
	p.Server.Say(who, text)
	if err := p.Server.Flush(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// customer is the n-th of a platform.
func customer(p *world.Platform, n int) string {
	base, err := strconv.ParseInt(p.Contact, 10, 64)
	if err != nil {
		panic(err)
	}
	return strconv.FormatInt(base+int64(n), 10)
}

func (o *bureau) conversations() []store.Conversation {
	o.t.Helper()
	var list []store.Conversation
	o.view(func(t *store.Tx) (err error) { list, err = t.Conversations(10_000); return err })
	return list
}

// Times are changed again and again while customers write: whatever order commits came in, no conversation is left waiting for a time of a
// former policy.
func TestPolicyEditUnderLoad(t *testing.T) {
	o := newBureau(t)
	var writers sync.WaitGroup
	stop := make(chan struct{})
	for _, p := range o.world.Platforms {
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
					o.say(p, customer(p, n%20), fmt.Sprint("hello ", n))
				}
			}
		})
	}
	for n := range 60 {
		for _, id := range []string{"bot", "page", "handle"} {
			r := o.record(id)
			r.Silence.Robot = directory.Seconds(3600 - 60*n) // each edit makes the deadline nearer
			if _, err := o.desk.Engine.Save(t.Context(), "root", r); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(stop)
	writers.Wait()
	check := func(when string) {
		t.Helper()
		open := 0
		for _, c := range o.conversations() {
			e, _ := o.desk.Directory.Find(c.Channel)
			p, err := e.Policy(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if open++; c.Wake.After(o.time()) && c.Wake.After(p.Wake(c.State)) {
				t.Errorf("%s: %v (%v) wakes at %v, and should at %v", when, c.Thread, c.State.Phase, c.Wake, p.Wake(c.State))
			}
		}
		if open < 3 {
			t.Fatalf("%d conversations", open)
		}
	}
	check("after the edits")
	if err := o.desk.Engine.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("after a sweep")
	if err := o.desk.Close(); err != nil {
		t.Fatal(err)
	}
	o.open()
	for _, c := range o.conversations() {
		if c.State.Phase != session.PhaseClosed && c.Wake.After(o.time()) {
			t.Errorf("%v is not looked at after a restart", c.Thread)
		}
	}
}

// What cannot be stored is not served: the directory never knows more than the store.
func TestEditIsStoredFirst(t *testing.T) {
	o := newBureau(t)
	draft := o.record("bot")
	draft.ID, draft.Name, draft.Rev, draft.State = "draft", "Draft_bot", 0, directory.Draft // nothing is asked before a draft is stored
	draft.Secrets.Keys["token"] = channel.NewKeys("99887766:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0")
	r, err := o.desk.Engine.Save(t.Context(), "root", draft)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.desk.Close(); err != nil {
		t.Fatal(err)
	}
	r.Notices.End = "never stored"
	if _, err := o.desk.Engine.Save(t.Context(), "root", r); !errors.Is(err, store.ErrClosed) {
		t.Errorf("error %v", err)
	}
	if got := o.record("draft"); got.Rev != 1 || got.Notices.End == r.Notices.End {
		t.Errorf("served without being stored: %+v", got)
	}
	o.open()
	r = o.record("bot")
	r.Notices.End = "stored"
	saved, err := o.desk.Engine.Save(t.Context(), "root", r)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.desk.Close(); err != nil {
		t.Fatal(err)
	}
	o.open()
	if diff := directory.Diff(saved, o.record("bot")); len(diff) > 0 || o.record("bot").Rev != 2 {
		t.Errorf("after a restart: %+v", diff)
	}
}

// Of two changes of the same revision one is made.
func TestConcurrentEdits(t *testing.T) {
	o := newBureau(t)
	r := o.record("page")
	errs := make([]error, 8)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			mine := r.Clone()
			mine.About = fmt.Sprint("edit ", i)
			_, errs[i] = o.desk.Engine.Save(context.Background(), "root", mine)
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
	if saved != 1 || o.record("page").Rev != r.Rev+1 {
		t.Errorf("%d of them were saved", saved)
	}
}

// What customers write to a paused channel is kept, and taken up when it is active again: even if the desk was restarted in between.
func TestPause(t *testing.T) {
	o := newBureau(t)
	p := o.world.Platforms[0]
	o.post("/admin/channels/bot/state", map[string][]string{"to": {"paused"}})
	o.say(p, p.Contact, "is anybody there?")
	if list := o.conversations(); len(list) != 0 {
		t.Errorf("a session heard of it: %+v", list)
	}
	if err := o.desk.Close(); err != nil {
		t.Fatal(err)
	}
	o.open()
	o.post("/admin/channels/bot/state", map[string][]string{"to": {"active"}})
	list := o.conversations()
	if len(list) != 1 || list[0].Summary != "is anybody there?" || list[0].State.Phase != session.PhaseRobot {
		t.Errorf("%+v", list)
	}
	o.pass(time.Second)
	o.say(p, p.Contact, "hello?")
	if list = o.conversations(); len(list) != 1 || list[0].Summary != "hello?" {
		t.Errorf("%+v", list)
	}
}

package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/examples/desk/admin"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// hangs is a Media whose files cannot be removed: the call hangs until the test ends.
type hangs struct {
	store.Media
	reached chan struct{} // closed at the first call
	once    sync.Once
	end     <-chan struct{}
}

func (h *hangs) Remove(context.Context, string) error {
	h.once.Do(func() { close(h.reached) })
	<-h.end
	return errors.New("the node is gone")
}

// A node dies in the middle of the deletion of a contact, whose conversation is gone already, and
// whose messages, files and exports are not. Another node finishes it.
func TestErasingOfAKilledNode(t *testing.T) {
	a, b := twoNodes(t, withoutRobot)
	stopA := a.run()
	p := a.platform("facebook")
	thread := a.says(p, "word-of-zoltan")
	p.Photo(p.Contact, "caption-of-zoltan")
	a.flush(p)
	a.until("the photo", func() bool {
		return len(a.holds("word-of-zoltan")) > 0 && len(a.filesHere(thread)) > 0
	})
	a.exported(thread, "word-of-zoltan")
	stopA()
	end := make(chan struct{})
	dying := &hangs{Media: a.Store.Media, reached: make(chan struct{}), end: end}
	a.Store.Media = dying
	nodeA := admin.New(&web.Site{Store: a.Store, Now: a.now, Log: a.options.Log}, a.Engine, a.Directory)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = nodeA.Erase(context.WithoutCancel(t.Context()), "root", erase.Request{Platform: "facebook", IDs: []string{p.Contact}})
	}()
	defer func() { close(end); <-done }()
	<-dying.reached
	if a.holds("word-of-zoltan") == nil || len(a.filesHere(thread)) == 0 {
		t.Fatal("everything is deleted already: the test proves nothing")
	}
	b.run()
	b.pass(erasedByAnother)
	b.until("the deletion", func() bool {
		return b.holds("word-of-zoltan") == nil && b.holds("caption-of-zoltan") == nil && len(b.tasks(store.EraseContact)) == 0
	})
	if where := b.holds(p.Contact); where != nil {
		t.Errorf("the contact's id is left in %s", where)
	}
	var audits []store.Audit
	b.view(func(tx *store.Tx) (err error) { audits, err = tx.Audits(10); return err })
	if len(audits) == 0 || !strings.HasPrefix(audits[0].What, "deleted a contact") || audits[0].Person != "root" {
		t.Errorf("audit: %+v", audits)
	}
}

// erasedByAnother is longer than a node waits for another one to finish a deletion.
const erasedByAnother = 3 * time.Minute

// filesHere are the ids of the files of a conversation that are stored.
func (d *testDesk) filesHere(thread channel.Thread) (ids []string) {
	d.t.Helper()
	for _, m := range d.messages(thread) {
		for _, f := range m.Files {
			if f.State == store.Here {
				ids = append(ids, f.ID)
			}
		}
	}
	return ids
}

// tasks are those of a kind, due or not.
func (d *testDesk) tasks(kind string) (list []store.Task) {
	d.t.Helper()
	d.view(func(tx *store.Tx) (err error) {
		list, err = tx.Tasks(d.now().Add(time.Hour), 100, kind)
		return err
	})
	return list
}

package main

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// twoNodes opens two desks on one database. They work once run is called. Platforms call the first
// one.
func twoNodes(t *testing.T, changes ...func(*directory.Record)) (a, b *testDesk) {
	t.Helper()
	a = newDeskOn(t, postgrestest.Open(t), time.Time{}, changes...)
	b = &testDesk{t: t, database: a.database, world: a.world, options: a.options}
	b.options.Folder, b.options.Now = t.TempDir(), b.now
	b.open()
	t.Cleanup(b.close)
	for _, p := range a.world.Platforms {
		p.Server.Hook(a.webhook(p))
	}
	return a, b
}

// hears waits until the pages of a node are told of a conversation, by the key of its thread.
func (d *testDesk) hears(changes <-chan string, thread string) {
	d.t.Helper()
	limit := time.After(2 * time.Minute)
	for {
		select {
		case key := <-changes:
			if key == thread {
				return
			}
		case <-limit:
			d.t.Fatalf("the pages were not told of %s", thread)
		}
	}
}

// A customer writes to one node, and an agent at the other one serves him: pages of either node
// hear of what happens at the other.
func TestTwoNodes(t *testing.T) {
	a, b := twoNodes(t, withoutRobot)
	atA, leaveA := a.Engine.Hub.Join()
	defer leaveA()
	atB, leaveB := b.Engine.Hub.Join()
	defer leaveB()
	a.run()
	b.run()
	a.hears(atA, "*") // it listens from now on
	b.hears(atB, "*")
	ann := b.signIn("ann")
	p := a.platform("telegram")
	thread := ann.serves(p, "hello from node a")
	b.hears(atB, thread.Key())
	if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "hello from node a") {
		t.Errorf("the page of node b: %s", got)
	}
	ann.press(ann.read(thread), "send", url.Values{"text": {"hello from node b"}})
	a.until("the answer", func() bool { return strings.Contains(texts(p), "hello from node b") })
	a.hears(atA, thread.Key())
	bob := a.signIn("bob")
	a.until("the answer on a page of node a", func() bool {
		return strings.Contains(bob.read(thread).id("lines").text(), "hello from node b")
	})
	if got := strings.Count(texts(p), "hello from node b"); got != 1 {
		t.Errorf("the customer got the answer %d times", got)
	}
	alone := channel.Thread{Platform: p.Name, Account: p.Account, Contact: "of node b alone"}
	b.Engine.Hub.Changed(alone) // as by a note: no other node does anything in the conversation
	a.hears(atA, alone.Key())
}

// A file that an agent uploads at one node is given out by the other.
func TestMediaOfTwoNodes(t *testing.T) {
	a, b := twoNodes(t, withoutRobot)
	a.run()
	ann := a.signIn("ann")
	p := a.platform("telegram")
	thread := ann.serves(p, "hello")
	path, form := ann.read(thread).form("send", url.Values{"text": {"a picture"}})
	if got := ann.postFiles(path, form, "dot.png", []byte(dot)); got.StatusCode >= 400 {
		t.Fatalf("sending: %s", got.Status)
	}
	var file store.File
	for _, m := range b.messages(thread) {
		for _, f := range m.Files {
			file = f
		}
	}
	got := b.signIn("bob").get("/media/" + file.ID)
	if body := b.body(got); got.StatusCode != http.StatusOK || body != dot || got.Header.Get("Content-Type") != "image/png" {
		t.Errorf("%s, %s, %d bytes", got.Status, got.Header.Get("Content-Type"), len(body))
	}
	a.until("the picture at the platform", func() bool { return strings.Contains(texts(p), "a picture") })
}

// dot is the beginning of a picture.
const dot = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

// A message whose line a node has claimed is sent by no other node, until the claim is over: then
// the node is taken for dead.
func TestClaimOfAKilledNode(t *testing.T) {
	a, b := twoNodes(t, withoutRobot)
	stopA := a.run()
	ann := a.signIn("ann")
	p := a.platform("telegram")
	thread := ann.serves(p, "hello")
	a.until("rest", func() bool {
		waits, err := a.Store.Conversations.Backlog(t.Context())
		return err == nil && waits.Receipts == 0
	})
	stopA()
	atB := b.signIn("ann")
	atB.press(atB.read(thread), "send", url.Values{"text": {"the answer"}})
	claims, err := a.Store.Conversations.Claim(t.Context(), dispatch.ClaimQuery{Worker: "killed", Lease: 10 * time.Minute, Thread: thread})
	if err != nil || len(claims) != 1 {
		t.Fatalf("claims %v, %v", claims, err)
	}
	b.run()
	other := b.says(b.platform("facebook"), "a conversation that is free")
	b.until("the free conversation", func() bool { return len(b.messages(other)) > 0 })
	if strings.Contains(texts(p), "the answer") {
		t.Fatal("node b sent what another node had claimed")
	}
	b.pass(11 * time.Minute)
	b.until("the answer of node b", func() bool { return strings.Contains(texts(p), "the answer") })
}

func (d *testDesk) messages(thread channel.Thread) (list []store.Message) {
	d.t.Helper()
	d.view(func(t *store.Tx) (err error) { list, err = t.Messages(thread, 100); return err })
	return list
}

// Of two administrators who change one channel at the same time, one is refused, and all nodes
// serve what the other one entered. Changes of different channels do not disturb each other.
func TestAdministratorsAtTwoNodes(t *testing.T) {
	a, b := twoNodes(t)
	a.run()
	b.run()
	for round := range int64(3) {
		var wg sync.WaitGroup
		same, apart := make([]error, 2), make([]error, 2)
		r := a.record("bot")
		a.until("the same revision", func() bool { r = a.record("bot"); return b.record("bot").Rev == r.Rev })
		for i, d := range []*testDesk{a, b} {
			edit, other := r, d.record([]string{"page", "handle"}[i])
			edit.Silence.Robot = directory.Seconds(600 + 60*(2*round+int64(i)))
			other.Silence.Robot = edit.Silence.Robot
			wg.Go(func() {
				_, same[i] = d.Engine.Save(t.Context(), "root", edit)
				_, apart[i] = d.Engine.Save(t.Context(), "root", other)
			})
		}
		wg.Wait()
		stale := slices.IndexFunc(same, func(err error) bool { return errors.Is(err, directory.ErrStale) })
		if stale < 0 || same[1-stale] != nil || errors.Join(apart...) != nil {
			t.Fatalf("round %d: %v, %v", round, same, apart)
		}
		for _, id := range []string{"bot", "page", "handle"} {
			a.until("the same record at both nodes", func() bool {
				return a.record(id).Rev == b.record(id).Rev && a.record(id).Silence.Robot == b.record(id).Silence.Robot
			})
		}
		if got, want := a.record("bot").Silence.Robot, directory.Seconds(600+60*(2*round+int64(1-stale))); got != want {
			t.Errorf("round %d: %v is served, and %v was entered", round, got, want)
		}
	}
}

// A channel that one node adds or removes is served, or no more, by the other.
func TestChannelsComeAndGoAtBothNodes(t *testing.T) {
	a, b := twoNodes(t)
	a.run()
	b.run()
	draft := a.record("bot")
	draft.ID, draft.Name, draft.Rev, draft.State = "draft", "Draft_bot", 0, directory.Draft
	draft.Secrets.Keys["token"] = channel.NewKeys("99887766:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0")
	r, err := a.Engine.Save(t.Context(), "root", draft)
	if err != nil {
		t.Fatal(err)
	}
	at := func(id string) bool { _, found := b.Directory.Find(id); return found }
	b.until("the new channel", func() bool { return at("draft") })
	if err := b.Engine.Remove(t.Context(), "root", "draft", r.Rev); err != nil {
		t.Fatal(err)
	}
	a.until("the end of the channel", func() bool { _, found := a.Directory.Find("draft"); return !found })
}

// A node that was told nothing of a change has it soon, and its pages look at everything: when it
// listens again, or at the latest when it looks by itself, every thirty seconds.
func TestNodeListensAgain(t *testing.T) {
	a, b := twoNodes(t)
	pages, leave := b.Engine.Hub.Join()
	defer leave()
	a.run()
	b.run()
	b.hears(pages, "*") // at the start
	if a.record("bot").Rev != b.record("bot").Rev {
		t.Fatal("the nodes begin with two revisions")
	}
	// Without NOTIFY, unlike Save.
	var rev int64
	if err := a.database.QueryRow(t.Context(), `UPDATE record SET data = jsonb_set(data::jsonb, '{rev}', to_jsonb((data::jsonb ->> 'rev')::int + 1))::text WHERE id = 'bot'
		RETURNING (data::jsonb ->> 'rev')::bigint`).Scan(&rev); err != nil {
		t.Fatal(err)
	}
	a.database.Deafen("desk_record", 2)
	for _, d := range []*testDesk{a, b} {
		d.until("the untold revision", func() bool { return d.record("bot").Rev == rev })
	}
	b.hears(pages, "*")
}

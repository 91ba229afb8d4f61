package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// Every page weighs less than 100 KB, packed with its scripts and styles as a browser fetches them,
// and unpacked by itself.
func TestPageWeight(t *testing.T) {
	if testing.Short() {
		t.Skip("every page, one after the other: the long form")
	}
	d := openDesk(t, withoutRobot)
	d.certificates()
	ann, root := d.signIn("ann"), d.signIn("root")
	p := d.platform("telegram")
	thread := ann.serves(p, "Hello")
	d.fill(thread, 300)
	_, talk := d.comments(d.platform("facebook"), "Is the shop open?")
	for n := range 120 {
		p.Meet(p.Customer(n+1), "A customer with a long name")
		p.Server.Say(p.Customer(n+1), "I wait for an agent to help me with my parcel, which has not come")
	}
	d.flush(p)
	for _, a := range []*agent{ann, root} {
		pages := map[string]int{
			"/": 8, "/?tab=queue": 8, "/?tab=closed": 8, "/?q=parcel": 8, "/thread/" + thread.Key() + "?tab=queue": 8, "/public": 8, "/public/" + talk.Key(): 8, "/canned": 1, "/account": 1,
			"/team": 1, "/survey": 1, "/admin/channels/bot": 1, "/admin/channels/bot/edit": 1, "/admin/channels/handle": 1, "/admin/channels/handle/edit": 1, "/admin/channels/bot/hours": 1,
			"/admin/people/new": 1, "/admin/erase": 1, "/admin/certificates/new": 1,
		}
		for _, page := range adminPages {
			pages[page.path] = 1
		}
		for _, platform := range platforms() {
			pages["/admin/channels/new?platform="+platform] = 1
		}
		for path, least := range pages {
			if a == ann && least == 1 && path != "/canned" && path != "/account" {
				continue // an administrator's
			}
			bare, packed, files := d.weights(a, path)
			if bare > heavy || packed > heavy || files < least {
				t.Errorf("%s of %s: the page has %d bytes, and %d packed with its %d files; each may be %d", path, a.name, bare, packed, files, heavy)
			}
			t.Logf("%s of %s: %d bytes, packed %d in %d files", path, a.name, bare, packed, files)
		}
	}
}

// weights are how many bytes a page is by itself, and how many a browser fetches for it.
func (d *testDesk) weights(a *agent, path string) (bare, packed, files int) {
	d.t.Helper()
	source := a.source(path)
	packed, files = d.weight(a, path), 1
	for _, n := range parse(d.t, source).all(func(n *node) bool { return n.Data == "script" || n.Data == "link" }) {
		if href := n.attr("src") + n.attr("href"); href != "" {
			packed, files = packed+d.weight(a, href), files+1
		}
	}
	return len(source), packed, files
}

// A long conversation costs no more than a short one: the page asks the store for as much, gets as
// many rows, and has as many bytes.
func TestLongConversationCostsNoMore(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of messages, one after the other: the long form")
	}
	d := newDesk(t, time.Time{}, withoutRobot)
	stop := d.run()
	ann := d.signIn("ann")
	thread := ann.serves(d.platform("telegram"), "Hello")
	d.until("quiet", func() bool { return !strings.Contains(ann.source("/thread/"+thread.Key()), "sending…") })
	stop() // the engine reads the store, too
	cost := func() (queries, rows int64, bytes int) {
		queries, rows = -d.Store.Reads.Queries.Load(), -d.Store.Reads.Rows.Load()
		bytes = len(ann.source("/thread/" + thread.Key()))
		return queries + d.Store.Reads.Queries.Load(), rows + d.Store.Reads.Rows.Load(), bytes
	}
	d.fill(thread, 300)
	queries, rows, bytes := cost()
	d.refill(thread, 300, 5_000)
	longQueries, longRows, longBytes := cost()
	t.Logf("300 messages: %d queries, %d rows, %d bytes; 5,000: %d, %d, %d", queries, rows, bytes, longQueries, longRows, longBytes)
	if longQueries > queries+10 || longRows > rows+20 || longBytes > bytes+2_000 {
		t.Errorf("300 messages take %d queries, %d rows and %d bytes; 5,000 take %d, %d and %d", queries, rows, bytes, longQueries, longRows, longBytes)
	}
	if got := ann.get("/thread/" + thread.Key()); got.StatusCode != http.StatusOK {
		t.Error(got.Status)
	}
}

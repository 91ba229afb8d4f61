package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// fill puts messages into a conversation as if they had been said.
func (d *testDesk) fill(thread channel.Thread, n int) {
	d.t.Helper()
	d.refill(thread, 0, n)
}

// refill is fill for the messages from one number to another.
func (d *testDesk) refill(thread channel.Thread, from, to int) {
	d.t.Helper()
	err := d.Store.Do(d.t.Context(), func(t *store.Tx) error {
		for i := from; i < to; i++ {
			m := store.Message{Thread: thread, Side: store.Customer, At: d.now(), Message: channel.Message{ID: fmt.Sprint("old", i), Text: fmt.Sprintf("This is message %d of a long conversation.", i)}}
			if i%2 == 1 {
				m.Side, m.Author, m.State, m.Key = store.Agent, "ann", store.Delivered, fmt.Sprint("old/", i)
			}
			if _, err := t.AddMessage(m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// heavy is how many bytes a page may weigh with all that belongs to it, as a browser fetches it.
const heavy = 100_000

// A conversation of 5,000 messages opens with the newest 100; the others come by pages, each of
// them once. The page with its script and style weighs less than 100 KB.
func TestLongConversation(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of messages, one after the other: the long form")
	}
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform("telegram")
	thread := ann.serves(p, "Hello")
	const many = 5_000
	d.fill(thread, many)
	for n := range 100 { // a full list of others weighs, too
		p.Server.Say(p.Customer(n+1), "I wait for somebody to help me with my parcel")
	}
	d.flush(p)
	seen := make(map[int]bool)
	path := "/thread/" + thread.Key()
	for pages := 0; path != ""; pages++ {
		page := ann.page(path)
		lines := page.id("lines").all(func(n *node) bool { return n.Data == "li" })
		if len(lines) > 100 {
			t.Fatalf("%s has %d messages", path, len(lines))
		}
		for _, l := range lines {
			for _, text := range l.all(func(n *node) bool { return n.attr("class") == "text" }) {
				if _, rest, ok := strings.Cut(text.text(), "This is message "); ok {
					number, _, _ := strings.Cut(rest, " ")
					n, err := strconv.Atoi(number)
					if err != nil || seen[n] {
						t.Fatalf("message %s comes twice, or is none: %v", number, err)
					}
					seen[n] = true
				}
			}
		}
		path = ""
		if links := page.id("earlier").all(func(n *node) bool { return n.Data == "a" }); len(links) == 1 {
			path = links[0].attr("href")
		}
		if pages > 60 {
			t.Fatal("the pages have no end")
		}
	}
	if len(seen) != many {
		t.Errorf("%d of %d messages were shown", len(seen), many)
	}
	for _, path := range []string{"/thread/" + thread.Key() + "?tab=queue", "/?tab=queue", "/?q=parcel"} {
		page := ann.page(path)
		total, all := d.weight(ann, path), []string{path}
		for _, n := range page.all(func(n *node) bool { return n.Data == "script" || n.Data == "link" }) {
			if href := n.attr("src") + n.attr("href"); href != "" {
				total, all = total+d.weight(ann, href), append(all, href)
			}
		}
		if len(all) < 8 || total > heavy {
			t.Errorf("%v weigh %d bytes, at most %d may be", all, total, heavy)
		}
		t.Logf("%s: %d bytes in %d files", path, total, len(all))
	}
}

// weight is how many bytes a browser gets of a path.
func (d *testDesk) weight(a *agent, path string) int {
	d.t.Helper()
	got := d.call(http.MethodGet, path, a.cookie, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip, br") })
	if got.StatusCode != http.StatusOK {
		d.t.Fatalf("%s: %s", path, got.Status)
	}
	return len(d.body(got))
}

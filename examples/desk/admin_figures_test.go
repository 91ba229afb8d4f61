package main

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
	"github.com/contactkit/contactkit/telegram"
)

// Every number of the dashboard, in a table or a bar of a chart, leads to a list, and each list
// opens.
func TestFiguresLeadToTheirLists(t *testing.T) {
	d := stillDesk(t)
	d.served(42 * time.Second)
	d.busy()
	root := d.signIn("root")
	page := parse(t, root.source("/admin/"))
	lists := make(map[string]bool)
	linked := func(n *node) bool {
		for _, a := range n.all(func(e *node) bool { return e.Data == "a" }) {
			lists[a.attr("href")] = true
			return true
		}
		return false
	}
	numbers := 0
	for _, n := range page.all(func(n *node) bool { return n.Data == "td" || n.Data == "dd" }) {
		if !strings.ContainsFunc(n.text(), unicode.IsDigit) {
			continue
		}
		if numbers++; !linked(n) {
			t.Errorf("%q leads to no list", n.text())
		}
	}
	bars := 0
	for _, rect := range page.all(func(n *node) bool { return n.Data == "rect" }) {
		if rect.Parent.Data == "svg" && rect.attr("x") == "" { // of a legend
			continue
		}
		if bars++; rect.Parent.Data != "a" {
			t.Errorf("the bar %q leads to no list", rect.text())
			continue
		}
		lists[(&node{t, rect.Parent}).attr("href")] = true
	}
	if numbers < 50 || bars < 50 || len(lists) < 50 {
		t.Errorf("only %d numbers, %d bars, %d lists", numbers, bars, len(lists))
	}
	opened := 0
	for href := range lists {
		if kind, _, _ := strings.Cut(href, "&"); strings.Contains(kind, "hour=") && opened > 20 {
			continue // hours differ in nothing
		}
		opened++
		root.source(href)
	}
}

// The list behind a figure has the quarter hours that were counted, and the conversations.
func TestFigures(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	thread := d.served(42 * time.Second)
	for path, want := range map[string]string{
		"/admin/figures?measure=wait":                             "Counted: 1.",
		"/admin/figures?measure=wait&queue=support":               "Counted: 1. Queue: support.",
		"/admin/figures?measure=wait&queue=claims":                "Counted: 0. Queue: claims.",
		"/admin/figures?measure=wait&bound=2":                     "Counted: 1. Wait: ≤1 min.",
		"/admin/figures?measure=wait&bound=1":                     "Counted: 0. Wait: ≤30 s.",
		"/admin/figures?measure=missed&agent=root":                "Counted: 0. Agent: Root.",
		"/admin/figures?measure=wait&queue=%3Cb%3E&bound=forged8": "Counted: 0. Queue: &lt;b&gt;.",
	} {
		page := root.source(path)
		if !strings.Contains(page, want) {
			t.Errorf("%s lacks %q", path, want)
		}
		has := strings.Contains(page, "/thread/"+thread.Key())
		if wants := !strings.Contains(path, "claims") && !strings.Contains(path, "%3C"); has != wants {
			t.Errorf("%s lists the conversation: %v", path, has)
		}
	}
	for _, path := range []string{"/admin/figures", "/admin/figures?measure=began"} {
		if code := root.get(path).StatusCode; code != 404 {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// The list behind an hour has the messages of that platform and hour, and no other.
func TestMessagesOfAnHour(t *testing.T) {
	d := stillDesk(t)
	p := d.platform(telegram.Platform)
	hour := d.now().Truncate(time.Hour)
	for text, at := range map[string]time.Time{"inside": hour, "before": hour.Add(-time.Microsecond), "after": hour.Add(time.Hour)} {
		m := store.Message{Thread: channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}, Key: text, Side: store.Customer, At: at, Message: channel.Message{Text: "said " + text}}
		if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { _, err := tx.AddMessage(m); return err }); err != nil {
			t.Fatal(err)
		}
	}
	root := d.signIn("root")
	page := root.source("/admin/messages?platform=telegram&hour=" + hour.UTC().Format(time.RFC3339))
	if !strings.Contains(page, "said inside") || strings.Contains(page, "said before") || strings.Contains(page, "said after") {
		t.Errorf("other messages than those of the hour: %s", parse(t, page).id("messages").text())
	}
	if other := root.source("/admin/messages?platform=facebook&hour=" + hour.UTC().Format(time.RFC3339)); strings.Contains(other, "said") {
		t.Error("messages of another platform")
	}
}

// The oldest open message is the one that has waited the longest for its agent, and leads there.
func TestOldestOpenMessage(t *testing.T) {
	d := stillDesk(t)
	p := d.platform(telegram.Platform)
	oldest := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Customer(2)}
	err := d.Store.Do(t.Context(), func(tx *store.Tx) error {
		for n, waits := range []time.Duration{time.Hour, 3 * time.Hour, 2 * time.Hour, 9 * time.Hour} {
			c := store.Conversation{Thread: channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Customer(n + 1)}, Channel: p.Record.ID, Last: d.now()}
			c.State = session.State{ID: c.Thread.Key(), V: session.Version, Phase: session.PhaseAgent, Owes: session.Agent, Agent: "ann", Since: session.InstantOf(d.now().Add(-waits))}
			if n == 3 {
				c.State.Owes = session.Contact // the longest silence is the customer's
			}
			if err := tx.SaveConversation(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	n := parse(t, d.signIn("root").source("/admin/")).id("n-owed")
	links := n.all(func(e *node) bool { return e.Data == "a" })
	if n.text() != "3 h" || len(links) != 1 || links[0].attr("href") != "/thread/"+oldest.Key() {
		t.Errorf("%s, want 3 h, and a link to %s: %v", n.text(), oldest.Key(), links)
	}
}

// The dashboard says what 95 of 100 waited at most from the twentieth wait on, in the table and
// under the chart.
func TestDashboardOfTwentyWaits(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	wait := func(n int) {
		t.Helper()
		sheet, err := metrics.NewSheet(store.Levels...)
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			sheet.Add(metrics.Dimensions{Measure: metrics.Wait, Queue: "support"}, d.now(), 40*time.Second)
		}
		if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.AddFigures(sheet, d.now()) }); err != nil {
			t.Fatal(err)
		}
		d.pass(time.Second)
	}
	most := func() (cell string, note bool) {
		t.Helper()
		page := parse(t, root.source("/admin/"))
		for _, row := range page.all(func(n *node) bool { return n.Data == "tr" && strings.HasPrefix(n.text(), "support ") }) {
			return row.all(func(n *node) bool { return n.Data == "td" })[3].text(), strings.Contains(page.text(), "95 of 100 waited at most 40 s.")
		}
		t.Fatalf("no queue on: %s", page.text())
		return "", false
	}
	wait(19)
	if cell, note := most(); cell != "–" || note {
		t.Errorf("19 waits: %s, %t", cell, note)
	}
	wait(1)
	if cell, note := most(); cell != "40 s" || !note {
		t.Errorf("20 waits of 40 s: %s, %t", cell, note)
	}
}

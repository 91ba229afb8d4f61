package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// The panel keeps labels and attributes, and lists show what has a label or is of a channel.
func TestCustomerPanel(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	telegram, facebook := d.platform("telegram"), d.platform("facebook")
	telegram.Meet(telegram.Contact, "Carla")
	facebook.Meet(facebook.Contact, "Carla")
	one := ann.serves(telegram, "My parcel is lost")
	other := ann.serves(facebook, "Hello from the other side")
	d.until("both names", func() bool {
		return ann.read(one).id("customer").text() == "Carla" && ann.read(other).id("customer").text() == "Carla"
	})
	for _, step := range []struct {
		button string
		fields url.Values
	}{
		{"label", url.Values{"name": {" urgent "}}},
		{"label", url.Values{"name": {"parcel"}}},
		{"new-attribute", url.Values{"name": {"order"}, "value": {"4711"}}},
		{"new-attribute", url.Values{"name": {"size"}, "value": {"XL"}}},
	} {
		ann.press(ann.read(one).id("about"), step.button, step.fields)
	}
	panel := ann.read(one).id("about")
	if got := panel.text(); !strings.HasPrefix(got, "About the customer parcel urgent Name Carla Number on Telegram "+telegram.Contact+" Language not known") {
		t.Errorf("the panel: %s", got)
	}
	if got := panel.all(func(n *node) bool { return n.attr("id") == "attribute-0" })[0].attr("value"); got != "4711" {
		t.Errorf("the order is %q", got)
	}
	ann.post("/customer", url.Values{"form": {"f"}, "thread": {one.Key()}, "do": {"attribute"}, "name": {"size"}})
	if got := ann.read(one).id("about").text(); strings.Contains(got, "size") {
		t.Errorf("an attribute without a value stays: %s", got)
	}
	list := func(query string) (titles []string) {
		for _, e := range ann.page("/?" + query).id("list").all(func(e *node) bool { return e.Data == "li" && e.has("data-thread") }) {
			titles = append(titles, e.attr("data-thread"))
		}
		return titles
	}
	for query, want := range map[string]int{"": 2, "label=urgent": 1, "label=none": 0, "channel=bot": 1, "channel=page": 1, "channel=page&label=urgent": 0, "q=Carla&label=parcel": 1} {
		if got := list(query); len(got) != want {
			t.Errorf("%q lists %q, want %d", query, got, want)
		}
	}
	ann.press(ann.page("/thread/"+one.Key()+"?label=urgent").id("about"), "unlabel", url.Values{"name": {"parcel"}})
	if got := ann.read(one).id("about").text(); !strings.HasPrefix(got, "About the customer urgent Name") {
		t.Errorf("after a label was removed: %s", got)
	}
	// The same name is a hint; that it is the same person an agent says.
	if got := ann.read(one).id("about").text(); !strings.Contains(got, "has the same name Same person") || strings.Contains(got, "Messenger since") {
		t.Errorf("a namesake: %s", got)
	}
	ann.press(ann.read(one).id("about"), "same", nil)
	for _, thread := range []channel.Thread{one, other} {
		episodes := ann.read(thread).id("episodes").all(func(n *node) bool { return n.Data == "li" })
		if len(episodes) != 2 {
			t.Errorf("%s: %d sessions", thread.Platform, len(episodes))
		}
	}
	ann.press(ann.read(one), "close", nil)
	if s := d.state(one); s.Phase != session.PhaseClosed {
		t.Fatalf("%s", s.Phase)
	}
	if got := ann.read(other).id("episodes").text(); !strings.Contains(got, "Ann <b> · support · ended by the agent") || !strings.Contains(got, "Ann <b> · support · goes on") {
		t.Errorf("the sessions of the person: %s", got)
	}
	links := ann.read(other).id("episodes").all(func(n *node) bool { return n.Data == "a" })
	place := ann.get(links[len(links)-1].attr("href")).Header.Get("Location")
	if got := ann.page(place).id("lines").text(); !strings.Contains(place, "#m") || !strings.Contains(got, "My parcel is lost") {
		t.Errorf("the first session leads to: %s", got)
	}
	ann.press(ann.read(one).id("about"), "other", nil)
	if got := ann.read(one).id("episodes").all(func(n *node) bool { return n.Data == "li" }); len(got) != 1 {
		t.Errorf("%d sessions of another person", len(got))
	}
	for name, form := range map[string]url.Values{
		"no label": {"do": {"label"}}, "a long label": {"do": {"label"}, "name": {strings.Repeat("x", 41)}}, "no such thing": {"do": {"sing"}},
		"a long value": {"do": {"attribute"}, "name": {"a"}, "value": {strings.Repeat("x", 501)}}, "the same thread": {"do": {"same"}, "other": {one.Key()}},
	} {
		form.Set("thread", one.Key())
		if got := ann.post("/customer", form); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", name, got.Status)
		}
	}
}

// A search finds words in messages of any script and leads to their place; a message that was taken
// back is found no more.
func TestSearchInMessages(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform("telegram")
	thread := d.says(p, "The Invoice-77 is wrong")
	d.says(p, "订单在哪里")
	d.put(store.Message{Thread: thread, Side: store.Agent, Author: "ann", State: store.Deleted, Key: "gone", Message: channel.Message{ID: "900", Text: "taken back invoice"}})
	for range 150 {
		d.put(store.Message{Thread: thread, Side: store.Customer, Message: channel.Message{Text: "and on"}})
	}
	hits := func(query string) []*node {
		return ann.page("/?q=" + url.QueryEscape(query)).id("found").all(func(n *node) bool { return n.has("data-found") })
	}
	for query, want := range map[string]int{"invoice": 1, "INVOICE-77": 1, "voice": 1, "订单": 1, "哪": 1, "nothing at all": 0, `"quoted" OR x`: 0, "%": 0} {
		if got := hits(query); len(got) != want {
			t.Errorf("%q finds %d messages, want %d", query, len(got), want)
		}
	}
	hit := hits("invoice")[0]
	if got := hit.text(); !strings.Contains(got, "The Invoice -77 is wrong") {
		t.Errorf("the result says %s", got)
	}
	page := ann.page(hit.attr("href"))
	if got := page.id("lines").text(); !strings.Contains(got, "Invoice-77") {
		t.Errorf("the result leads to %s", got)
	}
	if _, place, _ := strings.Cut(hit.attr("href"), "#"); page.id(place) == nil {
		t.Errorf("there is no place %s", place)
	}
	if got := ann.page("/?channel=page&q=invoice").id("found").text(); got != "No message has these words." {
		t.Errorf("in another channel: %s", got)
	}
}

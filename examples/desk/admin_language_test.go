package main

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// english finds three words in a row.
var english = regexp.MustCompile(`[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}`)

// japanese finds a character of Japanese.
var japanese = regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)

// platformWords are what X's pages call credentials, in every language.
var platformWords = []string{"API Key Secret", "Access Token Secret"}

// foreign are texts of a page that are English, without what people entered.
func foreign(t *testing.T, page string) (list []string) {
	t.Helper()
	note := func(text string) {
		if text = strings.Join(strings.Fields(text), " "); english.MatchString(text) && !slices.Contains(platformWords, text) && !japanese.MatchString(text) {
			list = append(list, text)
		}
	}
	for _, n := range parse(t, page).all(func(n *node) bool { return true }) {
		for _, name := range []string{"aria-label", "placeholder", "title", "data-label"} {
			note(n.attr(name))
		}
		if slices.Contains([]string{"textarea", "script", "style", "title", "bdi"}, n.Data) || strings.Contains(n.attr("class"), "code") || strings.Contains(n.attr("class"), "said") {
			continue
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode {
				note(c.Data)
			}
		}
	}
	return list
}

// The administrators' pages say nothing in English to a reader of another language: neither labels
// and helps of the platforms' fields, nor complaints, nor what became of a click.
func TestAdminSpeaksOneLanguage(t *testing.T) {
	d := stillDesk(t)
	r := d.record("handle")
	r.Hours.Always, r.Hours.Zone = false, "Asia/Tokyo"
	if _, err := d.Engine.Save(t.Context(), "root", r); err != nil {
		t.Fatal(err)
	}
	d.certificates()
	root := d.signIn("root")
	if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.SetReader("root", "ja", "Asia/Tokyo") }); err != nil {
		t.Fatal(err)
	}
	paths := []string{"/admin/people/new", "/admin/channels/handle", "/admin/channels/bot", "/admin/erase"}
	for _, p := range adminPages {
		paths = append(paths, p.path)
	}
	for _, p := range platforms() {
		paths = append(paths, "/admin/channels/new?platform="+p)
	}
	for _, path := range paths {
		for _, text := range foreign(t, root.source(path)) {
			t.Errorf("%s: %q", path, text)
		}
	}
	form := sent(t, root.source("/admin/channels/handle/edit"), "channel")
	for name, value := range map[string]string{"name": "1 wrong", "silence.customer": "soon", "routing.queue": "nobody's", "hours.grid.mon": "open", "notices.end": "{weather}", "service.robot": "", "service.keywords.list[0].text": ""} {
		form.Set(name, value)
	}
	form.Set("do", "check")
	page, _ := root.submit("/admin/channels/handle/edit", form)
	if len(wrong(t, page)) < 5 {
		t.Errorf("complaints %v", wrong(t, page))
	}
	for _, text := range foreign(t, page) {
		t.Errorf("a form with faults: %q", text)
	}
	for _, click := range []struct {
		path string
		form url.Values
	}{
		{"/admin/channels/bot/state", url.Values{"to": {string(directory.Paused)}}}, {"/admin/channels/bot/revoke", url.Values{}}, {"/admin/channels/bot/rotate", url.Values{"field": {"webhookSecret"}, "make": {"1"}, "rev": {"1"}}},
		{"/admin/channels/bot/rotate", url.Values{}}, {"/admin/channels/bot/history", url.Values{}}, {"/admin/queues", url.Values{"name": {"claims"}}}, {"/admin/queues", url.Values{"name": {""}}},
		{"/admin/exports", url.Values{"what": {"messages"}, "format": {"csv"}, "from": {"never"}}}, {"/admin/exports", url.Values{"what": {"channels"}, "format": {"csv"}}}, {"/admin/exports", url.Values{}},
		{"/admin/people/new", url.Values{"id": {"bad id"}, "room": {"many"}}}, {"/admin/people/bob", url.Values{"name": {"Bob"}, "role": {"agent"}, "room": {"2"}}},
		{"/admin/routing/skills", url.Values{"room:ann": {"x"}}}, {"/admin/routing/channels/bot", url.Values{"routing.priority": {"x"}}}, {"/admin/channels/bot/notices?lang=1", url.Values{}},
	} {
		page, _ := root.submit(click.path, click.form)
		for _, text := range foreign(t, page) {
			t.Errorf("%s %v: %q", click.path, click.form, text)
		}
	}
}

// latin finds a word of Latin letters, and latinNames are those of names, which stay.
var (
	latin      = regexp.MustCompile(`[A-Za-z]{3,}`)
	latinNames = []string{"Telegram", "Facebook", "WhatsApp", "CSV", "JSON", "XLSX", "UTC", "Root", "root", "Ann", "Bob", "support", "contactkit", "desk", "data", "bot", "page", "handle", "Support", "Shop", "Care"}
)

// Drawings with their tooltips and tables, figures and exports hold no Latin word but names.
func TestDrawingsSpeakOneLanguage(t *testing.T) {
	d := stillDesk(t)
	d.served(42 * time.Second)
	d.busy()
	root := d.signIn("root")
	for _, form := range []url.Values{{"what": {"channels"}, "format": {"csv-spreadsheet"}}, {"what": {"figures"}, "format": {"csv"}, "from": {"2026-11-19T00:00"}, "until": {"2026-11-20T00:00"}}} {
		root.submit("/admin/exports", form)
	}
	if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.SetReader("root", "zh", "UTC") }); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/admin/", "/admin/exports", "/admin/audit"} {
		page := parse(t, root.source(path)).id("main")
		words := append(page.all(func(n *node) bool { return n.Data == "title" }), page)
		for _, n := range words {
			for _, word := range latin.FindAllString(n.text(), -1) {
				if word != "hh" && !slices.Contains(latinNames, word) {
					t.Errorf("%s: %q in %.200q", path, word, n.text())
				}
			}
		}
	}
}

package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Every page of the console is looked at by axe-core in three scripts, on a phone and on a desk,
// light and dark, with the customer's panel open. None is wider than the screen.
func TestConsolePagesAreAccessible(t *testing.T) {
	d := openDesk(t, withoutRobot)
	address := d.serve()
	p := d.platform("telegram")
	p.Meet(p.Contact, "Carla")
	thread := d.signIn("ann").serves(p, "Hello, where is my parcel?")
	d.put(store.Message{Thread: thread, Key: "failed", Side: store.Agent, Author: "ann", State: store.Failed, Note: "blocked", Message: channel.Message{Text: "Hi"}})
	d.put(store.Message{Thread: thread, Key: "note", Side: store.Note, Author: "ann", Message: channel.Message{Text: "a note"}})
	d.put(store.Message{Thread: thread, Key: "hint", Side: store.Assistant, Message: channel.Message{Text: "a hint"}})
	_, talk := d.comments(d.platform("facebook"), "Is the shop open on Sundays?")
	d.signIn("root").post("/survey", url.Values{"question": {"How was it?"}, "choices": {"Good\nBad"}, "language-0": {"de"}, "question-0": {"Wie war es?"}, "choices-0": {"Gut\nSchlecht"}})
	p.Server.Say(p.Customer(1), "I wait") // in the queue, because ann goes
	d.flush(p)
	b := newTab(t, newBrowser(t))
	looks := func(name string) {
		t.Helper()
		for _, width := range []int64{375, 1280} {
			b.do(chromedp.EmulateViewport(width, 800))
			if wide, err := eval[int64](b, `document.documentElement.scrollWidth`); err != nil || wide > width {
				t.Errorf("%s: %d wide at %d, %v", name, wide, width, err)
			}
			for _, scheme := range []string{"light", "dark"} {
				b.scheme(scheme)
				b.accessible(fmt.Sprintf("%s, %d, %s", name, width, scheme))
				b.shot(fmt.Sprintf("%s-%d-%s", strings.ReplaceAll(name, " ", "-"), width, scheme))
			}
		}
		b.do(chromedp.EmulateViewport(1920, 1080))
		b.fits(name + " at 1920")
		b.shot(strings.ReplaceAll(name, " ", "-") + "-1920-dark")
	}
	d.asksForDeletion("code-of-the-request")
	b.open(address + "/deletion/code-of-the-request")
	looks("deletion")
	b.open(address + "/login")
	looks("sign-in")
	b.signIn("root", address+"/")
	languages := []string{"en", "ar", "ja"}
	if !*nightly {
		languages = languages[:1]
	}
	for _, language := range languages {
		d.signIn("root").post("/account/reader", url.Values{"language": {language}})
		for name, path := range map[string]string{
			"team": "/team", "survey": "/survey", "canned": "/canned", "conversation": "/thread/" + thread.Key(), "list": "/?tab=others", "queue": "/?tab=queue", "search": "/?q=parcel",
			"public": "/public", "talk": "/public/" + talk.Key(), "account": "/account", "refusal": "/nowhere",
		} {
			b.open(address + path)
			b.script(`document.querySelector("#main h1, #main h2").getBoundingClientRect().height > 0`)
			b.script(`for (const e of document.querySelectorAll("details")) e.open = true; true`)
			looks(name + " in " + language)
		}
	}
}

// asksForDeletion stores a person's request to Meta, which has a page that is open to all.
func (d *testDesk) asksForDeletion(code string) {
	d.t.Helper()
	err := d.Store.Do(d.t.Context(), func(t *store.Tx) error {
		_, err := t.AddDeletion(store.Deletion{Key: code, Code: code, At: d.now(), State: store.DeletionOpen})
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

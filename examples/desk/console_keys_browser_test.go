package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// lostFocus notes each change of the page after which nothing has the focus. A page that has just
// been loaded has none until the first key.
const lostFocus = `{
	let begun = false;
	addEventListener("focusin", () => { begun = true; }, true);
	addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
		if (begun && document.hasFocus() && document.activeElement === document.body) localStorage.setItem("lost", (localStorage.getItem("lost") || "") + location.pathname + "\n");
	}).observe(document.body, {childList: true, subtree: true, attributes: true, characterData: true}));
}`

// A typist works by keyboard alone, and counts what is pressed.
type typist struct {
	*seat
	pressed int // keys, without the letters of texts
}

// keyboard seats a person who has no mouse.
func keyboard(s *seat) *typist {
	s.t.Helper()
	s.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: lostFocus})
		return err
	}))
	return &typist{seat: s}
}

// key presses keys that lead somewhere.
func (p *typist) key(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.pressed++
		p.do(chromedp.KeyEvent(key))
	}
}

// writes types a text, where the focus is.
func (p *typist) writes(text string) { p.t.Helper(); p.do(chromedp.KeyEvent(text)) }

// at is what has the focus: its id, name or what it does, with its words.
func (p *typist) at() string {
	p.t.Helper()
	got, err := eval[string](p.tab, `(() => { const e = document.activeElement; return [e.tagName, e.id, e.name, e.dataset.do, e.value, e.getAttribute("href"), e.innerText].join(" "); })()`)
	if err != nil {
		p.t.Fatal(err)
	}
	return got
}

// tabs presses Tab until the focus is at a control; more than most presses fail the test.
func (p *typist) tabs(to string, most int) {
	p.t.Helper()
	var passed []string
	for range most {
		p.key(kb.Tab)
		if on, err := eval[bool](p.tab, fmt.Sprintf(`document.activeElement.matches(%q)`, to)); err != nil {
			p.t.Fatal(err)
		} else if on {
			return
		}
		passed = append(passed, p.at())
	}
	p.t.Fatalf("%s is not reached by %d tabs, which led to:\n%s", to, most, strings.Join(passed, "\n"))
}

// focused waits until a control has the focus.
func (p *typist) focused(on string) {
	p.t.Helper()
	p.until("the focus on "+on, func() bool {
		there, err := eval[bool](p.tab, fmt.Sprintf(`document.activeElement.matches(%q)`, on))
		return err == nil && there
	})
}

// lost are the pages on which the focus was lost.
func (p *typist) lost() string {
	got, err := eval[string](p.tab, `localStorage.getItem("lost") || ""`)
	if err != nil {
		return err.Error()
	}
	return got
}

// An agent without a mouse comes on duty, accepts, answers, notes, ends and writes up. No key is a
// detour, and no change of the page takes the focus away.
func TestServingByKeyboardAlone(t *testing.T) {
	d := openDesk(t, unhurried)
	address := d.serve()
	telegram, facebook := d.platform("telegram"), d.platform("facebook")
	telegram.Meet(telegram.Contact, "Carla")
	ann := keyboard(sit(newBrowser(t), d, address, "ann", "/"))
	ann.goes("/", "#status", "Ready")
	ann.lives()
	ann.key(kb.Tab, kb.Enter) // skips what is on every page
	ann.tabs("#ready", 2)
	ann.key(kb.Enter)
	ann.sees("#status", "Take a break")
	ann.focused("#main, #pause")

	d.says(telegram, "My parcel has not arrived.")
	ann.sees("#offers", "My parcel has not arrived")
	begin := ann.pressed
	ann.key("a")
	ann.focused("#text")
	ann.writes("One moment, please.")
	ann.key(kb.Enter)
	ann.sees("#lines li.agent", "One moment, please.")
	d.until("the answer", func() bool { return strings.Contains(texts(telegram), "One moment, please.") })
	if n := ann.pressed - begin; n != 2 {
		t.Errorf("from Accept to the answer that is sent: %d keys, want 2", n)
	}
	ann.focused("#text")

	d.says(telegram, "Thank you.") // what comes meanwhile takes no focus and no draft
	ann.writes("You are wel")
	d.sweep(10 * time.Second)
	d.says(telegram, "Bye!")
	ann.sees("#lines", "Bye!")
	ann.focused("#text")
	ann.writes("come.")
	ann.key(kb.Enter)
	ann.sees("#lines li.agent", "You are welcome.")

	begin = ann.pressed
	ann.key(kb.Escape, "n")
	ann.writes("Nothing was wrong.")
	ann.key(kb.Tab, kb.Enter)
	ann.sees("#lines .note", "Nothing was wrong.")
	ann.focused("#private summary")
	ann.key("e")
	ann.focused("#acts [data-do=close]")
	ann.key(kb.Enter)
	ann.sees("#offers", "To write up")
	ann.focused("#offers select")
	ann.writes("P") // as lists are chosen from by keyboard: Parcel
	ann.key(kb.Tab, kb.Enter)
	ann.until("the end of the writing up", func() bool { return !strings.Contains(ann.text("#offers"), "To write up") })
	ann.sees("#lines", "entered: Parcel.")
	if n := ann.pressed - begin; n != 8 {
		t.Errorf("from the answer to the end with a note and a code: %d keys, want 8", n)
	}
	ann.focused("#main")
	d.says(facebook, "Hello, is there an agent?") // and on to the next one
	ann.sees("#offers", "Hello, is there an agent?")
	ann.key("a")
	ann.focused("#text")
	t.Logf("%d keys in all", ann.pressed)
	d.says(telegram, "Me again.")
	ann.sees("#offers", "Me again.")
	ann.key(kb.Escape, "a")
	ann.sees("#lines", "Me again.")
	ann.focused("#text")
	ann.shortcuts()
	if got := ann.lost(); got != "" {
		t.Errorf("the focus was lost on:\n%s", got)
	}
	if got := ann.faults(); got != "" {
		t.Errorf("scripts: %s", got)
	}
}

// shortcuts tries those that serving a customer does not need. Two conversations are the agent's,
// and the one that is shown is the list's first.
func (p *typist) shortcuts() {
	p.t.Helper()
	for _, s := range []struct{ key, leads, then string }{
		{"r", "the answer", `document.activeElement.id === "text"`},
		{"s", "the search", `document.activeElement.id === "q"`},
		{"t", "the transfer, opened", `document.activeElement.matches("#transfer[open] > summary")`},
		{"c", "the customer's panel, closed", `document.activeElement.matches("#customer-panel:not([open]) > summary")`},
		{"c", "the customer's panel, opened again", `document.activeElement.matches("#customer-panel[open] > summary")`},
		{"j", "the next conversation", `document.querySelector("#list li:nth-child(2) .entry").hasAttribute("aria-current") && document.activeElement.id === "text"`},
		{"k", "the conversation before it", `document.querySelector("#list li:nth-child(1) .entry").hasAttribute("aria-current") && document.activeElement.id === "text"`},
	} {
		p.key(kb.Escape, s.key)
		p.until(s.key+" leads to "+s.leads, func() bool {
			there, err := eval[bool](p.tab, s.then)
			return err == nil && there
		})
	}
	p.key(kb.Escape, "e", kb.Enter)
	p.sees("#offers", "To write up")
	p.focused("#offers select")
	p.key(kb.Escape)
	p.focused("#main")
	p.key("w")
	p.focused("#offers select")
}

// An administrator without a mouse enters a holiday and changes its name.
func TestHolidayByKeyboardAlone(t *testing.T) {
	d := openDesk(t, unhurried)
	r := d.record("handle")
	r.Hours.Always, r.Hours.Zone = false, "Europe/Berlin"
	if _, err := d.Engine.Save(t.Context(), "root", r); err != nil {
		t.Fatal(err)
	}
	address := d.serve()
	root := keyboard(sit(newBrowser(t), d, address, "root", "/admin/"))
	root.goes("/admin/channels/handle/hours", "h1", "Work time")
	holidays := func() string { return fmt.Sprint(d.record("handle").Hours.Holidays) }

	root.key(kb.Tab, kb.Enter)                // skips what is on every page
	root.tabs(".jump [href='#holidays']", 16) // past the pages of the administration
	root.key(kb.Enter)
	root.tabs("button[value='add holiday']", 2)
	root.key(kb.Enter)
	root.focused("input[type=date]")
	root.writes("12252026")
	root.tabs("input[name='hours.holiday[0].name']", 6)
	root.writes("Christmas")
	root.tabs("#hours button.main", 12)
	root.key(kb.Enter)
	root.sees(".note", "Saved.")
	root.focused(".note")
	if got := holidays(); !strings.Contains(got, "Christmas") || !strings.Contains(got, "2026-12-25") {
		t.Fatalf("holidays %s", got)
	}
	entered := root.pressed

	root.tabs(".jump [href='#holidays']", 6)
	root.key(kb.Enter)
	root.tabs("input[name='hours.holiday[0].name']", 8)
	root.writes("Christmas Day")
	root.tabs("#hours button.main", 12)
	root.key(kb.Enter)
	root.until("the new name", func() bool { return strings.Contains(holidays(), "Christmas Day") })
	root.sees(".note", "Saved.")
	root.focused(".note")
	if got := root.lost(); got != "" {
		t.Errorf("the focus was lost on:\n%s", got)
	}
	if got := root.faults(); got != "" {
		t.Errorf("scripts: %s", got)
	}
	t.Logf("%d keys to enter, %d in all", entered, root.pressed)

	// The bar at the foot of a long form hides nothing that has the focus.
	root.goes("/admin/channels/handle/edit", "h1", "Edit")
	root.script(`document.querySelector(".sticky").getBoundingClientRect().bottom === innerHeight`)
	for n := 0; !strings.HasPrefix(root.at(), "BUTTON  do  save"); n++ {
		if n > 200 {
			t.Fatalf("the form has no end: %s", root.at())
		}
		root.key(kb.Tab)
		if behind, err := eval[bool](root.tab, `(() => { const e = document.activeElement, bar = document.querySelector(".sticky");
			return !bar.contains(e) && e.getBoundingClientRect().top >= bar.getBoundingClientRect().top; })()`); err != nil || behind {
			t.Errorf("the bar hides %s, %v", root.at(), err)
		}
	}
}

package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A seat is a person at a tab who works by what the page shows.
type seat struct {
	*tab
	name, desk string
}

// watched is the answers of the desk that tell of a failure.
type watched struct {
	mu     sync.Mutex
	failed []string
}

// watch keeps every answer of the desk that tells of a failure.
func (d *testDesk) watch() *watched {
	w, next := &watched{}, d.handler
	d.handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		answer := &status{ResponseWriter: out}
		next.ServeHTTP(answer, r)
		late := answer.code == http.StatusConflict && (r.URL.Path == "/seen" || r.URL.Path == "/typing") // just handed over
		if answer.code >= 400 && !late {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.failed = append(w.failed, fmt.Sprintf("%s %s: %d", r.Method, r.URL.Path, answer.code))
		}
	})
	return w
}

// status is an answer whose code is kept.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int)        { s.code = code; s.ResponseWriter.WriteHeader(code) }
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// complain keeps every fault of a script and of the policy of contents, over all pages of a tab.
const complain = `{
	const note = what => localStorage.setItem("faults", (localStorage.getItem("faults") || "") + what + "\n");
	addEventListener("error", e => note(e.message || "an element that did not load: " + (e.target.src || e.target.href)), true);
	addEventListener("unhandledrejection", e => note("rejected: " + e.reason));
	addEventListener("securitypolicyviolation", e => note("forbidden: " + e.blockedURI));
}`

// sit lets a person sign in at a tab of their own.
func sit(browser context.Context, d *testDesk, desk, name, path string) *seat {
	d.t.Helper()
	s := &seat{newTab(d.t, browser), name, desk}
	s.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: complain})
		return err
	}))
	s.signIn(name, desk+path)
	d.t.Cleanup(func() {
		if d.t.Failed() {
			at, _ := eval[string](s.tab, `location.href + " " + document.activeElement.outerHTML.slice(0, 200)`)
			d.t.Logf("%s is at %s; faults of scripts: %s", name, at, s.faults())
		}
	})
	return s
}

// press presses a control that the person sees, and waits until it did what it promises: a text
// that was not there before. The focus must not be lost.
func (s *seat) press(control, where, text string) {
	s.t.Helper()
	s.leave(control, where, text)
	s.until("a place for the focus of "+s.name+" after "+control, func() bool { return s.focus() != "BODY" })
}

// leave is press for a control that leads to another page.
func (s *seat) leave(control, where, text string) {
	s.t.Helper()
	if strings.Contains(s.text(where), text) {
		s.t.Fatalf("%s: %s has %q before %s is pressed", s.name, where, text, control)
	}
	s.hit(control)
	s.sees(where, text)
	s.lives()
}

// gone presses a control, and waits until a text that was there is not there any more.
func (s *seat) gone(control, where, text string) {
	s.t.Helper()
	s.sees(where, text)
	s.hit(control)
	s.until(fmt.Sprintf("%q is gone from %s", text, where), func() bool { return !strings.Contains(s.text(where), text) })
	s.until("a place for the focus of "+s.name+" after "+control, func() bool { return s.focus() != "BODY" })
}

// hit clicks a control once it is there, is not off, and nothing lies over it.
func (s *seat) hit(control string) {
	s.t.Helper()
	s.until(control+" of "+s.name+" takes a click", func() bool {
		hit, err := eval[bool](s.tab, fmt.Sprintf(`(() => {
			const e = document.querySelector(%q);
			if (!e || e.disabled || !e.checkVisibility()) return false;
			e.scrollIntoView({block: "nearest"});
			const r = e.getBoundingClientRect(), top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
			if (!e.contains(top)) return false;
			e.focus();
			e.click();
			return true;
		})()`, control))
		return err == nil && hit
	})
}

// types fills in a field that the person sees.
func (s *seat) types(field, text string) {
	s.t.Helper()
	s.until(field+" of "+s.name+" takes a text", func() bool {
		done, err := eval[bool](s.tab, fmt.Sprintf(`(() => {
			const e = document.querySelector(%q);
			if (!e || e.disabled || e.readOnly || !e.checkVisibility()) return false;
			e.focus();
			e.value = %q;
			e.dispatchEvent(new Event("input", {bubbles: true}));
			return document.activeElement === e;
		})()`, field, text))
		return err == nil && done
	})
}

// choose takes an option of a list.
func (s *seat) choose(list, value string) {
	s.t.Helper()
	s.script(`(() => { const l = document.querySelector(%q); l.value = %q; l.dispatchEvent(new Event("input", {bubbles: true})); l.dispatchEvent(new Event("change", {bubbles: true})); return l.value === %q; })()`,
		list, value, value)
}

// goes opens a page by its address, as from a bookmark.
func (s *seat) goes(path, where, text string) {
	s.t.Helper()
	s.open(s.desk + path)
	s.sees(where, text)
}

// faults are those that the scripts of the person's pages met.
func (s *seat) faults() string {
	got, err := eval[string](s.tab, `localStorage.getItem("faults") || ""`)
	if err != nil {
		return err.Error()
	}
	return got
}

package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// A held answer is one of the desk's that comes late: the desk has done what was asked.
type held struct {
	done    chan struct{} // the desk has answered
	release chan struct{} // the browser may hear it
}

// hold keeps back the answer to the next form of a path.
func (d *testDesk) hold(path string) *held {
	h, next := &held{make(chan struct{}), make(chan struct{})}, d.handler
	caught := false
	d.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if caught || r.Method != http.MethodPost || r.URL.Path != path {
			next.ServeHTTP(w, r)
			return
		}
		caught = true
		kept := httptest.NewRecorder()
		next.ServeHTTP(kept, r)
		close(h.done)
		<-h.release
		for name, values := range kept.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(kept.Code)
		_, _ = bytes.NewReader(kept.Body.Bytes()).WriteTo(w)
	})
	return h
}

// mouse moves to the middle of a control and presses or releases there.
func (b *tab) mouse(kind input.DispatchMouseEventType, control string) {
	b.t.Helper()
	at, err := eval[[]float64](b, `(() => { const r = document.querySelector("`+control+`").getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: at[0], Y: at[1], Button: input.MouseButtonLeft, ClickCount: 1})
		return err
	}))
}

// The answer to a form comes late, while the person does the next thing: a menu that was opened
// since stays open, and a press that has begun ends on the control that it began on.
func TestLateAnswersInBrowser(t *testing.T) {
	d := openDesk(t, withoutRobot, patient)
	p := d.platform("telegram")
	thread := d.signIn("ann").serves(p, "My parcel is lost")
	if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.PutCanned(store.Canned{Name: "hours", Text: "From ten to four."}) }); err != nil {
		t.Fatal(err)
	}
	browser := newBrowser(t)

	note, label := d.hold("/note"), d.hold("/customer")
	address := d.serve()
	b := newTab(t, browser)
	b.signIn("ann", address+"/thread/"+thread.Key())
	writes := func(text string) {
		t.Helper()
		b.script(`document.getElementById("private").open = true; document.getElementById("private-text").value = %q; true`, text)
		b.click("[data-do=note]")
	}
	writes("the first note")
	<-note.done
	b.sees("#lines", "the first note") // by the stream of changes
	b.click("#lines li.customer .more")
	b.sees("#tool", "My parcel is lost")
	close(note.release)
	b.until("the end of the form", func() bool {
		busy, err := eval[bool](b, `!!document.querySelector("form[data-busy]")`)
		return err == nil && !busy
	})
	d.says(p, "Are you there?") // what comes next is shown by another swap
	b.sees("#lines", "Are you there?")
	if got := b.text("#tool"); !strings.Contains(got, "My parcel is lost") {
		t.Errorf("the menu was closed by an answer that came late: %q", got)
	}
	if at, err := eval[string](b, `location.search`); err != nil || !strings.Contains(at, "line=") {
		t.Errorf("the page is %q, %v", at, err)
	}

	b.click("#tool-close")
	b.do(chromedp.WaitNotPresent("#tool-close")) // the page is drawn anew, its box for the answer too
	b.cannedLate()
	b.fill("#text", "Here I am.")
	b.click("#send")
	b.sees("#phase", "with you")
	b.script(`document.getElementById("customer-panel").open = true; true`)
	b.fill("#label-name", "vip")
	b.click("[data-do=label]")
	<-label.done
	b.until("the button is down", func() bool { // the page may move it between the look and the press
		b.mouse("mousePressed", "#acts [data-do=hold]")
		down, err := eval[bool](b, `!!document.querySelector("#acts [data-do=hold]:active")`)
		if err == nil && !down {
			b.mouse("mouseReleased", "body")
		}
		return err == nil && down
	})
	d.says(p, "Hello?") // changes the part of the page that is pressed
	close(label.release)
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`fetch(location.href, {headers: {"X-Part": "1"}}).then(r => r.text())`, chromedp.EvalAwaitPromise)); err != nil {
		t.Fatal(err)
	}
	b.mouse("mouseReleased", "#acts [data-do=hold]")
	d.until("the hold that was pressed", func() bool { return d.state(thread).Phase == session.PhaseHold })
	b.sees("#about .labels", "vip")
}

// cannedLate lets the list of canned answers come after the "/" that asked for it is gone: the list
// stays closed.
func (b *tab) cannedLate() {
	b.t.Helper()
	const typed = `box.dispatchEvent(new Event("input", {bubbles: true})); true`
	b.script(`window.box = document.getElementById("text"); window.soon = window.fetch; window.fetch = async (...of) => {
		const answer = await soon(...of);
		if (!of[0].startsWith("/canned/list")) return answer;
		const html = await answer.text();
		return {ok: true, text: () => new Promise(done => { window.late = () => done(html); })};
	}; true`)
	b.script(`box.value = "/h"; box.setSelectionRange(2, 2); ` + typed)
	b.until("the list, which does not come yet", func() bool {
		asked, err := eval[bool](b, `"late" in window`)
		return err == nil && asked
	})
	b.script(`window.fetch = soon; box.value = ""; ` + typed)
	b.script(`late(); true`)
	b.script(`document.getElementById("canned").hidden && !box.hasAttribute("aria-controls")`)
}

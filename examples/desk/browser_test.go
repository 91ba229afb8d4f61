package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel/directory"
)

// A tab is a page in a browser: one person at one desk. Its methods fail the test.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// patient gives people at browsers the time that a slow machine takes: the demo's offers end after
// seconds, and an agent who does not answer soon loses the customer.
func patient(r *directory.Record) {
	r.Routing.RequestTTL, r.Routing.QueueWait, r.Routing.TransferWait = 600, 660, 600
	r.Silence.Customer, r.Silence.CustomerWarn, r.Silence.Called, r.Silence.Agent = 3600, 0, 0, 0
}

// newBrowser starts a browser without a window, Chromium's shell if it is there, which has none and
// takes half of the time of a whole browser. Where none is installed the test is skipped, but
// not in CI. The short form has no browsers: what they ask the desk for, tests over HTTP ask, too.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browsers are not in the short form")
	}
	if os.Getenv("DESK_BROWSERS") == "none" {
		t.Skip("without browsers")
	}
	path := ""
	for _, name := range []string{"chromium-headless-shell", "chromium", "google-chrome", "chromium-browser"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		missing(t, "a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// missing skips a test whose tool is not there; see .ci/need/desk.sh.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing", what)
	}
	t.Skipf("%s is missing", what)
}

// newTab opens a tab with cookies of its own.
func newTab(t *testing.T, browser context.Context) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of its first call
		t.Fatal(err)
	}
	b := &tab{t, ctx}
	b.do(chromedp.EmulateViewport(1280, 800))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.shot("failed")
		b.t.Fatalf("%v\npage: %s", err, b.text("body"))
	}
}

func (b *tab) open(url string) { b.t.Helper(); b.do(chromedp.Navigate(url)) }

// signIn opens a page for a person, and waits until it lives.
func (b *tab) signIn(name, url string) {
	b.t.Helper()
	b.open(url)
	b.fill("#name", name)
	b.fill("#password", password)
	b.click("#sign-in button")
	b.do(chromedp.WaitNotPresent("#sign-in"))
	b.lives()
}

// lives waits until the scripts of a page run: before, its forms and links load another page.
func (b *tab) lives() {
	b.t.Helper()
	b.until("a live page", func() bool {
		lives, err := eval[bool](b, `document.readyState === "complete" && (!document.getElementById("desk") || document.getElementById("desk").dataset.live === "1")`)
		return err == nil && lives
	})
}

// click presses what a person sees there. The page changes by itself: a thing that was drawn anew
// meanwhile is looked for again.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.again(chromedp.Click(selector, chromedp.NodeVisible))
}

// again does a step until the page has held still for it.
func (b *tab) again(step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for range 5 {
		ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
		err := chromedp.Do(ctx, step)
		cancel()
		if err == nil || !strings.Contains(err.Error(), "-32000") { // no such node any more
			b.do(chromedp.Func(func(context.Context, *chromedp.Target) error { return err }))
			return
		}
	}
	b.do(step)
}

func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(selector))
	if _, err := eval[string](b, fmt.Sprintf(`document.querySelector(%q).value = ""`, selector)); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.SendKeys(selector, text))
}

// text is what a person reads there; empty if there is no such thing.
func (b *tab) text(selector string) string {
	text, err := eval[string](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => e.innerText).join("\n")`, selector))
	if err != nil {
		return err.Error()
	}
	return text
}

func eval[T any](b *tab, script string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](script))
}

// sees waits until the page shows a text.
func (b *tab) sees(selector, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("%q in %s", text, selector), func() bool { return strings.Contains(b.text(selector), text) })
}

// until waits for a condition, with a pause of 20 ms between two looks. The page changes by itself:
// there is nothing else to wait on.
func (b *tab) until(what string, ok func() bool) {
	b.t.Helper()
	for end := time.Now().Add(2 * time.Minute); !ok(); {
		if time.Now().After(end) {
			b.shot("failed")
			b.t.Fatalf("waited in vain for %s\npage: %s", what, b.text("body"))
		}
		b.do(chromedp.Sleep(20 * time.Millisecond))
	}
}

// shot takes a picture of the page if a folder for it is named by DESK_SHOTS.
func (b *tab) shot(name string) {
	folder := os.Getenv("DESK_SHOTS")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, strings.ReplaceAll(b.t.Name(), "/", "-")+"-"+name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Log("screenshot:", err)
	}
}

// accessible asks axe-core what keeps people out of the page; nothing serious may. The rule of
// WCAG 2.2, on the size of targets, is off unless it is named.
func (b *tab) accessible(page string) {
	b.t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		b.t.Fatal(err)
	}
	axe, err := os.ReadFile(filepath.Join(cache, "contactkit", "axe-4.11.0.js"))
	if err != nil {
		missing(b.t, "axe-core")
	}
	if there, err := eval[bool](b, `typeof axe === "object"`); err != nil || !there {
		if _, err := eval[bool](b, string(axe)+"; true"); err != nil {
			b.t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}}).then(r => JSON.stringify(
		r.violations.map(v => ({rule: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map(n => n.target.join(" ") + ": " + n.failureSummary)}))))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	var faults []struct {
		Rule, Impact string
		Nodes        []string
	}
	if err := json.Unmarshal([]byte(found), &faults); err != nil {
		b.t.Fatal(err)
	}
	for _, f := range faults {
		if f.Impact == "serious" || f.Impact == "critical" {
			b.t.Errorf("%s: %s (%s): %s", page, f.Rule, f.Impact, strings.Join(f.Nodes, "\n"))
		} else {
			b.t.Logf("%s: %s (%s)", page, f.Rule, f.Impact)
		}
	}
}

package main

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

const password = "correct horse 9"

// open opens a desk on pretended platforms, at an address of its own, with an administrator and two agents.
func open(t *testing.T) (*Desk, *world.World, string) {
	t.Helper()
	w := world.New(nil)
	faq, err := robot.ParseFAQ(robot.Example)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Folder: t.TempDir(), Queues: demoQueues, Robot: faq, HTTP: w.Client(),
		Limiter: dispatch.NewMemory(dispatch.MemoryConfig{Empty: true}), Log: slog.New(slog.DiscardHandler),
	}
	for _, r := range w.Records() {
		o.Records = append(o.Records, demoRecord(r))
	}
	desk, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []store.Person{
		{ID: "boss", Name: "Bo the boss", Role: store.RoleAdmin, Queues: demoQueues, Room: 5},
		{ID: "ann", Name: "Ann", Role: store.RoleAgent, Queues: demoQueues, Room: 5},
		{ID: "ben", Name: "Ben", Role: store.RoleAgent, Queues: demoQueues, Room: 5},
	} {
		if err := desk.Store.PutPerson(t.Context(), p, password); err != nil {
			t.Fatal(err)
		}
	}
	pages := desk.Pages(o)
	server := httptest.NewServer(desk.Handler(pages))
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- desk.Engine.Run(ctx) }()
	for _, p := range w.Platforms {
		p.Server.HookURL(server.URL+p.Record.CallbackPath(), server.Client())
	}
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := desk.Close(); err != nil {
			t.Error(err)
		}
	})
	return desk, w, server.URL
}

// signIn signs a person in and begins to take customers.
func signIn(t *testing.T, browser context.Context, desk, name string) *tab {
	t.Helper()
	b := newTab(t, browser)
	b.open(desk)
	b.fill("#name", name)
	b.fill("#password", password)
	b.click("#sign-in button")
	b.do(chromedp.WaitVisible("#status"))
	return b
}

// flush delivers what customers did.
func flush(t *testing.T, p *world.Platform) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := p.Server.Flush(ctx); err != nil {
		t.Fatal(err)
	}
}

// got waits until a customer got a text from us, and returns how often it came.
func got(t *testing.T, b *tab, p *world.Platform, text string) {
	t.Helper()
	count := func() (n int) {
		for _, m := range p.Received() {
			if m.Contact == p.Contact && m.Text == text {
				n++
			}
		}
		return n
	}
	b.until("the customer to get "+text, func() bool { return count() > 0 })
	if n := count(); n != 1 {
		t.Fatalf("the customer got %q %d times", text, n)
	}
}

// A customer's way through the desk, in the browsers of two agents: robot, keyword, agent, transfer, end.
func TestJourney(t *testing.T) {
	browser := newBrowser(t)
	for i, name := range []string{telegram.Platform, facebook.Platform, twitter.Platform} {
		t.Run(name, func(t *testing.T) {
			_, w, address := open(t)
			p := w.Platforms[i]
			ann, ben := signIn(t, browser, address, "ann"), signIn(t, browser, address, "ben")
			ann.accessible("an empty desk")
			ann.click("#ready")
			ann.do(chromedp.WaitVisible("#pause"))

			p.Meet(p.Contact, "Carla")
			p.Server.Say(p.Contact, "Where is my parcel?")
			flush(t, p)
			got(t, ann, p, "Does that help?")
			ann.click(`[data-tab="robot"]`)
			ann.sees("#list", "Does that help?")
			ann.shot("1-robot")

			p.Tap(p.Contact, "Talk to a person")
			flush(t, p)
			ann.click(`#offers [data-do="accept"]`)
			ann.do(chromedp.WaitVisible("#answer"))
			ann.sees("#customer", "Carla")
			ann.sees("#phase", "")
			ann.sees("#lines", "Talk to a person")
			ann.accessible("a conversation")

			p.Photo(p.Contact, "It looked like this")
			p.Server.Say(p.Contact, markup)
			flush(t, p)
			ann.sees("#lines", markup)
			ann.do(chromedp.WaitVisible(`#lines [data-file="here"] img`))
			ann.until("the photo to be drawn", func() bool {
				n, err := eval[int](ann, `[...document.querySelectorAll("#lines .file img")].filter(i => i.complete && i.naturalWidth == 160).length`)
				return err == nil && n == 1
			})
			if hacked, err := eval[bool](ann, `"hacked" in window || document.querySelectorAll("#lines script, #lines iframe, #lines [onerror]").length > 0`); err != nil || hacked {
				t.Errorf("a customer's markup became part of the page (%v)", err)
			}

			ann.fill("#text", "Hello Carla, I am looking into it.")
			ann.shot("2-agent")
			ann.click("#send")
			got(t, ann, p, "Hello Carla, I am looking into it.")
			ann.sees(`#lines [data-side="agent"] [data-is]`, "sent")
			if p.Read != nil {
				p.Read(p.Contact)
				flush(t, p)
				ann.do(chromedp.WaitVisible(`#lines [data-side="agent"] [data-is="read"]`))
			}
			if p.Type != nil {
				p.Type(p.Contact)
				flush(t, p)
				ann.do(chromedp.WaitVisible("#typing"))
				ann.shot("3-typing")
			}

			ben.click("#ready")
			ben.do(chromedp.WaitVisible("#pause"))
			ann.click("#transfer summary")
			ann.do(chromedp.SetValue("#to", "agent:ben"))
			ann.shot("4-transfer")
			ann.click(`[data-do="transfer"]`)
			ben.click(`#offers [data-do="accept"]`)
			ben.do(chromedp.WaitVisible("#answer"))
			ben.sees("#lines", "Hello Carla, I am looking into it.")
			ann.do(chromedp.WaitVisible("#shut"))
			ann.shot("5-handed-over")

			ben.fill("#text", "It will be there tomorrow.")
			ben.do(chromedp.SendKeys("#text", "\r"))
			got(t, ben, p, "It will be there tomorrow.")
			ben.do(chromedp.EmulateViewport(390, 844))
			ben.shot("6-phone")
			ben.click(`[data-do="close"]`)
			ben.do(chromedp.WaitVisible(`#phase[data-phase="closed"]`))
			ben.sees("#lines", "The conversation has ended")
			ben.accessible("an ended conversation on a phone")
			ben.shot("7-ended")
		})
	}
}

// markup is what a customer writes who wants to run a program in an agent's browser.
const markup = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"><iframe srcdoc="<script>parent.hacked=1</script>">`

// The page tells what changed while nobody touches it.
func TestPageIsLive(t *testing.T) {
	browser := newBrowser(t)
	_, w, address := open(t)
	p := w.Platforms[0]
	ann := signIn(t, browser, address, "ann")
	ann.click(`[data-tab="robot"]`)
	p.Server.Say(p.Contact, "hello, I am new here")
	flush(t, p)
	ann.sees("#list", strings.TrimSpace("Ask me about orders"))
}

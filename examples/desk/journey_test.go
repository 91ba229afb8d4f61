package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

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

// A customer's way through the desk, in the browsers of two agents: robot, keyword, agent,
// transfer, end.
func TestJourney(t *testing.T) {
	browser := newBrowser(t)
	for i, name := range []string{telegram.Platform, facebook.Platform, twitter.Platform} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t, patient)
			address := d.serve()
			p := d.world.Platforms[i]
			ann, bob := newTab(t, browser), newTab(t, browser)
			ann.signIn("ann", address)
			bob.signIn("bob", address)
			ann.accessible("an empty desk")
			ann.click("#ready")
			ann.do(chromedp.WaitVisible("#pause"))

			p.Meet(p.Contact, "Carla")
			p.Server.Say(p.Contact, "Where is my parcel?")
			d.flush(p)
			got(t, ann, p, "Does that help?")
			ann.click(`[data-tab="robot"]`)
			ann.sees("#list", "Does that help?")
			ann.shot("1-robot")

			p.Tap(p.Contact, "Talk to a person")
			d.flush(p)
			ann.click(`#offers [data-do="accept"]`)
			ann.do(chromedp.WaitVisible("#answer"))
			ann.sees("#customer", "Carla")
			ann.sees("#phase", "")
			ann.sees("#lines", "Talk to a person")
			ann.accessible("a conversation")

			p.Photo(p.Contact, "It looked like this")
			p.Server.Say(p.Contact, markup)
			d.flush(p)
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
				d.flush(p)
				ann.do(chromedp.WaitVisible(`#lines [data-side="agent"] [data-is="read"]`))
			}
			if p.Type != nil {
				ann.until("the sign that the customer writes", func() bool { // it lasts ten seconds: who goes on gives it again
					p.Type(p.Contact)
					d.flush(p)
					shown, err := eval[bool](ann, `!!document.querySelector("#typing")?.checkVisibility()`)
					return err == nil && shown
				})
				ann.shot("3-typing")
			}

			bob.click("#ready")
			bob.do(chromedp.WaitVisible("#pause"))
			ann.click("#transfer summary")
			ann.again(chromedp.SetValue("#to", "agent:bob"))
			ann.shot("4-transfer")
			ann.click(`[data-do="transfer"]`)
			bob.click(`#offers [data-do="accept"]`)
			bob.do(chromedp.WaitVisible("#answer"))
			bob.sees("#lines", "Hello Carla, I am looking into it.")
			ann.do(chromedp.WaitVisible("#shut"))
			ann.shot("5-handed-over")

			bob.fill("#text", "It will be there tomorrow.")
			bob.do(chromedp.SendKeys("#text", "\r"))
			got(t, bob, p, "It will be there tomorrow.")
			bob.do(chromedp.EmulateViewport(390, 844))
			bob.shot("6-phone")
			bob.click(`[data-do="close"]`)
			bob.do(chromedp.WaitVisible(`#phase[data-phase="closed"]`))
			bob.sees("#lines", "The conversation has ended")
			bob.accessible("an ended conversation on a phone")
			bob.shot("7-ended")
		})
	}
}

// markup is what a customer writes who wants to run a program in an agent's browser.
const markup = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"><iframe srcdoc="<script>parent.hacked=1</script>">`

// The page shows changes while it is not touched.
func TestPageIsLive(t *testing.T) {
	browser := newBrowser(t)
	d := openDesk(t)
	address := d.serve()
	p := d.world.Platforms[0]
	ann := newTab(t, browser)
	ann.signIn("ann", address)
	ann.click(`[data-tab="robot"]`)
	p.Server.Say(p.Contact, "hello, I am new here")
	d.flush(p)
	ann.sees("#list", strings.TrimSpace("Ask me about orders"))
}

package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/examples/desk/store"
)

var offerEnds = regexp.MustCompile(`ends in \d+:\d\d`)

// The page changes while a person works on it: the input, the position and the opened parts stay.
func TestLivePageKeepsWhatIsTyped(t *testing.T) {
	d := openDesk(t, withoutRobot, patient)
	address := d.serve()
	b := newTab(t, newBrowser(t))
	b.signIn("ann", address+"/")
	b.script(`tell = () => {}; true`) // neither typing nor seen is told to the platform: such a call would lose its answer below
	b.click("#ready")
	b.sees("#status", "Ready")
	p := d.platform("facebook")
	d.says(p, "My parcel is lost")
	b.until("the end of the offer", func() bool { return offerEnds.MatchString(b.text("#offers")) })
	b.accessible("offers")
	b.click("#offers [data-do=accept]")
	b.sees("#phase", "waits for you") // the page of the list, which is asked for meanwhile, does not replace it

	b.fill("#text", "I am typing this")
	const stand = `(() => { const t = document.getElementById("text");
		return [t.value, document.activeElement.id, t.selectionStart, t.selectionEnd, document.getElementById("more").open].join(" | "); })()`
	if _, err := eval[bool](b, `document.getElementById("text").setSelectionRange(3, 5); document.getElementById("more").open = true; true`); err != nil {
		t.Fatal(err)
	}
	d.says(p, "Hello?")
	b.sees("#lines", "Hello?")
	d.pass(2 * time.Second) // the window's end is another: the box is swapped, too
	d.says(p, "Are you there?")
	b.sees("#lines", "Are you there?")
	if got, err := eval[string](b, stand); err != nil || got != "I am typing this | text | 3 | 5 | true" {
		t.Errorf("%s, %v", got, err)
	}
	b.sees("#length", "16 of")
	b.sees("#window", "for another")

	b.fill("#text", "Here I am")
	b.do(chromedp.SendKeys("#text", "\r"))
	b.sees("#lines li.agent", "sent")
	if got, err := eval[string](b, `document.getElementById("text").value`); err != nil || strings.TrimSpace(got) != "" {
		t.Errorf("the box still says %q, %v", got, err)
	}
	// A refused message is given back.
	if _, err := eval[bool](b, fmt.Sprintf(`document.getElementById("text").value = "y".repeat(%d); true`, 40_001)); err != nil {
		t.Fatal(err)
	}
	b.click("#send")
	b.sees("#note", "The text is too long.")
	if n, err := eval[int](b, `document.getElementById("text").value.length`); err != nil || n != 40_001 {
		t.Errorf("%d characters are left, %v", n, err)
	}
	p.Photo(p.Contact, "")
	d.flush(p)
	b.until("the photo", func() bool {
		there, err := eval[bool](b, `!!document.querySelector("#lines img")?.naturalWidth`)
		return err == nil && there
	})
	b.script(`document.getElementById("text").value = "Lost?"; true`)
	p.Lose()
	b.click("#send")
	b.sees("#lines", "may have arrived")
	b.accessible("conversation")
	b.shot("conversation")
}

func TestTransferBetweenTwoBrowsers(t *testing.T) {
	d := openDesk(t, withoutRobot, patient)
	address := d.serve()
	thread := d.signIn("ann").serves(d.platform("telegram"), "Hello")
	browser := newBrowser(t)
	ann, bob := newTab(t, browser), newTab(t, newBrowser(t))
	ann.signIn("ann", address+"/thread/"+thread.Key())
	ann.sees("#phase", "waits for you")
	bob.signIn("bob", address+"/thread/"+thread.Key())
	bob.sees("#shut", "Somebody else serves this customer.")
	bob.accessible("read only")
	ann.click("#transfer summary")
	if _, err := eval[bool](ann, `document.querySelector("#to").value = "agent:bob"; true`); err != nil {
		t.Fatal(err)
	}
	ann.click("[data-do=transfer]")
	bob.sees("#offers", "Ann <b> asks you to take over")
	bob.click("#acts [data-do=accept]")
	bob.sees("#phase", "waits for you")
	ann.sees("#shut", "Somebody else serves this customer.")
	for _, width := range []int64{390, 1280} {
		bob.do(chromedp.EmulateViewport(width, 844))
		for _, path := range []string{"/?tab=mine", "/?tab=closed", "/thread/" + thread.Key(), "/account"} {
			bob.open(address + path)
			name := fmt.Sprintf("%s at %d", path, width)
			bob.accessible(name)
			if wide, err := eval[int](bob, `document.documentElement.scrollWidth`); err != nil || int64(wide) > width {
				t.Errorf("%s: %d wide, %v", name, wide, err)
			}
		}
	}
}

// A customer's markup is no more than text in a browser either.
func TestMarkupDoesNotRunInABrowser(t *testing.T) {
	d := openDesk(t, withoutRobot)
	address := d.serve()
	b := newTab(t, newBrowser(t))
	b.signIn("ann", address+"/")
	p := d.platform("telegram")
	const hostile = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`
	p.Meet(p.Contact, hostile)
	thread := d.says(p, hostile)
	b.open(address + "/thread/" + thread.Key())
	b.sees("#lines", hostile)
	d.says(p, hostile+" again") // this one comes by the script
	b.sees("#lines", "again")
	title, err := eval[string](b, `document.title`)
	if err != nil || title == "run" || !strings.HasSuffix(title, "contactkit desk") {
		t.Errorf("title %q, %v", title, err)
	}
	if n, err := eval[int](b, `document.querySelectorAll("#lines img, #lines script, #head img").length`); err != nil || n != 0 {
		t.Errorf("%d elements of the customer's, %v", n, err)
	}
	if got, want := b.text("#lines li."+string(store.Customer)+" .text"), hostile+"\n"+hostile+" again"; got != want {
		t.Errorf("%q", got)
	}
}

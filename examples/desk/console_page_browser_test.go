package main

import (
	"strings"
	"testing"
)

// Earlier messages come in front of those that are shown, and stay when a new one arrives. The
// focus stays on the link.
func TestEarlierMessagesInBrowser(t *testing.T) {
	d := openDesk(t, withoutRobot)
	address := d.serve()
	p := d.platform("telegram")
	thread := d.signIn("ann").serves(p, "The very first message")
	d.fill(thread, 220)
	b := newTab(t, newBrowser(t))
	b.signIn("ann", address+"/thread/"+thread.Key())
	count := func(want string) func() bool {
		return func() bool {
			got, err := eval[string](b, `String(document.querySelectorAll("#lines > li").length)`)
			return err == nil && got == want
		}
	}
	b.until("the newest messages", count("100"))
	b.click("[data-earlier]")
	b.until("the messages before", count("200"))
	b.script(`document.activeElement.hasAttribute("data-earlier") && document.getElementById("scroll").scrollTop > 0`)
	d.says(p, "And the newest one")
	b.sees("#lines", "And the newest one")
	b.until("nothing lost", count("201"))
	b.click("[data-earlier]")
	b.sees("#lines", "The very first message")
	b.script(`!document.querySelector("[data-earlier]")`)
	lines := b.text("#lines .text")
	for _, text := range []string{"The very first message", "This is message 0 of", "This is message 219 of", "And the newest one"} {
		if n := strings.Count(lines, text); n != 1 {
			t.Errorf("%q is shown %d times", text, n)
		}
	}
}

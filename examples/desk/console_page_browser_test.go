package main

import (
	"strings"
	"testing"
)

// Earlier messages come in front of those that are shown, and stay when a new one arrives. The
// focus stays on the link. A conversation of 5,000 messages opens within ten
// seconds, or on a slow machine in ten times what one of 220 takes.
func TestEarlierMessagesInBrowser(t *testing.T) {
	d := openDesk(t, withoutRobot, patient)
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
	opens := func() (ms float64) {
		t.Helper()
		b.open(address + "/thread/" + thread.Key())
		b.until("the newest messages", count("100"))
		ms, err := eval[float64](b, `performance.getEntriesByType("navigation")[0].duration`)
		if err != nil || ms <= 0 {
			t.Fatalf("%v ms, %v", ms, err)
		}
		return ms
	}
	short := opens()
	d.refill(thread, 220, 5_000)
	long := opens()
	t.Logf("220 messages open in %.0f ms, 5,000 in %.0f ms", short, long)
	if long > 10*max(short, 1_000) { // ten seconds; more if the short one takes more than one
		t.Errorf("5,000 messages open in %.0f ms, 220 in %.0f ms", long, short)
	}
}

package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// An agent answers a comment in public and in private and hides it, in a browser: live, on a desk
// and on a phone. A typed answer stays until it was taken.
func TestPublicTalkInBrowser(t *testing.T) {
	d := openDesk(t, withoutRobot, patient)
	address := d.serve()
	b := newTab(t, newBrowser(t))
	b.signIn("ann", address+"/public")
	b.sees("#list", "No post or comment has come yet.")
	p := d.platform("facebook")
	_, talk := d.comments(p, "Is the shop open on Sundays? I would like to come by with my grandmother, who lives far away.")
	b.sees("#list", "waits for an answer")
	for _, width := range []int64{1280, 375} {
		b.do(chromedp.EmulateViewport(width, 800))
		b.open(address + "/public/" + talk.Key())
		b.sees("#lines", "on Sundays?")
		b.click("[data-do=open-public]")
		b.accessible(fmt.Sprintf("a talk at %d", width))
		if wide, err := eval[int](b, `document.documentElement.scrollWidth`); err != nil || int64(wide) > width {
			t.Errorf("%d: the page is %d wide, %v", width, wide, err)
		}
		b.shot(fmt.Sprintf("public-%d", width))
		answer := fmt.Sprintf("From ten to four (%d).", width)
		b.fill("textarea[id^=pub-]", answer)
		b.click("[data-do=public]")
		b.sees("#lines", answer)
		b.until("an empty box", func() bool {
			typed, err := eval[string](b, `document.querySelector("textarea[id^=pub-]").value`)
			return err == nil && typed == ""
		})
	}
	if got := strings.Join(published(p), "\n"); strings.Count(got, "From ten to four") != 2 {
		t.Errorf("published %q", got)
	}
	b.click("[data-do=open-private]")
	b.sees(".post-acts", "There is one for each comment, ever")
	b.fill("textarea[id^=prv-]", "Your code is 7.")
	b.click("[data-do=private]")
	b.sees("#lines", "in private")
	b.until("no second private answer", func() bool { return !strings.Contains(b.text("#lines"), "Answer in private") })
	b.click("[data-do=hide]")
	b.sees("#lines", "Show again")
	b.accessible("a hidden comment")
	b.shot("public-hidden-375")
	b.do(chromedp.EmulateViewport(1280, 800))
	b.shot("public-hidden-1280")
	b.open(address + "/")
	b.sees("#tabs", "Public")
	b.shot("console-tabs")
}

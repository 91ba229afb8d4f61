package main

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
)

// A supervisor's pages and a conversation fit into a phone, also from right to left, and are
// accessible.
func TestSupervisorPagesFitAPhone(t *testing.T) {
	d := openDesk(t, withoutRobot)
	address := d.serve()
	p := d.platform("telegram")
	p.Meet(p.Contact, "Carla")
	thread := d.signIn("ann").serves(p, "Hello")
	b := newTab(t, newBrowser(t))
	b.do(chromedp.EmulateViewport(375, 800))
	b.signIn("root", address+"/")
	for _, language := range []string{"en", "ar"} {
		d.signIn("root").post("/account/reader", url.Values{"language": {language}})
		for _, path := range []string{"/team", "/survey", "/canned", "/thread/" + thread.Key(), "/?tab=others"} {
			b.open(address + path)
			name := fmt.Sprintf("%s in %s", path, language)
			b.script(`document.querySelector("#main h1, #main h2").getBoundingClientRect().height > 0`)
			b.accessible(name)
			if wide, err := eval[int](b, `document.documentElement.scrollWidth`); err != nil || wide > 375 {
				t.Errorf("%s: %d wide, %v", name, wide, err)
			}
			b.shot(language + "-" + map[string]string{"/team": "team", "/survey": "survey", "/canned": "canned", "/?tab=others": "list"}[path])
		}
	}
	b.script(`document.documentElement.dir === "rtl"`)
}

package main

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/examples/desk/world"
)

// An administrator connects X, Facebook and Instagram in a browser, by the login pages of the
// pretended platforms, which are another site: the desk's cookie does not come back from there.
func TestConnectInBrowser(t *testing.T) {
	browser := newBrowser(t)
	d := openDesk(t, withoutRobot, withClient)
	pages := httptest.NewServer(d.world.LoginPage())
	t.Cleanup(pages.Close)
	d.options.LoginPage = func(address string) string {
		return world.LoginAddress(strings.Replace(pages.URL, "127.0.0.1", "localhost", 1), address)
	}
	d.handler = d.Handler(d.Pages(d.options))
	address := d.serve()
	b := newTab(t, browser)
	b.signIn("root", address+"/admin/")
	for _, tt := range []struct{ id, flow string }{
		{"handle", "x-oauth1"}, {"handle", "x-oauth2"}, {"page", "facebook-business"}, {"page", "instagram"},
	} {
		for _, agree := range []bool{false, true} {
			b.open(address + "/admin/channels/" + tt.id)
			b.fill("#login-base", address)
			b.click("button[value=" + tt.flow + "]")
			b.click("#login-page")
			b.sees("h1", "(pretended)")
			if agree {
				b.click("#agree")
				b.sees(".note.good", "Connected")
			} else {
				b.click("#cancel")
				b.sees(".note.bad", "cancelled")
			}
		}
	}
	d.pass(50 * 24 * time.Hour) // nothing renews
	b.open(address + "/login")
	b.fill("#name", "root")
	b.fill("#password", password)
	b.click("#sign-in button")
	b.do(chromedp.WaitNotPresent("#sign-in"))
	for _, size := range []int64{1280, 375} {
		b.do(chromedp.EmulateViewport(size, 844))
		b.open(address + "/admin/")
		b.sees("#logins", "The login ends on")
		b.accessible(fmt.Sprintf("dashboard with logins at %d", size))
		b.shot(fmt.Sprintf("dashboard-%d", size))
		b.open(address + "/admin/channels/page")
		b.sees("[data-login]", "log in again before that")
		b.accessible(fmt.Sprintf("channel with logins at %d", size))
		if wide, err := eval[int](b, `document.documentElement.scrollWidth`); err != nil || int64(wide) > size {
			t.Errorf("%d: the page is %d wide, %v", size, wide, err)
		}
		if _, err := eval[bool](b, `document.getElementById("login").scrollIntoView(); true`); err != nil {
			t.Error(err)
		}
		b.shot(fmt.Sprintf("channel-%d", size))
	}
}

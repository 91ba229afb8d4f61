package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/worktime"
)

// busy fills the desk with what a dashboard shows.
func (d *testDesk) busy() {
	d.t.Helper()
	err := d.Store.Do(d.t.Context(), func(t *store.Tx) error {
		n := 0
		for i, p := range d.world.Platforms {
			for h := range 48 {
				for range (h*7+i*5)%13 + h%(4+i)*3 {
					n++
					m := store.Message{Thread: channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}, Key: "busy/" + p.Customer(n), Side: store.Customer, At: d.now().Add(-time.Duration(h) * time.Hour)}
					if _, err := t.AddMessage(m); err != nil {
						return err
					}
				}
			}
			for k := range 40 {
				thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Customer(100 + k)}
				phase := []session.Phase{session.PhaseRobot, session.PhaseQueued, session.PhaseAgent, session.PhaseClosed, session.PhaseHold, session.PhaseAgent, session.PhaseOffline}[(k+i)%7]
				c := store.Conversation{Thread: thread, Channel: p.Record.ID, Last: d.now(), State: session.State{ID: thread.Key(), V: session.Version, Phase: phase}}
				if err := t.SaveConversation(c); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// An adminPage is one that browsers look at.
type adminPage struct{ name, path string }

// adminPages are those of the administration, in an order that does not change.
var adminPages = []adminPage{
	{"dashboard", "/admin/"}, {"channels", "/admin/channels"}, {"channel", "/admin/channels/page"}, {"edit", "/admin/channels/page/edit"},
	{"hours", "/admin/channels/handle/hours"}, {"keywords", "/admin/channels/bot/keywords"}, {"notices", "/admin/channels/bot/notices?lang=ja"},
	{"remove", "/admin/channels/bot/remove"}, {"exports", "/admin/exports"}, {"people", "/admin/people"}, {"routing", "/admin/routing"}, {"person", "/admin/people/root"},
	{"audit", "/admin/audit"}, {"new", "/admin/channels/new"}, {"certificates", "/admin/certificates"}, {"upload", "/admin/certificates/new"}, {"replace", "/admin/certificates/own"},
	{"messages", "/admin/messages?state=uncertain"}, {"figures", "/admin/figures?measure=wait"}, {"account", "/account"}, {"new person", "/admin/people/new"},
	{"new on facebook", "/admin/channels/new?platform=facebook"}, {"new on x", "/admin/channels/new?platform=twitter"}, {"new on whatsapp", "/admin/channels/new?platform=whatsapp"},
	{"deletion", "/admin/erase"},
}

// adminDesk is a desk with something on each page, and its address.
func adminDesk(t *testing.T) (d *testDesk, address string) {
	t.Helper()
	d = stillDesk(t)
	d.busy()
	d.served(42 * time.Second)
	address = d.serve()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- d.exports(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	r := d.record("handle")
	r.Hours.Always, r.Hours.Zone = false, "Europe/Berlin"
	var err error
	if r.Hours.Schedule.Week, err = worktime.ParseWeek("Mon-Thu 09:00-13:00,14:00-18:00; Fri 09:00-12:00; Sat-Sun closed"); err != nil {
		t.Fatal(err)
	}
	d.certificates()
	r.Certificates.Trust = []string{"gateway"}
	if _, err = d.Engine.Save(t.Context(), "root", r); err != nil {
		t.Fatal(err)
	}
	return d, address
}

// certificates uploads those that adminPages name.
func (d *testDesk) certificates() {
	d.t.Helper()
	gateway, own := newIdentity(d.t, 1, "gateway.example"), newIdentity(d.t, 2, "desk.example")
	for _, c := range []store.Certificate{
		{Name: "gateway", Certificate: directory.Certificate{Certificate: []byte(gateway.certificate)}},
		{Name: "own", Certificate: directory.Certificate{Certificate: []byte(own.certificate), Key: channel.Secret(own.key)}},
	} {
		if err := d.Engine.PutCertificate(d.t.Context(), "root", c, true); err != nil {
			d.t.Fatal(err)
		}
	}
}

// By hand: a channel with a fault, keywords that are tried while one types, an export that is
// watched.
func TestAdminInBrowser(t *testing.T) {
	browser := newBrowser(t)
	d, address := adminDesk(t)
	b := newTab(t, browser)
	b.signIn("root", address+"/login")
	b.sees(".bar", "Administration")
	b.open(address + "/admin/channels/new?platform=telegram")
	b.fill("#f-name", "1 wrong")
	b.click("button[value=save]")
	b.sees("#complaints", "Name")
	b.accessible("a form with complaints")
	b.picture("complaints")
	b.open(address + "/admin/channels/bot/keywords")
	b.fill("#message", "I want to TALK to a person!")
	b.sees("#hit", "It asks for a person")
	b.picture("try")
	b.open(address + "/admin/certificates/new")
	b.fill("#name", "third")
	b.fill("#certificate", "no certificate")
	b.click("form.stack button.main")
	b.sees("#certificate-error", "neither PEM nor DER")
	b.accessible("an upload with a fault")
	b.fill("#certificate", newIdentity(t, 3, "third.example").certificate)
	b.click("form.stack button.main")
	b.sees("#certificates", "CN=third.example")
	b.click(`[aria-label="Remove third"]`)
	b.sees(".note", "The certificate third is removed.")
	b.open(address + "/admin/exports")
	b.click("form.group button.main")
	b.sees(".exports", "All as ZIP")
	if code := d.nobody().get("/admin/static/admin.js").StatusCode; code != http.StatusSeeOther {
		t.Errorf("to nobody: %d", code)
	}
}

// No page is wider than the screen in any language: wide and light, narrow and dark; in English
// also the widest dark and narrow light. axe-core looks at all of these in English, at the narrow
// ones in Arabic, which is written from right to left, and at the wide ones in Japanese, whose
// characters have a width of their own. With DESK_SHOTS there are pictures of each. Without
// -nightly, Arabic alone is looked at.
func TestAdminInLanguages(t *testing.T) {
	browser := newBrowser(t)
	languages := []string{"ar", "en", "ja", "zh", "es"}
	if !*nightly && os.Getenv("DESK_SHOTS") == "" {
		languages = languages[:1]
	}
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			d, address := adminDesk(t)
			if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.SetReader("root", language, "Asia/Riyadh") }); err != nil {
				t.Fatal(err)
			}
			b := newTab(t, browser)
			b.signIn("root", address+"/login")
			type look struct {
				name, scheme string
				w, h         int64
			}
			looks := []look{{"desktop", "light", 1280, 800}, {"phone", "dark", 375, 812}}
			if language == "en" {
				looks = append(looks, look{"wide", "dark", 1920, 1080}, look{"phone", "light", 375, 812})
			}
			for _, look := range looks {
				b.scheme(look.scheme)
				b.do(chromedp.EmulateViewport(look.w, look.h))
				for _, page := range adminPages {
					b.open(address + page.path)
					b.holdStill()
					b.fits(page.name + " " + look.name)
					if language == "en" || language == "ar" && look.name == "phone" || language == "ja" && look.name == "desktop" {
						b.accessible(strings.Join([]string{page.name, language, look.name, look.scheme}, " "))
					}
					b.picture(strings.Join([]string{strings.ReplaceAll(page.name, " ", "-"), language, look.name, look.scheme}, "-"))
					if look.name == "desktop" {
						b.do(chromedp.EmulateViewport(1920, 1080))
						b.fits(page.name + " wide")
						b.do(chromedp.EmulateViewport(look.w, look.h))
					}
				}
			}
		})
	}
}

// holdStill waits until the page's fonts are there, and ends what draws parts of it anew: what is
// looked at next stays.
func (b *tab) holdStill() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.fonts.ready.then(() => {
		for (let last = setInterval(() => {}, 1e9); last > 0; last--) clearInterval(last);
		return true;
	})`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
}

// fits checks that a page is not wider than the screen.
func (b *tab) fits(page string) {
	b.t.Helper()
	if wide, err := eval[bool](b, "document.documentElement.scrollWidth > innerWidth"); err != nil || wide {
		b.t.Errorf("%s is wider than the screen, %v", page, err)
	}
}

// scheme chooses light or dark.
func (b *tab) scheme(name string) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return err
	}))
}

// picture keeps a picture of the whole page, if the environment names a folder for it.
func (b *tab) picture(name string) {
	b.t.Helper()
	folder := os.Getenv("DESK_SHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "admin-"+name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Log("picture:", err)
	}
}

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// The pictures of the README. With DESK_PICTURES, which names a folder, they are taken anew:
//
//	DESK_PICTURES=examples/desk/pictures go test ./examples/desk -run TestPictures
func TestPictures(t *testing.T) {
	folder := os.Getenv("DESK_PICTURES")
	if folder == "" {
		t.Skip("DESK_PICTURES names no folder")
	}
	browser := newBrowser(t)
	d := openDesk(t, withoutRobot)
	d.busy()
	if err := d.Store.PutPerson(t.Context(), store.Person{ID: "ann", Name: "Ann", Role: store.RoleAgent, Queues: demoQueues, Room: 3}, ""); err != nil {
		t.Fatal(err)
	}
	ann := d.signIn("ann")
	p := d.platform(telegram.Platform)
	p.Meet(p.Contact, "Amal")
	thread := ann.serves(p, "Hello! My parcel has not arrived. Order 4711, it should have been here on Monday.")
	if err := d.Engine.Answer(t.Context(), "ann", "1", thread, channel.Message{Text: "Good morning, Amal. One moment, I am looking into it."}); err != nil {
		t.Fatal(err)
	}
	d.says(p, "Thank you! The vase is a present for Friday.")
	d.comments(d.platform(twitter.Platform), "Is the shop open on Sunday?")
	address := d.serve()
	speaks := func(person, language string) {
		t.Helper()
		if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.SetReader(person, language, "UTC") }); err != nil {
			t.Fatal(err)
		}
	}
	take := func(b *tab, name, path, scheme string, width, height int64) {
		t.Helper()
		b.scheme(scheme)
		b.do(chromedp.EmulateViewport(width, height))
		b.open(address + path)
		time.Sleep(time.Second) // pictures and fonts
		png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	agent := newTab(t, browser)
	agent.signIn("ann", address+"/login")
	take(agent, "agent", "/thread/"+thread.Key(), "light", 1200, 760)
	take(agent, "agent-phone", "/thread/"+thread.Key(), "dark", 390, 844)
	root := newTab(t, browser)
	root.signIn("root", address+"/login")
	take(root, "dashboard", "/admin/", "light", 1200, 760)
	take(root, "form", "/admin/channels/bot/edit", "dark", 1200, 760)
	speaks("root", "ar")
	take(root, "dashboard-ar", "/admin/", "light", 1200, 760)
	speaks("ann", "ar")
	take(agent, "agent-ar", "/thread/"+thread.Key(), "light", 1200, 760)
}

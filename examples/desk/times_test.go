package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// aroundMidnight adds two messages to a conversation, an hour apart: of two days in UTC, of one in
// Nepal.
func (d *testDesk) aroundMidnight(thread channel.Thread) {
	d.t.Helper()
	err := d.Store.Do(d.t.Context(), func(t *store.Tx) error {
		late := time.Date(2026, 11, 18, 23, 30, 0, 0, time.UTC)
		for n, text := range []string{"late", "early"} {
			at := late.Add(time.Duration(n) * time.Hour)
			if _, err := t.AddMessage(store.Message{Thread: thread, Key: text, Side: store.Customer, At: at, Message: channel.Message{ID: text, Text: text}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// Times are where the reader is: the day above a message, the hours of the dashboard,
// the span of an export.
func TestTimesOfTheReader(t *testing.T) {
	d := stillDesk(t)
	thread := d.served(42 * time.Second)
	d.aroundMidnight(thread)
	root := d.signIn("root")
	root.submit("/admin/exports", map[string][]string{"what": {"messages"}, "format": {"csv"}, "from": {"2026-11-18T00:00"}, "until": {"2026-11-19T00:00"}})
	for _, tt := range []struct {
		zone string
		days []string
		hour string // the dashboard's newest, which begins at 10:00 in UTC
	}{
		{"UTC", []string{"Friday, 20 November 2026", "Wednesday, 18 November 2026", "Thursday, 19 November 2026"}, "20 November 2026 10:00"},
		{"Asia/Kathmandu", []string{"Friday, 20 November 2026", "Thursday, 19 November 2026"}, "20 November 2026 15:45"},
		{"Pacific/Auckland", []string{"Friday, 20 November 2026", "Thursday, 19 November 2026"}, "20 November 2026 23:00"},
	} {
		if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.SetReader("root", "en", tt.zone) }); err != nil {
			t.Fatal(err)
		}
		var days []string
		for _, n := range root.page("/thread/" + thread.Key()).all(func(n *node) bool { return n.attr("class") == "day" }) {
			days = append(days, n.text())
		}
		if diff := cmp.Diff(tt.days, days); diff != "" {
			t.Errorf("days in %s (-want +got):\n%s", tt.zone, diff)
		}
		page := root.source("/admin/")
		if _, clock, _ := strings.Cut(tt.hour, "2026 "); !strings.Contains(page, `<th scope="row">`+tt.hour+`</th>`) || !strings.Contains(page, "<title>"+clock+": ") {
			t.Errorf("the dashboard in %s lacks the hour %s", tt.zone, tt.hour)
		}
		location, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		asked := time.Date(2026, 11, 18, 0, 0, 0, 0, time.Local).In(location).Format("from 2 January 2006 15:04 until ")
		for _, path := range []string{"/admin/exports", "/admin/audit"} {
			if !strings.Contains(root.source(path), asked) {
				t.Errorf("%s in %s lacks %q", path, tt.zone, asked)
			}
		}
	}
}

// If the account names no time zone, times are in the browser's, from the first page on.
func TestTimesOfTheBrowser(t *testing.T) {
	browser := newBrowser(t)
	d := stillDesk(t)
	thread := d.served(42 * time.Second)
	d.aroundMidnight(thread)
	address := d.serve()
	b := newTab(t, browser)
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kathmandu"})
		return err
	}))
	shows := func(path string, want ...string) {
		t.Helper()
		b.open(address + path)
		got, err := eval[string](b, `document.querySelector("#main").textContent`)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s lacks %q: %.2000s", path, w, strings.Join(strings.Fields(got), " "))
			}
		}
	}
	b.signIn("root", address+"/login")
	shows("/thread/"+thread.Key(), "05:15", "06:15")
	if got, want := b.text(".day"), "Friday, 20 November 2026\nThursday, 19 November 2026"; got != want {
		t.Errorf("days %q, want %q", got, want)
	}
	shows("/team", "since 15:45")
	shows("/admin/", "20 November 2026 15:45:42")
	b.script(`document.querySelector("#messages-table tbody tr:last-child th").textContent === "20 November 2026 15:45"`)
	b.script(`document.cookie = "zone=; Max-Age=0; Path=/"; true`) // as on the first page of a new browser
	shows("/thread/"+thread.Key(), "05:15", "06:15")
}

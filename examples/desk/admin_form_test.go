package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/examples/desk/store"
)

// No select of any page offers a value twice, or two values by the same words.
func TestNoOptionTwice(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	paths := []string{"/admin/people/root", "/admin/routing", "/admin/channels/bot/notices", "/admin/exports", "/admin/channels/bot/keywords", "/admin/channels/bot/hours", "/admin/channels/page", "/account"}
	for _, p := range platforms() {
		paths = append(paths, "/admin/channels/new?platform="+p)
	}
	for _, id := range []string{"bot", "page", "handle"} {
		paths = append(paths, "/admin/channels/"+id+"/edit")
	}
	selects := 0
	for _, language := range []string{"en", "zh", "ja", "ar", "es"} {
		if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.SetReader("root", language, "") }); err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			for _, s := range parse(t, root.source(path)).all(func(n *node) bool { return n.Data == "select" }) {
				selects++
				var values, words []string
				for _, o := range s.all(func(n *node) bool { return n.Data == "option" }) {
					values, words = append(values, o.attr("value")), append(words, o.text())
				}
				for _, list := range [][]string{values, words} {
					if slices.Sort(list); len(slices.Compact(slices.Clone(list))) != len(list) {
						t.Errorf("%s in %s: %s offers %q", path, language, s.attr("name"), list)
					}
				}
			}
		}
	}
	if selects < 500 {
		t.Errorf("only %d selects", selects)
	}
}

// shown are the names of the inputs that a reader of the page sees, without those in lists.
func shown(t *testing.T, page string) (names []string) {
	t.Helper()
	for _, n := range parse(t, page).all(func(n *node) bool { return n.attr("name") != "" && n.attr("type") != "hidden" && n.Data != "button" }) {
		seen := true
		for at := n.Node; at != nil; at = at.Parent {
			seen = seen && !(&node{t, at}).has("hidden")
		}
		if seen {
			names = append(names, n.attr("name"))
		}
	}
	return names
}

// A form shows the fields of the chosen kind and mode, without a script, too, and keeps what is
// not shown.
func TestFieldsByKind(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	for _, tt := range []struct {
		platform string
		choose   map[string]string
		has, not string
	}{
		{"telegram", nil, "secrets.token secrets.webhookSecret service.robot routing.queue routing.selection", "settings.baseUrl settings.local settings.account settings.gatewayUrl secrets.gatewayAppSecret routing.list"},
		{"telegram", map[string]string{"kind": "server"}, "settings.baseUrl settings.local secrets.token", "settings.gatewayUrl"},
		{"telegram", map[string]string{"kind": "gateway"}, "settings.gatewayUrl secrets.gatewayAppSecret settings.account secrets.token", "settings.local"},
		{"telegram", map[string]string{"service.mode": "BOT"}, "service.robot", "routing.queue service.assistant silence.agent service.keywords.mode service.keywords.list[0].text"},
		{"telegram", map[string]string{"service.mode": "AGENT", "routing.mode": "PULL"}, "routing.list routing.queue service.assistant", "service.robot routing.selection service.keywords.list[0].text"},
		{"telegram", map[string]string{"routing.lastAgent": "", "offline.on": ""}, "routing.lastAgent", "routing.lastAgentFor offline.to"},
		{"telegram", map[string]string{"hours.always": ""}, "hours.grid.mon hours.schedule.week", ""},
		{"facebook", nil, "secrets.appSecret pages[0].id", "settings.instagram settings.instagramAppId secrets.instagramAppSecret"},
		{"facebook", map[string]string{"kind": "instagram"}, "settings.instagram", "settings.instagramAppId"},
		{"facebook", map[string]string{"kind": "login"}, "settings.instagram settings.instagramAppId secrets.instagramAppSecret", ""},
		{"twitter", nil, "settings.clientId secrets.clientSecret", "secrets.accessToken secrets.accessSecret settings.env secrets.chatKeys"},
		{"twitter", map[string]string{"kind": "token", "settings.product": "premium", "settings.chat": "on"}, "secrets.accessToken secrets.accessSecret settings.env secrets.chatKeys", "settings.clientId"},
		{"whatsapp", nil, "settings.appId settings.numbers secrets.token", ""},
	} {
		path := "/admin/channels/new?platform=" + tt.platform
		form := sent(t, root.source(path), "channel")
		form.Set("offline.on", "on")
		form.Set("about", "it stays")
		for name, value := range tt.choose {
			if form.Set(name, value); value == "" {
				form.Del(name)
			}
		}
		form.Set("do", "more")
		page, _ := root.submit(path, form)
		got := shown(t, page)
		for _, name := range strings.Fields(tt.has) {
			if !slices.Contains(got, name) {
				t.Errorf("%s with %v does not show %s", tt.platform, tt.choose, name)
			}
		}
		for _, name := range strings.Fields(tt.not) {
			if slices.Contains(got, name) {
				t.Errorf("%s with %v shows %s", tt.platform, tt.choose, name)
			}
		}
		if again := sent(t, page, "channel"); again.Get("about") != "it stays" || again.Get("service.robot") != form.Get("service.robot") || len(wrong(t, page)) > 0 {
			t.Errorf("%s with %v: input is lost, or checked too early", tt.platform, tt.choose)
		}
	}
}

// Settings of another kind go when the channel is saved, and a field with a complaint is shown
// whatever the kind.
func TestChangeOfKind(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	path := "/admin/channels/new?platform=telegram"
	form := sent(t, root.source(path), "channel")
	form.Set("name", "Behind_gateway")
	form.Set("kind", "gateway")
	form.Set("settings.account", "99887766")
	form.Set("settings.gatewayUrl", "https://192.0.2.1:18800")
	form.Set("settings.gatewayTokenUrl", "https://192.0.2.1:28070")
	form.Set("settings.gatewayAppKey", "key")
	form.Set("secrets.gatewayAppSecret", "canary-gateway-secret")
	form.Set("settings.gatewayPath", "/bot/{method}")
	form.Set("do", "save")
	page, where := root.submit(path, form)
	id, _, _ := strings.Cut(strings.TrimPrefix(where, "/admin/channels/"), "?")
	if strings.Contains(id, "new") {
		t.Fatalf("not saved: %v", wrong(t, page))
	}
	if r := d.record(id); r.Settings["gatewayAppKey"] != "key" {
		t.Fatalf("stored %v", r.Settings)
	}
	page = root.source("/admin/channels/" + id + "/edit")
	if form = sent(t, page, "channel"); form.Get("kind") != "gateway" {
		t.Errorf("the form begins with the kind %q", form.Get("kind"))
	}
	form.Set("kind", "bot")
	form.Set("secrets.token", "99887766:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0")
	form.Set("do", "save")
	if page, where = root.submit("/admin/channels/"+id+"/edit", form); strings.HasSuffix(where, "/edit") {
		t.Fatalf("not saved: %v", wrong(t, page))
	}
	for name := range d.record(id).Settings {
		if strings.HasPrefix(name, "gateway") {
			t.Errorf("%s stayed", name)
		}
	}
	form = sent(t, root.source("/admin/channels/bot/edit"), "channel")
	form.Set("service.mode", "BOT")
	form.Set("routing.queue", "nobody's")
	form.Set("silence.agent", "soon")
	form.Set("do", "check")
	page, _ = root.submit("/admin/channels/bot/edit", form)
	if !slices.Contains(shown(t, page), "silence.agent") || wrong(t, page)["silence.agent"] == "" {
		t.Error("a complaint is hidden with its field")
	}
}

// Hours and holidays are entered by clicks alone, without a script.
func TestHoursByClicks(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	path := "/admin/channels/bot/hours"
	form := sent(t, root.source(path), "hours")
	form.Del("hours.always")
	form.Set("hours.zone", "Europe/Berlin")
	press := func(do string) {
		t.Helper()
		form.Set("do", do)
		page, _ := root.submit(path, form)
		if faults := wrong(t, page); len(faults) > 0 {
			t.Fatalf("%s: %v", do, faults)
		}
		form = sent(t, page, "hours")
	}
	press("add fri")
	form["hours.grid.fri.from"], form["hours.grid.fri.to"] = []string{"09:00"}, []string{"12:00"}
	press("add fri")
	form["hours.grid.fri.from"], form["hours.grid.fri.to"] = []string{"09:00", "13:00"}, []string{"12:00", "15:00"}
	form.Set("hours.grid.nonworkday", "closed")
	press("add holiday")
	form.Set("hours.holiday[0].date", "2026-12-25")
	form.Set("hours.holiday[0].yearly", "on")
	form.Set("hours.holiday[0].name", "Christmas Day")
	press("add holiday")
	press("add holiday[1]")
	form.Set("hours.holiday[1].date", "2026-12-24")
	form.Set("hours.holiday[1].from", "09:00")
	form.Set("hours.holiday[1].to", "12:00")
	form.Set("do", "save")
	page, _ := root.submit(path, form)
	if faults := wrong(t, page); len(faults) > 0 {
		t.Fatal(faults)
	}
	h := d.record("bot").Hours
	if got := h.Schedule.Week.String(); got != "Fri 09:00-12:00,13:00-15:00" || h.Always || len(h.Schedule.Nonworkday) != 0 {
		t.Errorf("week %q, other days %v", got, h.Schedule.Nonworkday)
	}
	if len(h.Holidays) != 2 || h.Holidays[0].String() != "12-25 closed Christmas Day" || h.Holidays[1].String() != "2026-12-24 09:00-12:00" {
		t.Errorf("holidays %v", h.Holidays)
	}
	form = sent(t, root.source(path), "hours")
	form.Set("do", "drop holiday 0")
	page, _ = root.submit(path, form)
	form = sent(t, page, "hours")
	form.Set("do", "save")
	root.submit(path, form)
	if h = d.record("bot").Hours; len(h.Holidays) != 1 || h.Holidays[0].Date.String() != "2026-12-24" {
		t.Errorf("holidays %v", h.Holidays)
	}
}

// With a script, fields follow the choices at once, and rows come and go in place; both by keyboard
// alone.
func TestFormInBrowser(t *testing.T) {
	browser := newBrowser(t)
	d, address := adminDesk(t)
	b := newTab(t, browser)
	b.signIn("root", address+"/login")
	visible := func(selector string) bool {
		got, err := eval[bool](b, `(document.querySelector("`+selector+`")?.checkVisibility() ?? false)`)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	b.open(address + "/admin/channels/new?platform=telegram")
	if visible("#f-settings-gatewayUrl") || !visible("#f-secrets-token") {
		t.Error("the form of a bot begins with other fields")
	}
	b.do(chromedp.Focus("#f-kind"), chromedp.KeyEvent("A bot behind"))
	b.until("the fields of a gateway", func() bool { return visible("#f-settings-gatewayUrl") })
	b.do(chromedp.Focus("#f-service-mode"), chromedp.KeyEvent("Robot alone"))
	b.until("no fields of agents", func() bool { return !visible("#f-routing-queue") && !visible("#g-routing") })
	b.accessible("a form by kind")

	b.open(address + "/admin/channels/handle/hours")
	b.do(chromedp.Focus(`button[value="add sat"]`), chromedp.KeyEvent("\r"))
	b.until("a time on Saturday", func() bool { return visible(`input[name='hours.grid.sat.from']`) })
	b.until("the focus in it", func() bool {
		at, err := eval[string](b, `document.activeElement.name`)
		return err == nil && at == "hours.grid.sat.from"
	})
	b.do(chromedp.KeyEvent("0900AM"), chromedp.KeyEvent("\t"))
	if _, err := eval[bool](b, `document.querySelector("input[name='hours.grid.sat.to']").focus() ?? true`); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.KeyEvent("1100AM"))
	b.until("Saturday in the picture", func() bool {
		got, err := eval[bool](b, `document.getElementById("week").textContent.includes("Sat 21 Nov 09:00–11:00")`)
		return err == nil && got
	})
	b.do(chromedp.Focus(`button[value="add holiday"]`), chromedp.KeyEvent("\r"))
	b.until("a holiday", func() bool { return visible(`input[name='hours.holiday[0].date']`) })
	b.do(chromedp.KeyEvent("12252026"))
	b.fill(`input[name='hours.holiday[0].name']`, "Christmas")
	b.click(`input[name='hours.holiday[0].yearly']`)
	b.holdStill()
	b.accessible("hours by clicks")
	b.fits("hours by clicks")
	b.picture("hours-clicks")
	b.click("button.main")
	b.sees(".note", "Saved.")
	if h := d.record("handle").Hours; len(h.Holidays) != 1 || h.Holidays[0].String() != "12-25 closed Christmas" || !strings.Contains(h.Schedule.Week.String(), "Sat 09:00-11:00") {
		t.Errorf("stored %v, %v", h.Holidays, h.Schedule.Week)
	}
}

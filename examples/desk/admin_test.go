package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

func TestAdminPagesAreForAdministrators(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	ann := d.signIn("ann")
	for _, path := range []string{
		"/admin/", "/admin/channels", "/admin/channels/new", "/admin/channels/new?platform=twitter", "/admin/channels/page", "/admin/channels/page/edit",
		"/admin/channels/page/edit?check=1", "/admin/channels/bot/hours", "/admin/channels/handle/keywords", "/admin/channels/bot/remove", "/admin/audit",
		"/admin/exports", "/admin/people", "/admin/people/new", "/admin/people/root", "/admin/routing", "/admin/figures?measure=wait", "/admin/channels/bot/notices",
	} {
		got := []int{d.nobody().get(path).StatusCode, ann.get(path).StatusCode, root.get(path).StatusCode}
		if !slices.Equal(got, []int{http.StatusSeeOther, http.StatusForbidden, http.StatusOK}) {
			t.Errorf("%s: %v for nobody, an agent, an administrator", path, got)
		}
	}
	for _, path := range []string{"/admin/channels/new", "/admin/channels/bot/state", "/admin/channels/bot/revoke", "/admin/channels/bot/remove", "/admin/people/ann", "/admin/exports", "/admin/queues", "/admin/queues/remove", "/admin/routing/skills", "/admin/routing/channels/bot", "/admin/channels/bot/notices"} {
		if code := ann.post(path, url.Values{}).StatusCode; code != http.StatusForbidden {
			t.Errorf("POST %s by an agent: %d", path, code)
		}
	}
	for _, path := range []string{"/admin/nothing", "/admin/channels/none", "/admin/channels/none/edit", "/admin/people/none", "/admin/exports/none/file.csv"} {
		if code := root.get(path).StatusCode; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// A form shows each fault at its field, and keeps all input: credentials too, though they are not
// in the page.
func TestNewChannel(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	page := root.source("/admin/channels/new?platform=facebook")
	form := sent(t, page, "channel")
	form.Set("name", "1 wrong name")
	form.Set("settings.appId", "60007")
	form.Set("secrets.appSecret", "canary-app-secret")
	form.Set("pages[0].id", "70007")
	form.Set("pages[0].token", "canary-page-token")
	form.Set("service.keywords.list[0].text", "agent")
	form.Set("silence.customer", "soon")
	form.Set("hours.schedule.workday", "9 to 5")
	form.Set("routing.queue", "nobody's")
	form.Set("service.robot", "faq")
	form.Set("notices.end", "Good-bye\n<b>&")
	form.Set("do", "save")
	page, _ = root.submit("/admin/channels/new?platform=facebook", form)
	got := wrong(t, page)
	for _, field := range []string{"name", "silence.customer", "hours.schedule.workday", "routing.queue"} {
		if got[field] == "" {
			t.Errorf("no complaint beside %s: %v", field, got)
		}
	}
	if len(got) != 4 {
		t.Errorf("complaints %v", got)
	}
	again := sent(t, page, "channel")
	for _, field := range []string{"name", "settings.appId", "pages[0].id", "service.keywords.list[0].text", "silence.customer", "hours.schedule.workday", "routing.queue", "notices.end"} {
		if again.Get(field) != form.Get(field) {
			t.Errorf("%s was %q and is %q", field, form.Get(field), again.Get(field))
		}
	}
	if strings.Contains(page, "canary") || strings.Count(page, "entered, not saved yet") != 2 {
		t.Errorf("credentials in the page, or lost")
	}

	again.Set("name", "Second_page")
	again.Set("silence.customer", "10")
	again.Set("silence.customer:unit", "min")
	again.Set("hours.schedule.workday", "09:00-17:00")
	again.Set("routing.queue", "support")
	again.Set("do", "save")
	page, where := root.submit("/admin/channels/new?platform=facebook", again)
	id, _, _ := strings.Cut(strings.TrimPrefix(where, "/admin/channels/"), "?")
	r := d.record(id)
	if r.State != directory.Draft || r.Secrets.Keys["appSecret"].First() != "canary-app-secret" || r.Secrets.Tokens["pages"]["70007"].First() != "canary-page-token" ||
		r.Notices.End != "Good-bye\n<b>&" || r.Silence.Customer != 600 {
		t.Errorf("stored %+v", r)
	}
	made := r.Secrets.Keys["verifyToken"].First().Reveal()
	if made == "" || !strings.Contains(page, made) {
		t.Error("the verify token that the desk made up is not shown")
	}
	if page = root.source(where); strings.Contains(page, made) {
		t.Error("it is shown twice")
	}
	if !strings.Contains(page, "https://example.com/facebook/"+id) {
		t.Error("no callback URL")
	}
	page, _ = root.submit("/admin/channels/"+id+"/state", url.Values{"to": {"active"}})
	if d.record(id).State != directory.Active {
		t.Errorf("not active: %s", page)
	}
	var audits []store.Audit
	d.view(func(t *store.Tx) (err error) { audits, err = t.Audits(10); return err })
	if len(audits) != 2 || audits[0].What != "active Second_page" || audits[1].What != "added Second_page" || audits[1].Person != "root" {
		t.Errorf("audits %+v", audits)
	}
}

// A draft with faults cannot be activated, and the form says why.
func TestActivateIncomplete(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	form := sent(t, root.source("/admin/channels/new?platform=telegram"), "channel")
	form.Set("name", "Another_bot")
	form.Set("secrets.token", "99887766:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0")
	form.Set("do", "save")
	_, where := root.submit("/admin/channels/new?platform=telegram", form)
	id, _, _ := strings.Cut(strings.TrimPrefix(where, "/admin/channels/"), "?")
	page, where := root.submit("/admin/channels/"+id+"/state", url.Values{"to": {"active"}})
	if !strings.Contains(where, "/edit?check=1") || d.record(id).State != directory.Draft {
		t.Fatalf("led to %s", where)
	}
	got := wrong(t, page)
	if got["service.robot"] == "" || got["routing.queue"] == "" || !strings.Contains(page, "customers need a word") && !strings.Contains(page, "Customers need a word") {
		t.Errorf("complaints %v", got)
	}
}

// Two administrators have the same form open.
func TestSomebodyElseWasFaster(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	mine, theirs := sent(t, root.source("/admin/channels/bot/edit"), "channel"), sent(t, root.source("/admin/channels/bot/edit"), "channel")
	theirs.Set("notices.end", "theirs")
	theirs.Set("do", "save")
	root.submit("/admin/channels/bot/edit", theirs)
	mine.Set("about", "mine")
	mine.Set("do", "save")
	page, _ := root.submit("/admin/channels/bot/edit", mine)
	if r := d.record("bot"); r.Notices.End != "theirs" || r.About != "" {
		t.Errorf("overwritten: %+v", r)
	}
	if !strings.Contains(page, "Somebody else changed this channel meanwhile") || !strings.Contains(page, "stored: &#34;theirs&#34;") {
		t.Error("nothing says so")
	}
	again := sent(t, page, "channel")
	if again.Get("about") != "mine" {
		t.Error("what was typed is lost")
	}
	again.Set("do", "save")
	root.submit("/admin/channels/bot/edit", again)
	if r := d.record("bot"); r.About != "mine" || r.Notices.End == "theirs" {
		t.Errorf("not stored: %+v", r)
	}
}

// An edit that changes nothing changes nothing: the form is the whole record.
func TestFormHoldsTheWholeRecord(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	for _, id := range []string{"bot", "page", "handle"} {
		r := d.record(id)
		r.About, r.Unit, r.ServiceID = "two\nlines", "", "crm-7"
		r.Hours.Always, r.Hours.Zone = false, "Europe/Paris"
		r.Hours.Schedule.Workday = nil
		r.Attributes = []directory.Attribute{
			{Key: "tier", Label: "Tier", Type: directory.String50, Options: []string{"gold", "silver"}, Value: "gold", Required: true, Help: "which"},
			{Key: "pin", Type: directory.Password},
			{Key: "list", Type: directory.StringList, Value: "a\nb"},
		}
		r.Secrets.Attributes = map[string]channel.Secret{"pin": "canary-pin"}
		never := directory.Seconds(0)
		r.Offline.Outbound = &never
		before, err := d.Engine.Save(t.Context(), "root", r)
		if err != nil {
			t.Fatal(err)
		}
		form := sent(t, root.source("/admin/channels/"+id+"/edit"), "channel")
		form.Set("do", "save")
		page, where := root.submit("/admin/channels/"+id+"/edit", form)
		if strings.HasSuffix(where, "/edit") {
			t.Fatalf("%s: %v", id, wrong(t, page))
		}
		if changes := directory.Diff(before, d.record(id)); len(changes) > 0 {
			t.Errorf("%s changed: %+v", id, changes)
		}
	}
}

func TestRotateAndRevoke(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	old := d.record("bot").Secrets.Keys["webhookSecret"].First().Reveal()
	page, _ := root.submit("/admin/channels/bot/rotate", url.Values{"field": {"webhookSecret"}, "make": {"1"}, "rev": {"1"}})
	keys := d.record("bot").Secrets.Keys["webhookSecret"]
	if len(keys) != 2 || keys[1].Secret.Reveal() != old || !keys[1].Until.Equal(d.now().Add(directory.DefaultOverlap)) || !strings.Contains(page, keys[0].Secret.Reveal()) {
		t.Fatalf("keys until %v; shown %v", keys, strings.Contains(page, keys[0].Secret.Reveal()))
	}
	if page = root.source("/admin/channels/bot"); !strings.Contains(page, "1 former still valid") || strings.Contains(page, old) || strings.Contains(page, keys[0].Secret.Reveal()) {
		t.Error("the page shows a credential, or not what became of it")
	}
	root.submit("/admin/channels/bot/revoke", url.Values{})
	if keys := d.record("bot").Secrets.Keys["webhookSecret"]; len(keys) != 1 || keys.First().Reveal() == old {
		t.Errorf("%d keys", len(keys))
	}
	root.submit("/admin/channels/page/rotate", url.Values{"field": {"pages"}, "account": {d.world.Platforms[1].Account}, "secret": {"another-token"}, "rev": {"1"}})
	if got := d.record("page").Secrets.Tokens["pages"][d.world.Platforms[1].Account]; len(got) != 2 || got.First() != "another-token" {
		t.Errorf("%d tokens", len(got))
	}
	page, _ = root.submit("/admin/channels/page/rotate", url.Values{"field": {"appSecret"}, "secret": {"another-secret"}, "rev": {"1"}})
	if !strings.Contains(page, "Somebody else changed") {
		t.Error("a stale form was taken")
	}
}

// The platforms are told where to deliver; what they say is shown.
func TestConnect(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	for _, p := range d.world.Platforms {
		page, _ := root.submit("/admin/channels/"+p.Record.ID+"/connect", url.Values{"base": {"https://desk.example.com"}})
		if !strings.Contains(page, "What the platform says") && !strings.Contains(page, `class="note bad"`) {
			t.Errorf("%s: nothing is said", p.Name)
		}
		if p.Handshake != nil {
			if err := p.Handshake(d.webhook(p)); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(root.source("/admin/channels/"+p.Record.ID), "Access successful") {
				t.Errorf("%s: the check was not seen", p.Name)
			}
		} else if !strings.Contains(root.source("/admin/channels/"+p.Record.ID), "has not checked it") {
			t.Errorf("%s: a check was seen that there is none of", p.Name)
		}
	}
	if !strings.Contains(root.source("/admin/channels"), "Access successful") {
		t.Error("the list does not say so")
	}
	page, _ := root.submit("/admin/channels/bot/connect", url.Values{"base": {"http://desk.example.com"}})
	if !strings.Contains(page, "https address") {
		t.Error("an address that no platform calls was taken")
	}
}

func TestRemove(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	if page := root.source("/admin/channels/bot/remove"); !strings.Contains(page, "Remove Support_bot") {
		t.Error("nobody asks")
	}
	root.submit("/admin/channels/bot/remove", url.Values{"rev": {"7"}})
	d.record("bot")
	root.submit("/admin/channels/bot/remove", url.Values{"rev": {"1"}})
	if _, ok := d.Directory.Find("bot"); ok {
		t.Error("it is served still")
	}
	var records []directory.Record
	d.view(func(t *store.Tx) (err error) { records, err = t.Records(); return err })
	if len(records) != 2 {
		t.Errorf("%d records are stored", len(records))
	}
}

func TestHours(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	path := "/admin/channels/bot/hours"
	form := sent(t, root.source(path), "hours")
	form.Del("hours.always")
	form.Set("hours.zone", "Europe/Berlin")
	form.Set("hours.schedule.workday", "09:00-13:00,14:00-18:00")
	form.Set("hours.schedule.nonworkday", "closed")
	form.Set("hours.schedule.week", "Fri 09:00-12:00")
	form.Set("do", "try")
	page, _ := root.submit(path, form) // Friday, 11:00 in Berlin
	picture := pictures(t, page)["The coming week"]
	for _, want := range []string{"Fri 20 Nov 09:00–12:00", "Mon 23 Nov 14:00–18:00", "Sat 21 Nov", "Open now", "Closes Friday 20 November, 12:00 (in 1 h)"} {
		if !strings.Contains(picture, want) {
			t.Errorf("the picture lacks %q:\n%s", want, picture)
		}
	}
	if !d.record("bot").Hours.Always {
		t.Error("a try was stored")
	}
	form.Set("do", "save")
	root.submit(path, form)
	if r := d.record("bot"); r.Hours.Always || r.Hours.Schedule.Week.String() != "Fri 09:00-12:00" || r.Service.Robot != "faq" || r.Secrets.Keys["token"].First() == "" {
		t.Errorf("stored %+v", r)
	}
	form = sent(t, root.source(path), "hours")
	form.Set("hours.schedule.workday", "09:00-13:00,12:00-18:00")
	form.Set("do", "save")
	page, _ = root.submit(path, form)
	if got := wrong(t, page); got["hours.schedule.workday"] == "" {
		t.Errorf("segments that overlap: %v", got)
	}

	d.pass(time.Date(2027, 3, 24, 12, 0, 0, 0, time.UTC).Sub(d.now())) // before the clocks go forward
	root = d.signIn("root")
	if picture := pictures(t, root.source(path))["The coming week"]; !strings.Contains(picture, "23 h") {
		t.Errorf("no day of 23 hours:\n%s", picture)
	}
}

func TestKeywords(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	path := "/admin/channels/page/keywords"
	form := sent(t, root.source(path), "keywords")
	n := len(d.record("page").Service.Keywords.List)
	form.Set(fmt.Sprintf("service.keywords.list[%d].text", n), "help me")
	form.Set(fmt.Sprintf("service.keywords.list[%d].mode", n), "contains")
	form.Set("service.keywords.deny", "travel agent")
	form.Set("service.keywords.list[0].text", "") // taken out
	form.Set("message", "Please HELP  me <b>now</b>")
	form.Set("do", "try")
	page, _ := root.submit(path, form)
	if !strings.Contains(page, "please <mark>help me</mark> &lt;b&gt;now") {
		t.Errorf("the hit is not shown: %s", page[strings.Index(page, `id="hit"`):])
	}
	form.Set("message", "my travel agent")
	if page, _ = root.submit(path, form); !strings.Contains(page, "No keyword stands in it") {
		t.Error("a denied phrase hit")
	}
	form.Set("do", "save")
	root.submit(path, form)
	k := d.record("page").Service.Keywords
	if len(k.List) != n || k.List[n-1].Text != "help me" || k.List[n-1].Mode != "contains" || !slices.Equal(k.Deny, []string{"travel agent"}) {
		t.Errorf("stored %+v", k)
	}
	form = sent(t, root.source(path), "keywords")
	form.Set("service.keywords.list[1].text", form.Get("service.keywords.list[0].text"))
	form.Set("do", "save")
	page, _ = root.submit(path, form)
	if got := wrong(t, page); got["service.keywords.list[1].text"] == "" {
		t.Errorf("a keyword twice: %v", got)
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// A bureau is a desk on pretended platforms, with an administrator who has signed in. Its methods fail the test.
type bureau struct {
	t       *testing.T
	folder  string
	world   *world.World
	desk    *Desk
	pages   http.Handler
	exports func(context.Context) error
	cookie  *http.Cookie
	log     *safeBuffer

	mu  sync.Mutex
	now time.Time
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

const adminPassword = "an administrator's password"

func newBureau(t *testing.T) *bureau {
	t.Helper()
	o := &bureau{t: t, folder: t.TempDir(), log: &safeBuffer{}, now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}
	o.world = world.New(o.time)
	o.open()
	person := store.Person{ID: "root", Name: "Root", Role: store.RoleAdmin, Queues: demoQueues, Room: 3}
	if err := o.desk.Store.PutPerson(t.Context(), person, adminPassword); err != nil {
		t.Fatal(err)
	}
	o.cookie = o.signIn("root", adminPassword)
	t.Cleanup(func() { o.desk.Close() })
	return o
}

// open opens the desk in the bureau's folder: again, after it was closed.
func (o *bureau) open() {
	o.t.Helper()
	faq, err := robot.ParseFAQ(robot.Example)
	if err != nil {
		o.t.Fatal(err)
	}
	opt := Options{Folder: o.folder, Queues: demoQueues, Robot: faq, HTTP: o.world.Client(), Now: o.time,
		Limiter: dispatch.NewMemory(dispatch.MemoryConfig{Empty: true, Now: o.time}), Log: slog.New(slog.NewTextHandler(o.log, nil))}
	for _, r := range o.world.Records() {
		opt.Records = append(opt.Records, demoRecord(r))
	}
	if o.desk, err = Open(o.t.Context(), opt); err != nil {
		o.t.Fatal(err)
	}
	pages := o.desk.Pages(opt)
	o.pages, o.exports = o.desk.Handler(pages), pages.Exports
	for _, p := range o.world.Platforms {
		p.Server.Hook(at(p.Record.CallbackPath(), o.pages))
	}
}

// at leads a platform's calls to their path.
func at(path string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path = path
		next.ServeHTTP(w, r)
	})
}

func (o *bureau) time() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *bureau) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

// call makes a call as somebody; nil: as nobody.
func (o *bureau) call(as *http.Cookie, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if as != nil {
		r.AddCookie(&http.Cookie{Name: as.Name, Value: as.Value})
	}
	w := httptest.NewRecorder()
	o.pages.ServeHTTP(w, r)
	return w
}

func (o *bureau) signIn(name, password string) *http.Cookie {
	o.t.Helper()
	w := o.call(nil, http.MethodPost, "/login", url.Values{"name": {name}, "password": {password}})
	if c := w.Result().Cookies(); w.Code == http.StatusSeeOther && len(c) == 1 {
		return c[0]
	}
	o.t.Fatalf("%s cannot sign in: %d", name, w.Code)
	return nil
}

// get returns a page that must be there.
func (o *bureau) get(path string) string {
	o.t.Helper()
	w := o.call(o.cookie, http.MethodGet, path, nil)
	if w.Code != http.StatusOK {
		o.t.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// post sends a form, and returns the page that it leads to, and where that is.
func (o *bureau) post(path string, form url.Values) (page, where string) {
	o.t.Helper()
	w := o.call(o.cookie, http.MethodPost, path, form)
	switch w.Code {
	case http.StatusOK:
		return w.Body.String(), path
	case http.StatusSeeOther:
		where = w.Header().Get("Location")
		return o.get(where), where
	}
	o.t.Fatalf("POST %s: %d %s", path, w.Code, w.Body)
	return "", ""
}

func (o *bureau) record(id string) directory.Record {
	o.t.Helper()
	e, ok := o.desk.Directory.Find(id)
	if !ok {
		o.t.Fatalf("there is no channel %s", id)
	}
	return e.Record()
}

func (o *bureau) view(f func(*store.Tx) error) {
	o.t.Helper()
	if err := o.desk.Store.View(o.t.Context(), f); err != nil {
		o.t.Fatal(err)
	}
}

// elements finds elements of a page by what they are.
func elements(t *testing.T, page string, is func(*html.Node) bool) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// sent is what a browser would send of the page's form whose id this is.
func sent(t *testing.T, page, form string) url.Values {
	t.Helper()
	list := elements(t, page, func(n *html.Node) bool { return n.Data == "form" && attribute(n, "id") == form })
	if len(list) != 1 {
		t.Fatalf("%d forms %s", len(list), form)
	}
	v := make(url.Values)
	for n := range list[0].Descendants() {
		name := attribute(n, "name")
		switch {
		case n.Type != html.ElementNode || name == "" || n.Data == "button":
		case n.Data == "textarea":
			if n.FirstChild != nil {
				v.Add(name, n.FirstChild.Data)
			} else {
				v.Add(name, "")
			}
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && has(o, "selected") {
					v.Set(name, attribute(o, "value"))
				}
			}
			if !v.Has(name) {
				v.Set(name, "")
			}
		case attribute(n, "type") == "checkbox":
			if has(n, "checked") {
				v.Add(name, "on")
			}
		default:
			v.Add(name, attribute(n, "value"))
		}
	}
	return v
}

// wrong returns what stands beside fields as wrong, by the fields' names; it looks that the fields say so to whom cannot see it.
func wrong(t *testing.T, page string) map[string]string {
	t.Helper()
	texts := make(map[string]string)
	for _, n := range elements(t, page, func(n *html.Node) bool { return attribute(n, "id") != "" }) {
		texts[attribute(n, "id")] = textOf(n)
	}
	found := make(map[string]string)
	for _, n := range elements(t, page, func(n *html.Node) bool { return attribute(n, "aria-invalid") == "true" }) {
		id := attribute(n, "id")
		if !slices.Contains(strings.Fields(attribute(n, "aria-describedby")), id+"-error") {
			t.Errorf("%s is not described by its complaint", id)
		}
		if !strings.Contains(page, `href="#`+id+`"`) {
			t.Errorf("the list on top does not lead to %s", id)
		}
		found[attribute(n, "name")] = texts[id+"-error"]
	}
	return found
}

// pictures returns the titles of the drawings of a page, and the texts in each; they must be well-formed XML.
func pictures(t *testing.T, page string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	for part := range strings.SplitSeq(page, "<svg ") {
		body, _, ok := strings.Cut(part, "</svg>")
		if !ok || !strings.HasPrefix(part, "viewBox") {
			continue
		}
		d := xml.NewDecoder(strings.NewReader("<svg " + body + "</svg>"))
		var text, title string
		in := ""
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("not XML: %v\n%s", err, body)
			}
			switch x := token.(type) {
			case xml.StartElement:
				in = x.Name.Local
				for _, a := range x.Attr {
					if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || a.Name.Local == "style" {
						t.Errorf("%s=%q", a.Name.Local, a.Value)
					}
				}
			case xml.CharData:
				if in == "title" && title == "" {
					title = string(x)
				}
				text += string(x) + "\n"
			}
		}
		if title != "" {
			found[title] = text
		}
	}
	return found
}

func TestAdminPagesAreForAdministrators(t *testing.T) {
	o := newBureau(t)
	if err := o.desk.Store.PutPerson(t.Context(), store.Person{ID: "ann", Name: "Ann", Role: store.RoleAgent, Room: 1}, "a long password"); err != nil {
		t.Fatal(err)
	}
	agent := o.signIn("ann", "a long password")
	for _, path := range []string{
		"/admin/", "/admin/channels", "/admin/channels/new", "/admin/channels/new?platform=twitter", "/admin/channels/page", "/admin/channels/page/edit",
		"/admin/channels/page/edit?check=1", "/admin/channels/bot/hours", "/admin/channels/handle/keywords", "/admin/channels/bot/remove", "/admin/audit",
		"/admin/exports", "/admin/people", "/admin/people/new", "/admin/people/root",
	} {
		got := []int{o.call(nil, http.MethodGet, path, nil).Code, o.call(agent, http.MethodGet, path, nil).Code, o.call(o.cookie, http.MethodGet, path, nil).Code}
		if !slices.Equal(got, []int{http.StatusSeeOther, http.StatusForbidden, http.StatusOK}) {
			t.Errorf("%s: %v for nobody, an agent, an administrator", path, got)
		}
	}
	for _, path := range []string{"/admin/channels/new", "/admin/channels/bot/state", "/admin/channels/bot/revoke", "/admin/channels/bot/remove", "/admin/people/ann", "/admin/exports", "/admin/queues"} {
		if code := o.call(agent, http.MethodPost, path, url.Values{}).Code; code != http.StatusForbidden {
			t.Errorf("POST %s by an agent: %d", path, code)
		}
	}
	for _, path := range []string{"/admin/nothing", "/admin/channels/none", "/admin/channels/none/edit", "/admin/people/none", "/admin/exports/none/file.csv"} {
		if code := o.call(o.cookie, http.MethodGet, path, nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// A form with faults shows each beside its field, and loses nothing of what was typed: credentials too, though they are not in the page.
func TestNewChannel(t *testing.T) {
	o := newBureau(t)
	page := o.get("/admin/channels/new?platform=facebook")
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
	page, _ = o.post("/admin/channels/new?platform=facebook", form)
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
	again.Set("silence.customer", "600")
	again.Set("hours.schedule.workday", "09:00-17:00")
	again.Set("routing.queue", "support")
	again.Set("do", "save")
	page, where := o.post("/admin/channels/new?platform=facebook", again)
	id, _, _ := strings.Cut(strings.TrimPrefix(where, "/admin/channels/"), "?")
	r := o.record(id)
	if r.State != directory.Draft || r.Secrets.Keys["appSecret"].First() != "canary-app-secret" || r.Secrets.Tokens["pages"]["70007"].First() != "canary-page-token" ||
		r.Notices.End != "Good-bye\n<b>&" || r.Silence.Customer != 600 {
		t.Errorf("stored %+v", r)
	}
	made := r.Secrets.Keys["verifyToken"].First().Reveal()
	if made == "" || !strings.Contains(page, made) {
		t.Error("the verify token that the desk made up is not shown")
	}
	if page = o.get(where); strings.Contains(page, made) {
		t.Error("it is shown twice")
	}
	if !strings.Contains(page, "https://example.com/facebook/"+id) {
		t.Error("no callback URL")
	}
	page, _ = o.post("/admin/channels/"+id+"/state", url.Values{"to": {"active"}})
	if o.record(id).State != directory.Active {
		t.Errorf("not active: %s", page)
	}
	var audits []store.Audit
	o.view(func(t *store.Tx) (err error) { audits, err = t.Audits(10); return err })
	if len(audits) != 2 || audits[0].What != "active Second_page" || audits[1].What != "added Second_page" || audits[1].Person != "root" {
		t.Errorf("audits %+v", audits)
	}
}

// What is no channel yet cannot be activated, and the form says why.
func TestActivateIncomplete(t *testing.T) {
	o := newBureau(t)
	form := sent(t, o.get("/admin/channels/new?platform=telegram"), "channel")
	form.Set("name", "Another_bot")
	form.Set("secrets.token", "99887766:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0")
	form.Set("do", "save")
	_, where := o.post("/admin/channels/new?platform=telegram", form)
	id, _, _ := strings.Cut(strings.TrimPrefix(where, "/admin/channels/"), "?")
	page, where := o.post("/admin/channels/"+id+"/state", url.Values{"to": {"active"}})
	if !strings.Contains(where, "/edit?check=1") || o.record(id).State != directory.Draft {
		t.Fatalf("led to %s", where)
	}
	got := wrong(t, page)
	if got["service.robot"] == "" || got["routing.queue"] == "" || !strings.Contains(page, "customers need a word") && !strings.Contains(page, "Customers need a word") {
		t.Errorf("complaints %v", got)
	}
}

// Two administrators have the same form open.
func TestSomebodyElseWasFaster(t *testing.T) {
	o := newBureau(t)
	mine, theirs := sent(t, o.get("/admin/channels/bot/edit"), "channel"), sent(t, o.get("/admin/channels/bot/edit"), "channel")
	theirs.Set("notices.end", "theirs")
	theirs.Set("do", "save")
	o.post("/admin/channels/bot/edit", theirs)
	mine.Set("about", "mine")
	mine.Set("do", "save")
	page, _ := o.post("/admin/channels/bot/edit", mine)
	if r := o.record("bot"); r.Notices.End != "theirs" || r.About != "" {
		t.Errorf("overwritten: %+v", r)
	}
	if !strings.Contains(page, "Somebody else changed this channel meanwhile") || !strings.Contains(page, "stored &#34;theirs&#34;") {
		t.Error("nothing says so")
	}
	again := sent(t, page, "channel")
	if again.Get("about") != "mine" {
		t.Error("what was typed is lost")
	}
	again.Set("do", "save")
	o.post("/admin/channels/bot/edit", again)
	if r := o.record("bot"); r.About != "mine" || r.Notices.End == "theirs" {
		t.Errorf("not stored: %+v", r)
	}
}

// An edit that changes nothing changes nothing: the form is the whole record.
func TestFormHoldsTheWholeRecord(t *testing.T) {
	o := newBureau(t)
	for _, id := range []string{"bot", "page", "handle"} {
		r := o.record(id)
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
		before, err := o.desk.Engine.Save(t.Context(), "root", r)
		if err != nil {
			t.Fatal(err)
		}
		form := sent(t, o.get("/admin/channels/"+id+"/edit"), "channel")
		form.Set("do", "save")
		page, where := o.post("/admin/channels/"+id+"/edit", form)
		if strings.HasSuffix(where, "/edit") {
			t.Fatalf("%s: %v", id, wrong(t, page))
		}
		if changes := directory.Diff(before, o.record(id)); len(changes) > 0 {
			t.Errorf("%s changed: %+v", id, changes)
		}
	}
}

func TestRotateAndRevoke(t *testing.T) {
	o := newBureau(t)
	old := o.record("bot").Secrets.Keys["webhookSecret"].First().Reveal()
	page, _ := o.post("/admin/channels/bot/rotate", url.Values{"field": {"webhookSecret"}, "make": {"1"}, "rev": {"1"}})
	keys := o.record("bot").Secrets.Keys["webhookSecret"]
	if len(keys) != 2 || keys[1].Secret.Reveal() != old || !keys[1].Until.Equal(o.time().Add(directory.DefaultOverlap)) || !strings.Contains(page, keys[0].Secret.Reveal()) {
		t.Fatalf("keys until %v; shown %v", keys, strings.Contains(page, keys[0].Secret.Reveal()))
	}
	if page = o.get("/admin/channels/bot"); !strings.Contains(page, "1 former still valid") || strings.Contains(page, old) || strings.Contains(page, keys[0].Secret.Reveal()) {
		t.Error("the page shows a credential, or not what became of it")
	}
	o.post("/admin/channels/bot/revoke", url.Values{})
	if keys := o.record("bot").Secrets.Keys["webhookSecret"]; len(keys) != 1 || keys.First().Reveal() == old {
		t.Errorf("%d keys", len(keys))
	}
	o.post("/admin/channels/page/rotate", url.Values{"field": {"pages"}, "account": {o.world.Platforms[1].Account}, "secret": {"another-token"}, "rev": {"1"}})
	if got := o.record("page").Secrets.Tokens["pages"][o.world.Platforms[1].Account]; len(got) != 2 || got.First() != "another-token" {
		t.Errorf("%d tokens", len(got))
	}
	page, _ = o.post("/admin/channels/page/rotate", url.Values{"field": {"appSecret"}, "secret": {"x"}, "rev": {"1"}})
	if !strings.Contains(page, "Somebody else changed") {
		t.Error("a stale form was taken")
	}
}

// The platforms are told where to deliver; what they say is shown.
func TestConnect(t *testing.T) {
	o := newBureau(t)
	for _, p := range o.world.Platforms {
		page, _ := o.post("/admin/channels/"+p.Record.ID+"/connect", url.Values{"base": {"https://desk.example.com"}})
		if !strings.Contains(page, "What the platform says") && !strings.Contains(page, `class="note bad"`) {
			t.Errorf("%s: nothing is said", p.Name)
		}
		if p.Handshake != nil {
			if err := p.Handshake(at(p.Record.CallbackPath(), o.pages)); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(o.get("/admin/channels/"+p.Record.ID), "Access successful") {
				t.Errorf("%s: the check was not seen", p.Name)
			}
		} else if !strings.Contains(o.get("/admin/channels/"+p.Record.ID), "has not checked it") {
			t.Errorf("%s: a check was seen that there is none of", p.Name)
		}
	}
	if !strings.Contains(o.get("/admin/channels"), "access successful") {
		t.Error("the list does not say so")
	}
	page, _ := o.post("/admin/channels/bot/connect", url.Values{"base": {"http://desk.example.com"}})
	if !strings.Contains(page, "https address") {
		t.Error("an address that no platform calls was taken")
	}
}

func TestRemove(t *testing.T) {
	o := newBureau(t)
	if page := o.get("/admin/channels/bot/remove"); !strings.Contains(page, "Remove Support_bot") {
		t.Error("nobody asks")
	}
	o.post("/admin/channels/bot/remove", url.Values{"rev": {"7"}})
	o.record("bot")
	o.post("/admin/channels/bot/remove", url.Values{"rev": {"1"}})
	if _, ok := o.desk.Directory.Find("bot"); ok {
		t.Error("it is served still")
	}
	var records []directory.Record
	o.view(func(t *store.Tx) (err error) { records, err = t.Records(); return err })
	if len(records) != 2 {
		t.Errorf("%d records are stored", len(records))
	}
}

func TestHours(t *testing.T) {
	o := newBureau(t)
	path := "/admin/channels/bot/hours"
	form := sent(t, o.get(path), "hours")
	form.Del("hours.always")
	form.Set("hours.zone", "Europe/Berlin")
	form.Set("hours.schedule.workday", "09:00-13:00,14:00-18:00")
	form.Set("hours.schedule.nonworkday", "closed")
	form.Set("hours.schedule.week", "Fri 09:00-12:00")
	form.Set("do", "try")
	page, _ := o.post(path, form) // Friday, 11:00 in Berlin
	picture := pictures(t, page)["The coming week"]
	for _, want := range []string{"Fri 20 Nov 09:00–12:00", "Mon 23 Nov 14:00–18:00", "Sat 21 Nov", "Open now", "Closes Friday 20 November, 12:00 (in 1 h)"} {
		if !strings.Contains(picture, want) {
			t.Errorf("the picture lacks %q:\n%s", want, picture)
		}
	}
	if !o.record("bot").Hours.Always {
		t.Error("a try was stored")
	}
	form.Set("do", "save")
	o.post(path, form)
	if r := o.record("bot"); r.Hours.Always || r.Hours.Schedule.Week.String() != "Fri 09:00-12:00" || r.Service.Robot != "faq" || r.Secrets.Keys["token"].First() == "" {
		t.Errorf("stored %+v", r)
	}
	form = sent(t, o.get(path), "hours")
	form.Set("hours.schedule.workday", "09:00-13:00,12:00-18:00")
	form.Set("do", "save")
	page, _ = o.post(path, form)
	if got := wrong(t, page); got["hours.schedule.workday"] == "" {
		t.Errorf("segments that overlap: %v", got)
	}

	o.mu.Lock()
	o.now = time.Date(2027, 3, 24, 12, 0, 0, 0, time.UTC) // before the clocks go forward
	o.mu.Unlock()
	o.cookie = o.signIn("root", adminPassword)
	if picture := pictures(t, o.get(path))["The coming week"]; !strings.Contains(picture, "23 h") {
		t.Errorf("no day of 23 hours:\n%s", picture)
	}
}

func TestKeywords(t *testing.T) {
	o := newBureau(t)
	path := "/admin/channels/page/keywords"
	form := sent(t, o.get(path), "keywords")
	n := len(o.record("page").Service.Keywords.List)
	form.Set(fmt.Sprintf("service.keywords.list[%d].text", n), "help me")
	form.Set(fmt.Sprintf("service.keywords.list[%d].mode", n), "contains")
	form.Set("service.keywords.deny", "travel agent")
	form.Set("service.keywords.list[0].text", "") // taken out
	form.Set("message", "Please HELP  me <b>now</b>")
	form.Set("do", "try")
	page, _ := o.post(path, form)
	if !strings.Contains(page, "please <mark>help me</mark> &lt;b&gt;now") {
		t.Errorf("the hit is not shown: %s", page[strings.Index(page, `id="hit"`):])
	}
	form.Set("message", "my travel agent")
	if page, _ = o.post(path, form); !strings.Contains(page, "No keyword stands in it") {
		t.Error("a denied phrase hit")
	}
	form.Set("do", "save")
	o.post(path, form)
	k := o.record("page").Service.Keywords
	if len(k.List) != n || k.List[n-1].Text != "help me" || k.List[n-1].Mode != "contains" || !slices.Equal(k.Deny, []string{"travel agent"}) {
		t.Errorf("stored %+v", k)
	}
	form = sent(t, o.get(path), "keywords")
	form.Set("service.keywords.list[1].text", form.Get("service.keywords.list[0].text"))
	form.Set("do", "save")
	page, _ = o.post(path, form)
	if got := wrong(t, page); got["service.keywords.list[1].text"] == "" {
		t.Errorf("a keyword twice: %v", got)
	}
}

func TestPeople(t *testing.T) {
	o := newBureau(t)
	page, _ := o.post("/admin/people/new", url.Values{"id": {"bad id"}, "name": {""}, "role": {"king"}, "room": {"many"}})
	for _, id := range []string{"id", "name", "role", "room", "password"} {
		if !strings.Contains(page, `id="`+id+`-error"`) {
			t.Errorf("no complaint about %s", id)
		}
	}
	o.post("/admin/queues", url.Values{"name": {"second level"}})
	o.post("/admin/people/new", url.Values{"id": {"ann"}, "name": {"Ann"}, "role": {"agent"}, "room": {"2"}, "queues": {"second level", "none"}, "password": {"a first password"}})
	ann := o.signIn("ann", "a first password")
	var p store.Person
	o.view(func(t *store.Tx) (err error) { p, err = t.Person("ann"); return err })
	if !slices.Equal(p.Queues, []string{"second level"}) || p.Room != 2 || p.Role != store.RoleAgent {
		t.Errorf("stored %+v", p)
	}
	o.post("/admin/people/ann", url.Values{"name": {"Ann"}, "role": {"agent"}, "room": {"2"}, "password": {"a second password"}})
	if code := o.call(ann, http.MethodGet, "/", nil).Code; code != http.StatusSeeOther {
		t.Errorf("who knew the former password is still in: %d", code)
	}
	o.signIn("ann", "a second password")
	page, _ = o.post("/admin/people/root", url.Values{"name": {"Root"}, "role": {"agent"}, "room": {"2"}})
	o.view(func(t *store.Tx) (err error) { p, err = t.Person("root"); return err })
	if p.Role != store.RoleAdmin || !strings.Contains(page, "You cannot take your own role away") {
		t.Errorf("%+v", p)
	}
	page, _ = o.post("/admin/people/root", url.Values{"name": {"Root"}, "role": {"admin"}, "room": {"2"}, "password": {"of an unwatched screen"}})
	if !strings.Contains(page, "on the page of your account") || o.signIn("root", adminPassword) == nil {
		t.Error("an administrator's own password is changed without the present one")
	}
	if page, _ = o.post("/admin/people/new", url.Values{"id": {"ann"}, "name": {"Ann"}, "role": {"agent"}, "room": {"2"}, "password": {"a third password"}}); !strings.Contains(page, "already") {
		t.Error("a name twice")
	}
	if page := o.get("/admin/audit"); !strings.Contains(page, "person ann") || strings.Contains(page, "password</td>") || strings.Contains(page, "a second password") {
		t.Error("the audit")
	}
}

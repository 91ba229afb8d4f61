package web

import (
	"context"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/examples/desk/store"
)

const right, wrong = "a long password", "another password"

// desk is a site with an agent, an administrator and one page for each.
type desk struct {
	t    *testing.T
	site *Site
	now  time.Time
	left []string
	http.Handler
}

var hello = template.Must(Layout().Parse(`{{define "title"}}Hello{{end}}{{define "main"}}<h1>{{.}}</h1>{{end}}`))

func open(t *testing.T) *desk {
	t.Helper()
	s, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for id, role := range map[string]string{"ann": store.RoleAgent, "root": store.RoleAdmin} {
		if err := s.PutPerson(t.Context(), store.Person{ID: id, Name: "Person " + id, Role: role, Room: 1}, right); err != nil {
			t.Fatal(err)
		}
	}
	d := &desk{t: t, now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	d.site = &Site{Store: s, Now: func() time.Time { return d.now }, SignedOut: func(_ context.Context, id string) error {
		d.left = append(d.left, id)
		return nil
	}}
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.site.Render(w, r, hello, Who(r.Context()).ID) })
	mux := http.NewServeMux()
	d.site.Mount(mux)
	mux.Handle("/", d.site.Require(store.RoleAgent, page))
	mux.Handle("/admin/", d.site.Require(store.RoleAdmin, page))
	d.Handler = Secure(mux)
	return d
}

// do makes a call; change may add to it.
func (d *desk) do(method, path string, form url.Values, change ...func(*http.Request)) *http.Response {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result()
}

func with(c *http.Cookie) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value}) }
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func (d *desk) signIn(name, password string, change ...func(*http.Request)) *http.Response {
	return d.do(http.MethodPost, "/login", url.Values{"name": {name}, "password": {password}}, change...)
}

// token signs in and returns the cookie.
func (d *desk) token(name string) *http.Cookie {
	d.t.Helper()
	cookies := d.signIn(name, right).Cookies()
	if len(cookies) != 1 {
		d.t.Fatalf("cookies %v", cookies)
	}
	return cookies[0]
}

func TestFilesAreNotListed(t *testing.T) {
	d := open(t)
	for path, want := range map[string]int{"/web/": http.StatusNotFound, "/web/desk.css": http.StatusOK, "/web/none": http.StatusNotFound} {
		if got := d.do(http.MethodGet, path, nil).StatusCode; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

// A password that was typed into the field of the name is not written into the log.
func TestLogHoldsNoPassword(t *testing.T) {
	d := open(t)
	var log strings.Builder
	d.site.Log = slog.New(slog.NewTextHandler(&log, nil))
	d.signIn(right, "")
	d.signIn("ann", wrong)
	if got := log.String(); strings.Contains(got, right) || strings.Contains(got, wrong) || !strings.Contains(got, "name=ann") || !strings.Contains(got, "name=(unknown)") {
		t.Errorf("%s", got)
	}
}

func TestOtherSitesPostNothing(t *testing.T) {
	d := open(t)
	ann := d.token("ann")
	for name, change := range map[string]func(*http.Request){
		"by its own word":  header("Sec-Fetch-Site", "cross-site"),
		"a sister site":    header("Sec-Fetch-Site", "same-site"),
		"an older browser": header("Origin", "https://evil.example"),
	} {
		for _, path := range []string{"/login", "/logout", "/anything"} {
			if got := d.do("POST", path, url.Values{}, with(ann), change).StatusCode; got != http.StatusForbidden {
				t.Errorf("%s, %s: %d", name, path, got)
			}
		}
	}
	if got := d.do("POST", "/anything", url.Values{}, with(ann), header("Sec-Fetch-Site", "same-origin")).StatusCode; got != http.StatusOK {
		t.Errorf("our own page is refused: %d", got)
	}
}

func TestEveryAnswerForbidsWhatPagesDoNotNeed(t *testing.T) {
	d := open(t)
	ann := d.token("ann")
	for _, path := range []string{"/", "/login", "/admin/", "/web/desk.css", "/web/nothing"} {
		got := d.do("GET", path, nil, with(ann)).Header
		policy := got.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if got.Get("X-Content-Type-Options") != "nosniff" || got.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestPart(t *testing.T) {
	d := open(t)
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/", nil)
	with(d.token("ann"))(r)
	r.Header.Set("X-Part", "1")
	d.ServeHTTP(w, r)
	if got := w.Body.String(); got != "<h1>ann</h1>" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%q, %v", got, w.Header())
	}
}

func TestChangePassword(t *testing.T) {
	d := open(t)
	ann, other := d.token("ann"), d.token("ann")
	const next = "quite another one"
	change := func(present, next, repeat string) int {
		return d.do("POST", "/account", url.Values{"present": {present}, "next": {next}, "repeat": {repeat}}, with(ann)).StatusCode
	}
	got := map[string]int{
		"wrong":     change(wrong, next, next),
		"different": change(right, next, next+"s"),
		"short":     change(right, "short", "short"),
		"right":     change(right, next, next),
		"former":    d.signIn("ann", right).StatusCode,
		"new":       d.signIn("ann", next).StatusCode,
		"this":      d.do("GET", "/account?done=1", nil, with(ann)).StatusCode,
		"other":     d.do("GET", "/account", nil, with(other)).StatusCode,
	}
	want := map[string]int{"wrong": 403, "different": 400, "short": 400, "right": 303, "former": 401, "new": 303, "this": 200, "other": 303}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for range 5 {
		change(wrong, next, next)
	}
	if got := change(next, next, next); got != http.StatusTooManyRequests {
		t.Errorf("guessing goes on: %d", got)
	}
}

// A page is in the language of the account, or else in that of the browser.
func TestLanguages(t *testing.T) {
	d := open(t)
	read := func(path string, change ...func(*http.Request)) string {
		body, err := io.ReadAll(d.do(http.MethodGet, path, nil, change...).Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	if page := read("/login", header("Accept-Language", "ar-EG,en;q=0.5")); !strings.Contains(page, `<html lang="ar" dir="rtl">`) || !strings.Contains(page, "تسجيل الدخول") {
		t.Error(page)
	}
	if page := read("/login", header("Accept-Language", "de")); !strings.Contains(page, `<html lang="en" dir="ltr">`) || !strings.Contains(page, ">Sign in<") {
		t.Error(page)
	}
	ann := d.signIn("ann", right).Cookies()[0]
	post := func(language, zone string) int {
		return d.do(http.MethodPost, "/account/reader", url.Values{"language": {language}, "zone": {zone}}, with(ann), header("Sec-Fetch-Site", "same-origin")).StatusCode
	}
	if got := post("es", "Nowhere/Else"); got != http.StatusBadRequest {
		t.Error(got)
	}
	if got := post("ja", "Asia/Tokyo"); got != http.StatusSeeOther {
		t.Error(got)
	}
	if page := read("/account", with(ann), header("Accept-Language", "es")); !strings.Contains(page, `<html lang="ja" dir="ltr" data-zone="Asia/Tokyo">`) || !strings.Contains(page, "サインアウト") {
		t.Error(page)
	}
	inZone := func(zone string) func(*http.Request) {
		return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "zone", Value: zone}) }
	}
	for zone, want := range map[string]string{"America/Lima": ` data-zone="America/Lima"`, "Nowhere/Else": "", "../../etc/passwd": "", "": "", strings.Repeat("Europe/", 20): ""} {
		if page := read("/login", inZone(zone)); !strings.Contains(page, `<html lang="en" dir="ltr"`+want+`>`) {
			t.Errorf("the browser is in %q: %.80s", zone, page)
		}
	}
	if page := read("/account", with(ann), inZone("America/Lima")); !strings.Contains(page, `data-zone="Asia/Tokyo"`) {
		t.Error("the browser's zone goes before the account's")
	}
	if script := read("/web/texts.js?lang=ar"); !strings.Contains(script, "function t(") {
		t.Error(script)
	}
}

package web

import (
	"context"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
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

func TestSignIn(t *testing.T) {
	tests := []struct {
		name, person, password string
		status                 int
	}{
		{"right", "ann", right, http.StatusSeeOther},
		{"wrong password", "ann", wrong, http.StatusUnauthorized},
		{"unknown name", "bob", right, http.StatusUnauthorized},
		{"nothing", "", "", http.StatusUnauthorized},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := open(t).signIn(tt.person, tt.password)
			if got.StatusCode != tt.status || (len(got.Cookies()) == 1) != (tt.status == http.StatusSeeOther) {
				t.Errorf("status %d with cookies %v, want %d", got.StatusCode, got.Cookies(), tt.status)
			}
		})
	}
}

func TestCookieIsForUsAlone(t *testing.T) {
	for name, change := range map[string]func(*http.Request){"plain": header("X-Other", ""), "behind TLS": header("X-Forwarded-Proto", "https")} {
		t.Run(name, func(t *testing.T) {
			got := open(t).signIn("ann", right, change).Cookies()[0]
			want := &http.Cookie{Name: map[string]string{"plain": "desk", "behind TLS": "__Host-desk"}[name], Value: got.Value, Path: "/", MaxAge: 12 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode,
				Secure: name == "behind TLS", Raw: got.Raw}
			if diff := cmp.Diff(want, got); diff != "" || len(got.Value) < 20 {
				t.Errorf("cookie (-want +got):\n%s", diff)
			}
		})
	}
}

// Over TLS a cookie that a sister site set for the whole domain does not count: it would sign the
// victim in as another person.
func TestCookieOfASisterSite(t *testing.T) {
	d := open(t)
	tls := header("X-Forwarded-Proto", "https")
	theirs := d.token("ann")
	if got := d.do("GET", "/", nil, with(theirs), tls).StatusCode; got != http.StatusSeeOther {
		t.Errorf("it counts: %d", got)
	}
	ours := d.signIn("ann", right, tls).Cookies()[0]
	if got := d.do("GET", "/", nil, with(theirs), with(ours), tls).StatusCode; got != http.StatusOK {
		t.Errorf("ours beside it: %d", got)
	}
	if got := d.do("POST", "/logout", nil, with(ours), tls).Cookies()[0]; got.Name != ours.Name || got.MaxAge >= 0 || !got.Secure {
		t.Errorf("signing out leaves it: %v", got)
	}
}

// A sign-in ends an earlier one of another person in the same browser, lest its token goes on
// unseen.
func TestSignInEndsTheFormerOne(t *testing.T) {
	d := open(t)
	ann := d.token("ann")
	if got := d.signIn("root", right, with(ann)).StatusCode; got != http.StatusSeeOther {
		t.Fatalf("%d", got)
	}
	if got := d.do("GET", "/", nil, with(ann)).StatusCode; got != http.StatusSeeOther {
		t.Errorf("the former token counts: %d", got)
	}
}

func TestPagesAreForThoseSignedIn(t *testing.T) {
	d := open(t)
	ann, root := d.token("ann"), d.token("root")
	tests := []struct {
		name, method, path string
		change             []func(*http.Request)
		status             int
		location           string
	}{
		{"nobody", "GET", "/thread/x?a=b", nil, http.StatusSeeOther, "/login?next=%2Fthread%2Fx%3Fa%3Db"},
		{"nobody posts", "POST", "/", nil, http.StatusSeeOther, "/login"},
		{"a script of nobody's", "GET", "/", []func(*http.Request){header("X-Part", "1")}, http.StatusUnauthorized, ""},
		{"made-up token", "GET", "/", []func(*http.Request){with(&http.Cookie{Name: "desk", Value: "x"})}, http.StatusSeeOther, "/login"},
		{"agent", "GET", "/", []func(*http.Request){with(ann)}, http.StatusOK, ""},
		{"agent at the administrators' pages", "GET", "/admin/", []func(*http.Request){with(ann)}, http.StatusForbidden, ""},
		{"administrator", "GET", "/admin/", []func(*http.Request){with(root)}, http.StatusOK, ""},
		{"administrator as agent", "GET", "/", []func(*http.Request){with(root)}, http.StatusOK, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := d.do(tt.method, tt.path, nil, tt.change...)
			if got.StatusCode != tt.status || got.Header.Get("Location") != tt.location {
				t.Errorf("%d to %q, want %d to %q", got.StatusCode, got.Header.Get("Location"), tt.status, tt.location)
			}
		})
	}
}

func TestSignInExpires(t *testing.T) {
	d := open(t)
	ann := d.token("ann")
	d.now = d.now.Add(shift - time.Second)
	if got := d.do("GET", "/", nil, with(ann)).StatusCode; got != http.StatusOK {
		t.Errorf("before: %d", got)
	}
	d.now = d.now.Add(time.Second)
	if got := d.do("GET", "/", nil, with(ann)).StatusCode; got != http.StatusSeeOther {
		t.Errorf("after: %d", got)
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	d := open(t)
	ann, other := d.token("ann"), d.token("ann")
	got := d.do("POST", "/logout", nil, with(ann))
	if got.StatusCode != http.StatusSeeOther || got.Cookies()[0].MaxAge >= 0 {
		t.Errorf("%d, %v", got.StatusCode, got.Cookies())
	}
	if diff := cmp.Diff([]string{"ann"}, d.left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if got := d.do("GET", "/", nil, with(ann)).StatusCode; got != http.StatusSeeOther {
		t.Errorf("the token still counts: %d", got)
	}
	if got := d.do("GET", "/", nil, with(other)).StatusCode; got != http.StatusOK {
		t.Errorf("the other browser was signed out too: %d", got)
	}
}

func TestSignInLeadsOnlyToOurPages(t *testing.T) {
	for next, want := range map[string]string{
		"/thread/a?b": "/thread/a?b", "": "/", "https://evil.example/": "/", "//evil.example/": "/", `/\evil.example`: "/", "javascript:alert(1)": "/",
		"/\t/evil.example": "/",
	} {
		got := open(t).do("POST", "/login", url.Values{"name": {"ann"}, "password": {right}, "next": {next}}).Header.Get("Location")
		if got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
}

func TestAttemptsAreLimited(t *testing.T) {
	d := open(t)
	for range 5 {
		if got := d.signIn("ann", wrong).StatusCode; got != http.StatusUnauthorized {
			t.Fatalf("status %d", got)
		}
	}
	got := d.signIn("ann", right)
	if got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "30" {
		t.Errorf("%d, wait %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	if got := d.signIn("ann", right, func(r *http.Request) { r.RemoteAddr = "192.0.2.9:1" }).StatusCode; got != http.StatusSeeOther {
		t.Errorf("somebody else's attempts lock ann out: %d", got)
	}
	d.now = d.now.Add(30 * time.Second)
	for range 7 { // who knows the password is not slowed down
		if got := d.signIn("ann", right).StatusCode; got != http.StatusSeeOther {
			t.Errorf("after the wait: %d", got)
		}
	}
}

func TestAttemptsOfAnAddress(t *testing.T) {
	var a attempts
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for i := range 20 {
		if _, wait := a.try(now, string(rune('a'+i)), "192.0.2.1"); wait != 0 {
			t.Fatalf("attempt %d waits %v", i, wait)
		}
	}
	if _, wait := a.try(now, "a", "192.0.2.1"); wait != 6*time.Second {
		t.Errorf("a name that was mistyped waits %v, want 6s", wait)
	}
	if _, wait := a.try(now, "zoe", "192.0.2.1"); wait != 0 {
		t.Errorf("a name that was not mistyped waits %v", wait)
	}
	if _, wait := a.try(now, "zoe", "192.0.2.1"); wait != 6*time.Second {
		t.Errorf("its second attempt waits %v, want 6s", wait)
	}
	for i := range most + 10 {
		a.try(now, "ann", "198.51.100."+time.Duration(i).String())
	}
	if n := max(len(a.addresses), len(a.names)); n > most {
		t.Errorf("%d limiters are kept", n)
	}
}

// Made-up names from one address must neither fill the memory nor push out what is counted for the
// address.
func TestAttemptsWithMadeUpNames(t *testing.T) {
	var a attempts
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for i := range 3 * most {
		a.try(now, strconv.Itoa(i), "192.0.2.1")
	}
	if len(a.addresses) != 1 || len(a.names) > most {
		t.Errorf("%d addresses, %d names are kept", len(a.addresses), len(a.names))
	}
	if tokens := a.addresses["192.0.2.1"].TokensAt(now); tokens >= 1 {
		t.Errorf("the address has %v attempts left", tokens)
	}
}

// One address does not fill the queue of passwords that are compared.
func TestPasswordsAtOnce(t *testing.T) {
	var a attempts
	for range atOnce {
		if !a.enter("192.0.2.1") {
			t.Fatal("the queue is full too early")
		}
	}
	if a.enter("192.0.2.1") || !a.enter("192.0.2.2") {
		t.Error("the bound does not hold for the address, or holds for another")
	}
	a.leave("192.0.2.1")
	if !a.enter("192.0.2.1") {
		t.Error("a place that was given back is not there")
	}
	for range atOnce {
		a.leave("192.0.2.1")
	}
	if a.leave("192.0.2.2"); len(a.waiting) != 0 {
		t.Errorf("%v are remembered", a.waiting)
	}
}

// Behind a reverse proxy that is named, one client locks no other out of signing in.
func TestProxies(t *testing.T) {
	d := open(t)
	by := func(client string) func(*http.Request) {
		return func(r *http.Request) { r.RemoteAddr = "127.0.0.1:4000"; r.Header.Set("X-Forwarded-For", client) }
	}
	for i := range 40 { // whoever writes the header, the proxy appends the address that it sees
		d.signIn("root", wrong, by("198.51.100."+strconv.Itoa(i)+", 203.0.113.66"))
	}
	if got := d.signIn("root", right, by("203.0.113.9")).StatusCode; got != http.StatusTooManyRequests {
		t.Errorf("without proxies all share the proxy's attempts: %d", got)
	}
	d.site.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	d.site.attempts = attempts{}
	for i := range 40 {
		d.signIn("root", wrong, by("198.51.100."+strconv.Itoa(i)+", 203.0.113.66"))
	}
	if got := d.signIn("root", right, by("203.0.113.9")).StatusCode; got != http.StatusSeeOther {
		t.Errorf("another client's attempts lock root out: %d", got)
	}
	if got := d.signIn("root", right, by("203.0.113.9, 203.0.113.66")).StatusCode; got != http.StatusTooManyRequests {
		t.Errorf("a client escapes its count by a header: %d", got)
	}
}

func TestAddress(t *testing.T) {
	for from, want := range map[string]string{
		"192.0.2.9:1": "192.0.2.9", "[::ffff:192.0.2.9]:1": "192.0.2.9", "[2001:db8:1:2:3:4:5:6]:1": "2001:db8:1:2::/64", "[2001:db8:1:2::9]:7": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:7": "fe80::/64", "pipe": "pipe",
	} {
		if got := new(Site).address(&http.Request{RemoteAddr: from}); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
	s := &Site{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"10.0.0.1:1", "192.0.2.9", "192.0.2.9"},
		{"10.0.0.1:1", "198.51.100.7, 192.0.2.9, 10.9.9.9", "192.0.2.9"},
		{"[fd00::1]:1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"10.0.0.1:1", "192.0.2.9, unknown", "10.0.0.1"},
		{"192.0.2.1:1", "203.0.113.5", "192.0.2.1"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.address(r); got != c.want {
			t.Errorf("%s for %s: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
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

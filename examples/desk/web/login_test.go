package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

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

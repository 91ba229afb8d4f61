package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

const (
	cookie = "desk"         // name of the cookie that holds the token; over TLS after "__Host-"
	shift  = 12 * time.Hour // how long a sign-in lasts
)

type personKey struct{}

// Who returns the person who is signed in: on pages behind Require there is one.
func Who(ctx context.Context) store.Person {
	p, _ := ctx.Value(personKey{}).(store.Person)
	return p
}

// Require lets only people through who may do what a role does. Their pages are not cached, unless
// next says otherwise.
func (s *Site) Require(role string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		p, err := s.whose(r)
		switch {
		case errors.Is(err, store.ErrNotFound):
			s.askToSignIn(w, r)
			return
		case err != nil:
			s.Fail(w, r, err)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), personKey{}, p))
		if !p.May(role) {
			s.Refuse(w, r, http.StatusForbidden, locale.Mark("This page is for administrators."))
			return
		}
		defer func() { // the server removes the files of its own request alone, and this one is a copy
			if r.MultipartForm != nil {
				_ = r.MultipartForm.RemoveAll()
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// Still reports whether who made a call is signed in yet: a stream of changes asks while it goes
// on.
func (s *Site) Still(r *http.Request) bool {
	_, err := s.whose(r)
	return !errors.Is(err, store.ErrNotFound)
}

// isTLS reports whether a browser came by TLS, to us or to the proxy before us. A client that
// pretends it gets a cookie that its own browser does not send.
func isTLS(r *http.Request) bool { return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" }

// cookieName is that of the token. Over TLS the browser itself sees to it that no sister site,
// under another name of our domain, can put one of its own choice into our place.
func cookieName(r *http.Request) string {
	if isTLS(r) {
		return "__Host-" + cookie
	}
	return cookie
}

// whose returns whose cookie a call carries.
func (s *Site) whose(r *http.Request) (store.Person, error) {
	c, err := r.Cookie(cookieName(r))
	if err != nil {
		return store.Person{}, store.ErrNotFound
	}
	return s.Store.SignedIn(r.Context(), c.Value, s.Time())
}

func (s *Site) askToSignIn(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("X-Part") != "": // a script loads the page anew
		http.Error(w, "sign in again", http.StatusUnauthorized)
	case r.Method == http.MethodGet && r.URL.Path != "/":
		http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
	default:
		http.Redirect(w, r, "/login", http.StatusSeeOther)
	}
}

var loginPage = template.Must(Layout().Parse(`{{define "title"}}{{t "Sign in"}}{{end}}
{{define "main"}}<div class="sheet narrow">
	<h1>{{t "Sign in"}}</h1>
	{{with .Why}}<p class="bad" role="alert">{{.}}</p>{{end}}
	<form id="sign-in" method="post" action="/login" class="stack">
		<input type="hidden" name="next" value="{{.Next}}">
		<label for="name">{{t "Name"}}</label>
		<input id="name" name="name" value="{{.Name}}" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
		<label for="password">{{t "Password"}}</label>
		<input id="password" name="password" type="password" autocomplete="current-password" required>
		<button class="main">{{t "Sign in"}}</button>
	</form>
</div>{{end}}`))

type loginForm struct{ Name, Next, Why string }

func (s *Site) login(w http.ResponseWriter, r *http.Request) {
	s.Render(w, r, loginPage, loginForm{Next: r.FormValue("next")})
}

func (s *Site) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	form := loginForm{Name: strings.TrimSpace(r.PostFormValue("name")), Next: r.PostFormValue("next")}
	now := s.Time()
	from := s.address(r)
	try, wait := s.attempts.try(now, form.Name, from)
	if wait == 0 && !s.attempts.enter(from) {
		try.forgive()
		wait = time.Second
	}
	if wait > 0 {
		form.Why = tooMany(w, r, wait)
		s.render(w, r, http.StatusTooManyRequests, loginPage, form)
		return
	}
	defer s.attempts.leave(from)
	token, err := s.Store.SignIn(r.Context(), form.Name, r.PostFormValue("password"), now.Add(shift))
	switch {
	case errors.Is(err, store.ErrSignIn):
		s.log().Warn("sign-in refused", "name", s.known(r.Context(), form.Name), "address", from)
		form.Why = Words(r).T("The name or the password is wrong.")
		s.render(w, r, http.StatusUnauthorized, loginPage, form)
		return
	case err != nil:
		s.Fail(w, r, err)
		return
	}
	try.forgive()
	former := ""
	if c, err := r.Cookie(cookieName(r)); err == nil {
		former = c.Value // of whoever sat here before
	}
	if err := s.Store.Do(r.Context(), func(t *store.Tx) error { return t.SignOut(former, now) }); err != nil {
		s.Fail(w, r, err)
		return
	}
	s.setCookie(w, r, token, int(shift/time.Second))
	http.Redirect(w, r, own(form.Next), http.StatusSeeOther)
}

// known is a name for the log, if a person has it: what people type there by mistake is often a
// password.
func (s *Site) known(ctx context.Context, name string) string {
	err := s.Store.View(ctx, func(t *store.Tx) error { _, err := t.Person(name); return err })
	if err != nil {
		return "(unknown)"
	}
	return name
}

// tooMany says when to try again.
func tooMany(w http.ResponseWriter, r *http.Request, wait time.Duration) string {
	seconds := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
	w.Header().Set("Retry-After", seconds)
	return Words(r).T("Too many attempts. Try again in {n} seconds.", "n", seconds)
}

// Session names the session of a browser, for what must end in the browser that began it. It is no
// credential.
func Session(r *http.Request) string {
	c, err := r.Cookie(cookieName(r))
	if err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte("session " + c.Value))
	return hex.EncodeToString(sum[:])
}

// signOut ends the session, and whatever the desk has the person do.
func (s *Site) signOut(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(cookieName(r)); err == nil {
		p, err := s.whose(r)
		if err == nil && s.SignedOut != nil {
			err = s.SignedOut(r.Context(), p.ID)
		}
		if err == nil {
			err = s.Store.Do(r.Context(), func(t *store.Tx) error { return t.SignOut(c.Value, s.Time()) })
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			s.Fail(w, r, err)
			return
		}
	}
	s.setCookie(w, r, "", -1)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// setCookie keeps the token where no script reads it and no other site sends it.
func (s *Site) setCookie(w http.ResponseWriter, r *http.Request, token string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(r), Value: token, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: isTLS(r),
	})
}

// own returns a path of this site, "/" for anything else: "//host" and "/\host" lead elsewhere.
func own(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		return "/"
	}
	return next
}

package web

import (
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/fielderror"
	"github.com/contactkit/contactkit/worktime"
)

var accountPage = template.Must(Layout().Parse(`{{define "title"}}{{t "Your account"}}{{end}}
{{define "main"}}<div class="sheet narrow">
	<h1>{{.Person.Name}}</h1>
	<p class="quiet">{{t "You sign in as {name}." "name" .Person.ID}}{{with .Queues}} {{t "Your queues: {queues}." "queues" .}}{{end}}</p>
	<h2>{{t "Language and time"}}</h2>
	{{with .WrongZone}}<p class="bad" role="alert" id="zone-error">{{t "There is no such time zone."}} <span dir="ltr" lang="en">{{.}}</span></p>{{end}}
	{{if .Saved}}<p class="good" role="status">{{t "Saved."}}</p>{{end}}
	<form id="reader-form" method="post" action="/account/reader" class="stack">
		<label for="language">{{t "Language"}}</label>
		<select id="language" name="language"><option value="">{{t "As the browser says"}}</option>{{range .Languages}}<option value="{{.Tag}}" lang="{{.Tag}}"{{if eq .Tag $.Person.Language}} selected{{end}}>{{.Name}}</option>{{end}}</select>
		<label for="zone">{{t "Time zone, such as Europe/Paris"}}</label>
		<input id="zone" name="zone" value="{{.Person.Zone}}" dir="ltr" autocomplete="off" spellcheck="false" aria-describedby="zone-help{{if .WrongZone}} zone-error{{end}}"{{if .WrongZone}} aria-invalid="true"{{end}}>
		<p class="quiet" id="zone-help">{{t "If empty, pages show the browser's time."}}</p>
		<button class="main">{{t "Save"}}</button>
	</form>
	<h2>{{t "Change the password"}}</h2>
	{{with .Why}}<p class="bad" role="alert">{{.}}</p>{{end}}
	{{if .Done}}<p class="good" role="status">{{t "The password is changed. Other browsers are signed out."}}</p>{{end}}
	<form id="password-form" method="post" action="/account" class="stack">
		<input type="hidden" name="username" value="{{.Person.ID}}" autocomplete="username">
		<label for="present">{{t "Present password"}}</label>
		<input id="present" name="present" type="password" autocomplete="current-password" required>
		<label for="next">{{t "New password (10 to 72 bytes)"}}</label>
		<input id="next" name="next" type="password" autocomplete="new-password" minlength="10" maxlength="72" required>
		<label for="repeat">{{t "New password again"}}</label>
		<input id="repeat" name="repeat" type="password" autocomplete="new-password" required>
		<button class="main">{{t "Change the password"}}</button>
	</form>
	<p><a href="/">{{t "Back to the desk"}}</a></p>
</div>{{end}}`))

type accountForm struct {
	Person    store.Person
	Why       string
	Done      bool   // the password was changed
	Saved     bool   // language and zone were
	WrongZone string // why the time zone is none
	Queues    string
	Languages []locale.Language
}

func accountOf(p store.Person) accountForm {
	return accountForm{Person: p, Queues: strings.Join(p.Queues, ", "), Languages: locale.Languages}
}

func (s *Site) account(w http.ResponseWriter, r *http.Request) {
	form := accountOf(Who(r.Context()))
	form.Done, form.Saved = r.FormValue("done") != "", r.FormValue("saved") != ""
	s.Render(w, r, accountPage, form)
}

// changePassword counts as an attempt to sign in, lest an unwatched screen is used to guess.
func (s *Site) changePassword(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	form := accountOf(Who(r.Context()))
	status := http.StatusBadRequest
	from := s.address(r)
	try, wait := s.attempts.try(s.Time(), form.Person.ID, from)
	if wait == 0 && !s.attempts.enter(from) {
		try.forgive()
		wait = time.Second
	}
	if wait > 0 {
		form.Why, status = tooMany(w, r, wait), http.StatusTooManyRequests
		s.render(w, r, status, accountPage, form)
		return
	}
	defer s.attempts.leave(from)
	err := errRepeat
	if c, failed := r.Cookie(cookieName(r)); failed == nil && r.PostFormValue("next") == r.PostFormValue("repeat") {
		err = s.Store.ChangePassword(r.Context(), form.Person.ID, r.PostFormValue("present"), r.PostFormValue("next"), c.Value)
	}
	if !errors.Is(err, store.ErrSignIn) {
		try.forgive()
	}
	switch {
	case err == nil:
		http.Redirect(w, r, "/account?done=1", http.StatusSeeOther)
		return
	case errors.Is(err, store.ErrSignIn):
		form.Why, status = Words(r).T("The present password is wrong."), http.StatusForbidden
	case errors.Is(err, store.ErrPassword):
		form.Why = Words(r).T("Nothing is changed: a password must have 10 to 72 bytes.")
	case errors.Is(err, errRepeat):
		form.Why = Words(r).T("Nothing is changed: the two new passwords differ.")
	default:
		s.Fail(w, r, err)
		return
	}
	s.render(w, r, status, accountPage, form)
}

var errRepeat = errors.New("the two new passwords differ")

// wrongZone says why a name is no time zone, and which name was probably meant; empty if it is one,
// or no name. An abbreviation such as EST is none, as in the hours of a channel.
func wrongZone(name string) string {
	if name == "" {
		return ""
	}
	_, err := worktime.Check(&worktime.Days{Zone: name}, worktime.Schedule{})
	for _, e := range fielderror.All(err) {
		return e.Reason + "."
	}
	return ""
}

// changeReader stores in which language and time zone a person reads the pages.
func (s *Site) changeReader(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	if err := r.ParseForm(); err != nil { // a form that was cut off names no language
		s.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is not complete."))
		return
	}
	p := Who(r.Context())
	p.Language, p.Zone = r.PostFormValue("language"), strings.TrimSpace(r.PostFormValue("zone"))
	if !locale.Known(p.Language) {
		p.Language = ""
	}
	if why := wrongZone(p.Zone); why != "" {
		form := accountOf(p)
		form.WrongZone, _ = Words(r).Said(why)
		s.render(w, r, http.StatusBadRequest, accountPage, form)
		return
	}
	if err := s.Store.Do(r.Context(), func(t *store.Tx) error { return t.SetReader(p.ID, p.Language, p.Zone) }); err != nil {
		s.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/account?saved=1", http.StatusSeeOther)
}

package web

import (
	"errors"
	"html/template"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
)

var accountPage = template.Must(Layout().Parse(`{{define "title"}}Your account{{end}}
{{define "main"}}<div class="sheet narrow">
	<h1>{{.Person.Name}}</h1>
	<p class="quiet">You sign in as <b>{{.Person.ID}}</b>{{with .Person.Queues}} and work on {{range $i, $q := .}}{{if $i}}, {{end}}{{$q}}{{end}}{{end}}.</p>
	<h2>Another password</h2>
	{{with .Why}}<p class="bad" role="alert">{{.}}</p>{{end}}
	{{if .Done}}<p class="good" role="status">The password is changed. Other browsers are signed out.</p>{{end}}
	<form id="password-form" method="post" action="/account" class="stack">
		<input type="hidden" name="username" value="{{.Person.ID}}" autocomplete="username">
		<label for="present">Present password</label>
		<input id="present" name="present" type="password" autocomplete="current-password" required>
		<label for="next">New password (10 to 72 bytes)</label>
		<input id="next" name="next" type="password" autocomplete="new-password" minlength="10" maxlength="72" required>
		<label for="repeat">New password again</label>
		<input id="repeat" name="repeat" type="password" autocomplete="new-password" required>
		<button class="main">Change the password</button>
	</form>
	<p><a href="/">Back to the desk</a></p>
</div>{{end}}`))

type accountForm struct {
	Person store.Person
	Why    string
	Done   bool
}

func (s *Site) account(w http.ResponseWriter, r *http.Request) {
	s.Render(w, r, accountPage, accountForm{Person: Who(r.Context()), Done: r.FormValue("done") != ""})
}

// changePassword counts as an attempt to sign in, lest an unwatched screen is used to guess.
func (s *Site) changePassword(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	form := accountForm{Person: Who(r.Context())}
	status := http.StatusBadRequest
	from := s.address(r)
	try, wait := s.attempts.try(s.Time(), form.Person.ID, from)
	if wait == 0 && !s.attempts.enter(from) {
		try.forgive()
		wait = time.Second
	}
	if wait > 0 {
		form.Why, status = tooMany(w, wait), http.StatusTooManyRequests
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
		form.Why, status = "The present password is wrong.", http.StatusForbidden
	case errors.Is(err, store.ErrPassword), errors.Is(err, errRepeat):
		form.Why = "Nothing is changed: " + err.Error() + "."
	default:
		s.Fail(w, r, err)
		return
	}
	s.render(w, r, status, accountPage, form)
}

var errRepeat = errors.New("the two new passwords differ")

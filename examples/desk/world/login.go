package world

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
)

// LoginPage plays the login pages of the platforms for a person with a browser: /?address= shows
// what the platform would show at that address, with a button to agree and one to cancel.
func (w *World) LoginPage() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.showLogin)
	mux.HandleFunc("POST /agree", func(out http.ResponseWriter, r *http.Request) { w.leaveLogin(out, r, true) })
	mux.HandleFunc("POST /cancel", func(out http.ResponseWriter, r *http.Request) { w.leaveLogin(out, r, false) })
	return mux
}

// LoginAddress is where LoginPage shows the login page at an address. at is where LoginPage is
// served.
func LoginAddress(at, address string) string {
	return at + "/?" + url.Values{"address": {address}}.Encode()
}

var loginPage = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Log in to {{.Host}}</title></head>
<body><main><h1>{{.Host}} (pretended)</h1>
<p>The contact center asks to read and write messages in your name.</p>
<form method="post"><input type="hidden" name="address" value="{{.Address}}">
<button id="agree" formaction="/agree">Agree</button> <button id="cancel" formaction="/cancel">Cancel</button></form></main></body></html>`))

func (w *World) showLogin(out http.ResponseWriter, r *http.Request) {
	address := r.URL.Query().Get("address")
	u, err := url.Parse(address)
	if err != nil || w.platform(u.Hostname()) == nil {
		http.Error(out, "the pretended internet has no such page", http.StatusNotFound)
		return
	}
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = loginPage.Execute(out, struct{ Host, Address string }{u.Hostname(), address}) // who does not listen any more misses nothing
}

func (w *World) leaveLogin(out http.ResponseWriter, r *http.Request, agreed bool) {
	back, err := w.Login(r.PostFormValue("address"), agreed)
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	http.Redirect(out, r, back, http.StatusSeeOther)
}

// Login lets our account's owner agree on a login page, or cancel, and returns where the browser
// goes.
func (w *World) Login(address string, agree bool) (back string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	p := w.platform(u.Hostname())
	if p == nil || p.allow == nil {
		return "", errors.New("the pretended internet has no such page")
	}
	if !agree {
		return p.deny(address)
	}
	return p.allow(address)
}

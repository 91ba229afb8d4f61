package main

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

// An agent is a person at the desk's pages: an agent, an administrator, or not signed in yet.
type agent struct {
	d      *testDesk
	name   string
	cookie *http.Cookie
}

func (d *testDesk) nobody() *agent { return &agent{d: d} }

func (d *testDesk) signIn(name string) *agent { d.t.Helper(); return d.signInBy(name, password) }

func (d *testDesk) signInBy(name, password string) *agent {
	d.t.Helper()
	got := d.nobody().post("/login", url.Values{"name": {name}, "password": {password}})
	if got.StatusCode != http.StatusSeeOther || len(got.Cookies()) != 1 {
		d.t.Fatalf("sign-in of %s: %s", name, got.Status)
	}
	return &agent{d, name, got.Cookies()[0]}
}

func (a *agent) do(r *http.Request) *http.Response {
	if a.cookie != nil {
		r.AddCookie(&http.Cookie{Name: a.cookie.Name, Value: a.cookie.Value})
	}
	w := httptest.NewRecorder()
	a.d.handler.ServeHTTP(w, r)
	return w.Result()
}

func (a *agent) get(path string) *http.Response {
	return a.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (a *agent) post(path string, form url.Values) *http.Response {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return a.do(r)
}

// source is what a page is written as; it must be there.
func (a *agent) source(path string) string {
	a.d.t.Helper()
	path, _, _ = strings.Cut(path, "#") // that stays in the browser
	got := a.get(path)
	body := a.d.body(got)
	if got.StatusCode != http.StatusOK {
		a.d.t.Fatalf("%s: %s %s", path, got.Status, body)
	}
	return body
}

func (d *testDesk) body(r *http.Response) string {
	d.t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(body)
}

// page is a page as a browser reads it.
func (a *agent) page(path string) *node { a.d.t.Helper(); return parse(a.d.t, a.source(path)) }

// read is the page of a conversation.
func (a *agent) read(thread channel.Thread) *node {
	a.d.t.Helper()
	return a.page("/thread/" + thread.Key())
}

// press sends the form of a button, as the page has it; more fills in its fields.
func (a *agent) press(on *node, button string, more url.Values) *http.Response {
	a.d.t.Helper()
	return a.post(on.form(button, more))
}

// submit sends a form, and returns the source of the page that it leads to, and where that is.
func (a *agent) submit(path string, form url.Values) (source, where string) {
	a.d.t.Helper()
	got := a.post(path, form)
	switch got.StatusCode {
	case http.StatusOK:
		return a.d.body(got), path
	case http.StatusSeeOther:
		where = got.Header.Get("Location")
		return a.source(where), where
	}
	a.d.t.Fatalf("POST %s: %s %s", path, got.Status, a.d.body(got))
	return "", ""
}

// serves lets a platform's first customer write, and the agent take the conversation.
func (a *agent) serves(p *world.Platform, text string) channel.Thread {
	d := a.d
	d.t.Helper()
	if page := a.page("/"); page.id("ready") != nil {
		a.press(page, "ready", nil)
	}
	thread := d.says(p, text)
	d.until("an offer", func() bool { return d.state(thread).Phase == session.PhaseOffered })
	if got := d.state(thread).Agent; got != a.name {
		d.t.Fatalf("offered to %s", got)
	}
	a.press(a.page("/").id("offers"), "accept", nil)
	if s := d.state(thread); s.Phase != session.PhaseAgent || s.Agent != a.name {
		d.t.Fatalf("%s by %s", s.Phase, s.Agent)
	}
	return thread
}

// texts are all that customers of a platform got from us.
func texts(p *world.Platform) string {
	var list []string
	for _, m := range p.Received() {
		list = append(list, m.Text)
	}
	return strings.Join(list, "\n")
}

// postFiles sends a form with a file.
func (a *agent) postFiles(path string, form url.Values, name string, content []byte) *http.Response {
	a.d.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	var err error
	for field, values := range form {
		err = errors.Join(err, w.WriteField(field, values[0]))
	}
	part, failed := w.CreateFormFile("files", name)
	if err = errors.Join(err, failed); err == nil {
		_, err = part.Write(content)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		a.d.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return a.do(r)
}

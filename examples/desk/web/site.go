// Package web is what all pages of the desk share: who is signed in, the layout, and what a browser
// is forbidden.
//
// Every page passes through Secure: no script, style or picture but our own, and no POST from
// another site. A customer's text is escaped by html/template, and could do nothing if it were not.
//
// Read site.go first: what a page has and how it is written; then login.go: who may see it.
package web

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

//go:embed static
var static embed.FS

// A Site is what the pages need. Its methods may be called concurrently.
type Site struct {
	Store     *store.Store
	Now       func() time.Time                               // nil: time.Now
	Log       *slog.Logger                                   // nil: nothing is logged
	SignedOut func(ctx context.Context, person string) error // what else happens when a person signs out; nil: nothing
	Proxies   []netip.Prefix                                 // reverse proxies whose X-Forwarded-For is believed; none: no proxy's is

	attempts attempts
	spoken   spoken
}

// Mount serves sign-in, sign-out, everybody's own account, and the files that pages use.
func (s *Site) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /login", s.login)
	mux.HandleFunc("POST /login", s.signIn)
	mux.HandleFunc("POST /logout", s.signOut)
	mux.Handle("GET /account", s.Require(store.RoleAgent, http.HandlerFunc(s.account)))
	mux.Handle("POST /account/reader", s.Require(store.RoleAgent, http.HandlerFunc(s.changeReader)))
	mux.Handle("POST /account", s.Require(store.RoleAgent, http.HandlerFunc(s.changePassword)))
	files, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	Scripts(files)
	mux.HandleFunc("GET /web/texts.js", s.texts)
	mux.Handle("GET /web/", http.StripPrefix("/web/", Files(files)))
}

// Files serves the files of a folder, and no list of them.
func Files(files fs.FS) http.Handler {
	next, packed := http.FileServerFS(files), &packedFiles{files: files}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "" || strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		if !packed.serve(w, r) {
			next.ServeHTTP(w, r)
		}
	})
}

// Secure forbids a browser everything that pages do not need, and POSTs from other sites.
func Secure(next http.Handler) http.Handler {
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "+
			"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// Render writes a page: a clone of Layout with the blocks "title", "head" and "main" parsed into
// it, which get data. A script that asks with the header X-Part gets "main" alone.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, t *template.Template, data any) {
	s.render(w, r, http.StatusOK, t, data)
}

func (s *Site) render(w http.ResponseWriter, r *http.Request, status int, t *template.Template, data any) {
	var page bytes.Buffer // so that a template that fails leaves no half of a page
	words := Words(r)
	t, err := s.spoken.page(t, words)
	switch {
	case err != nil:
	case r.Header.Get("X-Part") != "":
		err = t.ExecuteTemplate(&page, "main", data)
	default:
		err = t.ExecuteTemplate(&page, "page", frame{Who(r.Context()), words, data})
	}
	if err != nil {
		s.log().Error("page", "path", r.URL.Path, "error", err)
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // it is not read after sign-out
	w.Header().Set("Vary", "X-Part")
	body := zip(w, r, page.Bytes())
	w.WriteHeader(status)
	_, _ = w.Write(body) // who does not listen any more misses nothing
}

// Refuse writes a page that says in a sentence why something is not done: in the language of the
// reader, if the sentence has a translation.
func (s *Site) Refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	s.render(w, r, status, refusal, struct{ Title, Why string }{http.StatusText(status), why})
}

// Fail answers with what an error means: there is no such thing, or the desk is at fault, which is
// logged and not told.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		s.Refuse(w, r, http.StatusNotFound, locale.Mark("There is no such page, or no longer."))
	case r.Context().Err() != nil: // the answer is not awaited
	default:
		s.log().Error("page", "path", r.URL.Path, "error", err)
		s.Refuse(w, r, http.StatusInternalServerError, locale.Mark("The desk is at fault. Please try again."))
	}
}

// Time is the present of the pages.
func (s *Site) Time() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

func (s *Site) log() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}

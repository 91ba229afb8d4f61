// Package admin is the administrators' pages: channels, work time, keywords, exports, people, and
// how the desk is doing.
//
//	a := admin.New(site, engine, directory)
//	mux.Handle("/admin/", a)              // the pages
//	mux.Handle("GET /metrics", a.Metrics()) // for Prometheus
//	err := a.Run(ctx)                     // the exports
//
// Every form works without a script; admin.js only saves waiting. A credential goes in and never
// comes out: forms show whether one is set. If a form has faults, its credentials are kept here,
// not in the page (see pending.go).
//
// Read this file first: which page is where. A channel's form is the largest part, in this order:
// layout.go (which fields), kind.go (which of them are shown), form.go and field.go (a record as
// inputs), grid.go (work time as a table), edit.go (what a press of a button does), read.go and
// clicks.go (back to a record), complaint.go (what is wrong with it). Each of the other
// pages is a file of its own.
package admin

import (
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

//go:embed static templates
var files embed.FS

// An Admin serves the pages. Its methods may be called concurrently.
type Admin struct {
	BaseURL string // public address of the desk, for callback URLs; empty: https at the host that the browser names. Set it before the first call

	// LoginPage turns the address of a platform's login page into the one that the administrator
	// opens: that of a stand-in. nil: the platform's own. Set it before the first call.
	LoginPage func(address string) string

	Robots []string // names of the robots that a channel may have; none: any name. Set it before the first call

	CertificateFiles bool // channels may also name certificates that are files of the configuration. Set it before the first call

	site      *web.Site
	store     *store.Store
	engine    *engine.Engine
	directory *directory.Directory
	now       func() time.Time
	log       *slog.Logger
	schema    *schema
	pages     http.Handler

	sink    store.Exports
	wake    chan struct{} // there is something to export
	mu      sync.Mutex    // of running
	running map[string]func(error)

	asking  sync.Mutex // held while an export is asked for
	pending pending
	past    past
	people  sync.Mutex // held while one is changed
}

// New makes the pages.
func New(site *web.Site, e *engine.Engine, d *directory.Directory) *Admin {
	a := &Admin{
		site: site, store: site.Store, engine: e, directory: d, now: site.Now, log: site.Log, schema: readSchema(d.Options().Drivers),
		sink: site.Store.Exports, wake: make(chan struct{}, 1), running: make(map[string]func(error)),
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	a.pending.now = a.now
	static, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	web.Scripts(static)
	mux := http.NewServeMux()
	mux.Handle("GET /admin/static/", http.StripPrefix("/admin/static/", web.Files(static)))
	mux.HandleFunc("GET /admin/{$}", a.dashboard)
	mux.HandleFunc("GET /admin/channels", a.channels)
	mux.HandleFunc("GET /admin/channels/new", a.newChannel)
	mux.HandleFunc("POST /admin/channels/new", a.newChannel)
	mux.HandleFunc("GET /admin/channels/{id}", a.channel)
	mux.HandleFunc("GET /admin/channels/{id}/edit", a.editChannel)
	mux.HandleFunc("POST /admin/channels/{id}/edit", a.editChannel)
	mux.HandleFunc("POST /admin/channels/{id}/state", a.moveChannel)
	mux.HandleFunc("POST /admin/channels/{id}/rotate", a.rotate)
	mux.HandleFunc("POST /admin/channels/{id}/revoke", a.revoke)
	mux.HandleFunc("POST /admin/channels/{id}/connect", a.connect)
	mux.HandleFunc("POST /admin/channels/{id}/login", a.beginLogin)
	mux.HandleFunc("GET /admin/channels/{id}/login", a.endLogin)
	mux.HandleFunc("POST /admin/channels/{id}/history", a.catchUp)
	mux.HandleFunc("GET /admin/channels/{id}/remove", a.askRemove)
	mux.HandleFunc("POST /admin/channels/{id}/remove", a.remove)
	mux.HandleFunc("GET /admin/channels/{id}/hours", a.hours)
	mux.HandleFunc("POST /admin/channels/{id}/hours", a.hours)
	mux.HandleFunc("GET /admin/channels/{id}/keywords", a.keywords)
	mux.HandleFunc("POST /admin/channels/{id}/keywords", a.keywords)
	mux.HandleFunc("GET /admin/channels/{id}/notices", a.notices)
	mux.HandleFunc("POST /admin/channels/{id}/notices", a.notices)
	mux.HandleFunc("GET /admin/messages", a.messages)
	mux.HandleFunc("GET /admin/figures", a.figures)
	mux.HandleFunc("GET /admin/certificates", a.certificates)
	mux.HandleFunc("GET /admin/certificates/new", a.certificate)
	mux.HandleFunc("POST /admin/certificates/new", a.certificate)
	mux.HandleFunc("GET /admin/certificates/{name}", a.certificate)
	mux.HandleFunc("POST /admin/certificates/{name}", a.certificate)
	mux.HandleFunc("POST /admin/certificates/{name}/remove", a.removeCertificate)
	mux.HandleFunc("GET /admin/erase", a.erase)
	mux.HandleFunc("POST /admin/erase", a.erase)
	mux.HandleFunc("GET /admin/audit", a.audit)
	mux.HandleFunc("GET /admin/exports", a.exports)
	mux.HandleFunc("POST /admin/exports", a.newExport)
	mux.HandleFunc("POST /admin/exports/{id}/cancel", a.cancelExport)
	mux.HandleFunc("POST /admin/exports/{id}/resume", a.resumeExport)
	mux.HandleFunc("GET /admin/exports/{id}/{file}", a.download)
	mux.HandleFunc("GET /admin/people", a.allPeople)
	mux.HandleFunc("GET /admin/people/new", a.person)
	mux.HandleFunc("POST /admin/people/new", a.person)
	mux.HandleFunc("GET /admin/people/{id}", a.person)
	mux.HandleFunc("POST /admin/people/{id}", a.person)
	mux.HandleFunc("POST /admin/queues", a.addQueue)
	mux.HandleFunc("POST /admin/queues/remove", a.dropQueue)
	mux.HandleFunc("GET /admin/routing", a.routing)
	mux.HandleFunc("POST /admin/routing/skills", a.setSkills)
	mux.HandleFunc("POST /admin/routing/channels/{id}", a.setOrder)
	mux.HandleFunc("/admin/", func(w http.ResponseWriter, r *http.Request) { site.Fail(w, r, store.ErrNotFound) })
	e.Erasing = a.eraseAgain
	a.pages = site.Require(store.RoleAdmin, mux)
	return a
}

// ServeHTTP serves everything below /admin/.
func (a *Admin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<20)
	a.pages.ServeHTTP(w, r)
}

// page is a template with the parts that all of these pages share.
func page(name string) *template.Template {
	t := web.Layout().Funcs(template.FuncMap{"path": url.PathEscape, "zones": func() []string { return zones }, "spans": spansRow, "next": func(n int) int { return n + 1 }})
	return template.Must(t.ParseFS(files, "templates/shared.html", "templates/"+name))
}

// frame is the part that all pages share.
type frame struct {
	Here string // which part of the administration
	Note *note
}

// A note tells once how something went. Redirects carry it, so that loading a page again does
// nothing again.
type note struct {
	Good, Bad string
	Copy      []credential // made by the desk, to be told to the platform; shown this once
	Webhook   *webhook
	Login     *loginLink
}

type credential struct{ Label, Value string }

// tell leads to a page that shows a note.
func (a *Admin) tell(w http.ResponseWriter, r *http.Request, path string, n note) {
	token := a.pending.keep(web.Who(r.Context()).ID, &n)
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	http.Redirect(w, r, path+separator+"note="+token, http.StatusSeeOther)
}

// frame takes the note that a call leads to.
func (a *Admin) frame(r *http.Request, here string) frame {
	n, _ := a.pending.take(web.Who(r.Context()).ID, r.URL.Query().Get("note")).(*note)
	return frame{Here: here, Note: n}
}

// view reads from the store, and answers itself if it cannot.
func (a *Admin) view(w http.ResponseWriter, r *http.Request, f func(*store.Tx) error) bool {
	err := a.store.View(r.Context(), f)
	if err != nil {
		a.site.Fail(w, r, err)
	}
	return err == nil
}

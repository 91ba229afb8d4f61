package main

import (
	"cmp"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

//go:embed web
var web embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"clock": func(t time.Time) string { return t.Local().Format("15:04") },
	"stamp": func(t time.Time) string { return t.Format(time.RFC3339) },
}).ParseFS(web, "web/*.html"))

// Handler serves webhooks and the agents' pages.
func (d *Desk) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/webhook/{platform}", d.Webhook)

	console := http.NewServeMux()
	console.HandleFunc("GET /{$}", d.list)
	console.HandleFunc("GET /thread/{key...}", d.thread)
	console.HandleFunc("POST /answer", d.answer)
	console.HandleFunc("GET /changes", d.changes)
	console.Handle("GET /web/", http.FileServerFS(web))
	mux.Handle("/", secure(http.NewCrossOriginProtection().Handler(console)))
	return mux
}

// secure forbids pages everything that they do not need: what a customer writes must not run in an agent's browser.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// view is what the page shows: the list, and one conversation if one is open.
type view struct {
	List   []Conversation
	Open   *Conversation
	Lines  []Line
	Closed string // why no answer is possible now; empty: it is
	Until  time.Time
}

func (d *Desk) list(w http.ResponseWriter, r *http.Request) { d.show(w, r, channel.Thread{}) }

func (d *Desk) thread(w http.ResponseWriter, r *http.Request) {
	// The key holds escaped slashes, so the path must be read as it was sent.
	t, err := channel.ParseThread(strings.TrimPrefix(r.URL.EscapedPath(), "/thread/"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	d.show(w, r, t)
}

func (d *Desk) show(w http.ResponseWriter, r *http.Request, open channel.Thread) {
	var v view
	var err error
	if v.List, err = d.store.Conversations(r.Context()); err == nil && open != (channel.Thread{}) {
		var c Conversation
		c, v.Lines, err = d.store.Lines(r.Context(), open)
		v.Open = &c
		v.Closed, v.Until = d.window(c)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		http.NotFound(w, r)
		return
	case err != nil:
		d.log.Error("page", "error", err)
		http.Error(w, "the desk cannot read its store", http.StatusInternalServerError)
		return
	}
	name := "page.html"
	if r.Header.Get("X-Part") != "" { // the script asks for the inside alone
		name = "parts"
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := pages.ExecuteTemplate(w, name, v); err != nil {
		d.log.Error("page", "error", err)
	}
}

// window says why an agent cannot answer, and else until when.
func (d *Desk) window(c Conversation) (closed string, until time.Time) {
	ch, ok := d.owner(c.Thread)
	if !ok {
		return "no channel serves this conversation", time.Time{}
	}
	_, until, ok = channel.OpenWindow(ch.Limits(c.Thread), channel.ByPerson, c.Heard, time.Now())
	if !ok {
		return "the platform takes an answer only after the customer has written again", time.Time{}
	}
	return "", until
}

func (d *Desk) answer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	to, err := channel.ParseThread(r.PostFormValue("thread"))
	text := strings.TrimSpace(r.PostFormValue("text"))
	if err != nil || text == "" {
		http.Error(w, "thread and text are needed", http.StatusBadRequest)
		return
	}
	if err := d.Answer(r.Context(), to, channel.Message{Text: text}); err != nil {
		d.log.Warn("answer", "thread", to.Key(), "error", err) // the page shows it at the message
	}
	http.Redirect(w, r, "/thread/"+to.Key(), http.StatusSeeOther)
}

// changes streams the keys of conversations as they change (server-sent events).
func (d *Desk) changes(w http.ResponseWriter, r *http.Request) {
	changes, leave := d.hub.Join()
	defer leave()
	rc := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	beat := time.NewTicker(20 * time.Second)
	defer beat.Stop()
	for {
		_ = rc.SetWriteDeadline(time.Now().Add(time.Minute))
		if err := rc.Flush(); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case key := <-changes:
			fmt.Fprintf(w, "data: %s\n\n", key)
		case <-beat.C:
			fmt.Fprint(w, ": still here\n\n")
		}
	}
}

// Title is how a conversation is called.
func (c Conversation) Title() string { return cmp.Or(c.Name, c.Thread.Contact) }

// Summary is a message in words where it has no text.
func (l Line) Summary() string { return summary(l.Message) }

// Package console is the agents' desk: who waits, who is served, and one conversation to read and
// answer.
//
// A page is made from the store at one moment (list.go, thread.go) and every form on it is a plain
// POST (act.go, answer.go), so that the desk works without a script. The script hears from
// changes.go which conversation changed, asks for the page's inside anew and swaps what differs.
// What an agent may do is asked of the session (engine.Allows): no rule of it is repeated here.
//
// Read console.go first: which page is where; then thread.go with thread.html, and act.go.
package console

import (
	"context"
	"crypto/rand"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

//go:embed *.html pages/*.html
var files embed.FS

var (
	page       = template.Must(web.Layout().Funcs(template.FuncMap{"scripts": scripts}).ParseFS(files, "*.html"))
	publicPage = template.Must(web.Layout().Funcs(template.FuncMap{"acts": postActs, "scripts": scripts}).ParseFS(files, "pages/public.html"))
	cannedPage = template.Must(web.Layout().ParseFS(files, "pages/canned.html"))
	surveyPage = template.Must(web.Layout().ParseFS(files, "pages/survey.html"))
	teamPage   = template.Must(web.Layout().ParseFS(files, "pages/team.html"))
)

// scripts are those of conversations, private and public, in their order.
func scripts() []string {
	return []string{"console.js", "forms.js", "answer.js", "canned.js", "files.js", "alert.js", "keys.js", "start.js"}
}

// cannedListPage has the answers alone: the script asks for them.
var cannedListPage = template.Must(web.Layout().ParseFS(files, "pages/cannedlist.html"))

// console serves the agents' pages.
type console struct {
	site    *web.Site
	engine  *engine.Engine
	streams streams
	beat    time.Duration
}

// New returns the agents' pages, for everybody who is signed in.
func New(site *web.Site, e *engine.Engine) http.Handler {
	return newConsole(site, e, beat)
}

func newConsole(site *web.Site, e *engine.Engine, beat time.Duration) http.Handler {
	c := &console{site: site, engine: e, beat: beat}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.show)
	mux.HandleFunc("GET /thread/{key...}", c.show)
	mux.HandleFunc("GET /changes", c.changes)
	mux.HandleFunc("GET /media/{id}", c.media)
	mux.HandleFunc("GET /picture/{id}", c.picture)
	mux.HandleFunc("POST /ready", c.ready)
	mux.HandleFunc("POST /act", c.act)
	mux.HandleFunc("POST /wrapped", c.wrapped)
	mux.HandleFunc("POST /answer", c.answer)
	mux.HandleFunc("POST /again", c.again)
	mux.HandleFunc("POST /hint", c.hint)
	mux.HandleFunc("POST /note", c.note)
	mux.HandleFunc("POST /message", c.onMessage)
	mux.HandleFunc("POST /customer", c.onCustomer)
	mux.HandleFunc("GET /canned", c.canned)
	mux.HandleFunc("POST /canned", c.onCanned)
	mux.HandleFunc("GET /canned/list", c.cannedList)
	mux.HandleFunc("GET /survey", c.survey)
	mux.HandleFunc("POST /survey", c.onSurvey)
	mux.HandleFunc("GET /team", c.team)
	mux.HandleFunc("GET /public", c.public)
	mux.HandleFunc("GET /public/{key...}", c.public)
	mux.HandleFunc("POST /public/act", c.onPost)
	mux.HandleFunc("POST /typing", c.typing)
	mux.HandleFunc("POST /seen", c.seen)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { site.Fail(w, r, store.ErrNotFound) })
	return site.Require(store.RoleAgent, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/answer" && r.URL.Path != "/public/act" { // they have files, and a limit of their own
			r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		}
		mux.ServeHTTP(w, r)
	}))
}

// view is what a page shows.
type view struct {
	Me   store.Person
	Form string // names what its forms say, so that one that is sent twice says it once
	Note string // what became of the last form
	where
	Due      int // offers, and customers who wait for me
	Tabs     []tab
	Offers   []entry
	Wraps    []wrap
	Public   int // talks in public that wait
	Channels []target
	Labels   []string
	List     []entry
	Found    []found // messages that hold what was searched for
	Open     *open   // nil: no conversation is chosen
}

// Title is the page's name.
func (v view) Title() string {
	if v.Open != nil {
		return v.Open.Title()
	}
	return locale.Mark("Conversations")
}

// Full reports whether a list may have more conversations than it shows.
func (v view) Full() bool { return len(v.List) >= most }

// show makes the page: the list, and one conversation if the path names it.
func (c *console) show(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	v := view{Me: web.Who(r.Context()), Form: rand.Text(), Note: note(q.Get("note")), where: whereOf(q.Get)}
	var thread channel.Thread
	// The key holds escaped slashes: the path must be read as it was sent.
	if key, ok := strings.CutPrefix(r.URL.EscapedPath(), "/thread/"); ok {
		var err error
		if thread, err = channel.ParseThread(key); err != nil {
			c.site.Fail(w, r, store.ErrNotFound)
			return
		}
	}
	leads := "" // elsewhere
	err := c.site.Store.View(r.Context(), func(t *store.Tx) (err error) {
		if session := q.Get("session"); session != "" {
			leads, err = c.sessionLink(t, thread, session, v.where)
			return err
		}
		names, err := c.names(t, r)
		if err == nil && thread != (channel.Thread{}) {
			err = c.openThread(t, &v, names, thread, q)
		}
		if err == nil {
			err = c.list(t, &v, names)
		}
		return err
	})
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	if leads != "" {
		http.Redirect(w, r, leads, http.StatusSeeOther)
		return
	}
	c.site.Render(w, r, page, v)
}

// names are what people are called, by their id, in the words of a reader.
type names struct {
	locale.Words
	people map[string]string
}

func (c *console) names(t *store.Tx, r *http.Request) (names, error) {
	people, err := t.People()
	n := names{web.Words(r), make(map[string]string, len(people))}
	for _, p := range people {
		n.people[p.ID] = p.Name
	}
	return n, err
}

// of is a person's name; one who was taken out has only an id.
func (n names) of(id string) string {
	switch name, ok := n.people[id]; {
	case ok:
		return name
	case id == "":
		return n.T("somebody in the platform's inbox")
	default:
		return id
	}
}

// conversation reads one in a view of its own.
func (c *console) conversation(ctx context.Context, thread channel.Thread) (found store.Conversation, err error) {
	err = c.site.Store.View(ctx, func(t *store.Tx) error {
		found, err = t.Conversation(thread)
		return err
	})
	return found, err
}

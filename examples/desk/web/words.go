package web

import (
	"html/template"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// zoneCookie holds the browser's time zone, which times.js writes.
const zoneCookie = "zone"

// Words are the language and the time zone of a call's reader: those of the person's account, or
// else those that the browser tells.
func Words(r *http.Request) locale.Words {
	p := Who(r.Context())
	zone := p.Zone
	if c, err := r.Cookie(zoneCookie); err == nil && zone == "" && len(c.Value) < 64 {
		zone = c.Value
	}
	return locale.For(p.Language, r.Header.Get("Accept-Language"), zone)
}

// functions are those of the layout for one reader.
func functions(w locale.Words) template.FuncMap {
	return template.FuncMap{
		"t":        w.T,
		"told":     w.Told,
		"clock":    w.Clock,
		"day":      w.Day,
		"when":     w.When,
		"duration": w.Span,
		"stamp":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) }, // for <time datetime>
		"bytes":    func(n int64) string { return size(w, n) },
		"platform": PlatformName,
		"medium":   func(t channel.Thread) string { return medium(w, t) },
	}
}

// spoken holds pages with the functions of a reader. The page that a caller has is a pattern: only
// copies of it are executed.
type spoken struct {
	mu    sync.Mutex
	pages map[spokenKey]*template.Template
}

type spokenKey struct {
	page      *template.Template
	tag, zone string
}

// mostSpoken bounds how many copies are kept.
const mostSpoken = 500

func (s *spoken) page(page *template.Template, w locale.Words) (*template.Template, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := spokenKey{page, w.Tag(), w.Zone()}
	if known := s.pages[key]; known != nil {
		return known, nil
	}
	fresh, err := page.Clone()
	if err != nil {
		return nil, err
	}
	if s.pages == nil || len(s.pages) >= mostSpoken {
		s.pages = make(map[spokenKey]*template.Template)
	}
	s.pages[key] = fresh.Funcs(functions(w))
	return s.pages[key], nil
}

// scriptTexts are the texts of every script that the pages load.
var scriptTexts struct {
	sync.Mutex
	list []string
}

// Scripts adds the texts of a folder's scripts to those that /web/texts.js translates.
func Scripts(folder fs.FS) {
	list, err := locale.ScriptTexts(folder)
	if err != nil {
		panic(err) // the folder is part of the program
	}
	scriptTexts.Lock()
	defer scriptTexts.Unlock()
	scriptTexts.list = append(scriptTexts.list, list...)
}

// texts serves the script that defines t for the others, in the language of its address.
func (s *Site) texts(w http.ResponseWriter, r *http.Request) {
	scriptTexts.Lock()
	list := scriptTexts.list
	scriptTexts.Unlock()
	body, err := locale.For(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"), "").Script(list)
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write(body)
}

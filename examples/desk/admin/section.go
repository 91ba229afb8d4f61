package admin

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/session/keyword"
)

// section is a page for one group of a channel's form: work time, keywords.
type section struct {
	frame
	Record directory.Record // with what was typed
	Group  *group
	Form   *form
	Alert  string
	Week   *week  // of work time
	Try    string // of keywords: the message
	Hit    *hit   // and what it hits; nil: it was not tried
}

// hit is the message as it is compared, around the keyword that it holds.
type hit struct {
	Found               bool
	Why                 string // or why not
	Keyword             keyword.Word
	Before, Word, After string
}

var hoursPage, keywordsPage = page("hours.html"), page("keywords.html")

func (a *Admin) hours(w http.ResponseWriter, r *http.Request) {
	a.section(w, r, "hours", "hours.", func(s *section) {
		s.Week = a.week(r.Context(), web.Words(r), s.Record)
		a.site.Render(w, r, hoursPage, s)
	})
}

func (a *Admin) keywords(w http.ResponseWriter, r *http.Request) {
	a.section(w, r, "keywords", "service.keywords.", func(s *section) {
		if s.Try = r.PostFormValue("message"); s.Try != "" {
			m, _ := keyword.Compile(s.Record.Service.Keywords) // faults are shown at the fields; nil matches none
			found, ok := m.Match(s.Try)
			s.Hit = &hit{Found: ok, Keyword: found.Word, Why: m.Explain(s.Try)}
			s.Hit.Why, _ = web.Words(r).Said(s.Hit.Why)
			if ok {
				s.Hit.Before, s.Hit.Word, s.Hit.After = found.Text[:found.Start], found.Text[found.Start:found.End], found.Text[found.End:]
			}
		}
		a.site.Render(w, r, keywordsPage, s)
	})
}

// section shows, tries or saves the fields of a record whose paths begin with a prefix. The others
// stay as they are stored.
func (a *Admin) section(w http.ResponseWriter, r *http.Request, id, prefix string, show func(*section)) {
	e, ok := a.directory.Find(r.PathValue("id"))
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	base := e.Record()
	s := &section{frame: a.frame(r, "channels"), Record: base}
	typed := a.values(base)
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			a.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is too large, or broken."))
			return
		}
		if tooMany(r.PostForm) {
			a.site.Refuse(w, r, http.StatusRequestEntityTooLarge, locale.Mark("A list of this form may have 2,000 rows."))
			return
		}
		seconds(r.PostForm)
		press(r.PostForm)
		merge(typed, r.PostForm, prefix)
		typed.Set("do", r.PostForm.Get("do"))
	}
	var faults []*channel.FieldError
	s.Record, faults = a.read(base, typed, directory.Secrets{})
	report, err := a.directory.Check(r.Context(), s.Record)
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	complaints := about(append(faults, report.Complaints...), prefix)
	if r.Method == http.MethodPost {
		_, _ = fmt.Sscan(r.PostForm.Get("rev"), &s.Record.Rev)
	}
	if r.PostFormValue("do") == "save" && len(complaints) == 0 {
		_, err := a.engine.Save(r.Context(), web.Who(r.Context()).ID, s.Record)
		if err == nil {
			a.tell(w, r, r.URL.Path, note{Good: locale.Mark("Saved. Every open conversation goes by it from now on.")})
			return
		}
		if s.Alert = words(web.Words(r), err); errors.Is(err, directory.ErrStale) {
			s.Alert += " " + web.Words(r).T("Save once more to put yours in its place.")
			s.Record.Rev = base.Rev
		}
	}
	s.Form = a.build(base, typed, suggestions{})
	s.Form.Rev = s.Record.Rev
	if isMore(typed.Get("do")) {
		complaints = nil
	}
	s.Form.complain(web.Words(r), complaints, about(report.Warnings, prefix))
	if s.Group = s.Form.group(id); id == "keywords" {
		s.Group.unhide()
	}
	show(s)
}

// merge puts what was sent of some fields in the place of what is stored.
func merge(typed, sent url.Values, prefix string) {
	for name := range typed {
		if strings.HasPrefix(name, prefix) {
			delete(typed, name)
		}
	}
	for name, values := range sent {
		if strings.HasPrefix(name, prefix) {
			typed[name] = values
		}
	}
	compact(typed)
}

func about(list []*channel.FieldError, prefix string) []*channel.FieldError {
	var some []*channel.FieldError
	for _, e := range list {
		if strings.HasPrefix(e.Field, prefix) || e.Field == "notices.nonWorking" && prefix == "hours." {
			some = append(some, e)
		}
	}
	return some
}

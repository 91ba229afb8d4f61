package admin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// editor is the page with the form of a channel.
type editor struct {
	frame
	Record    directory.Record
	New       bool
	Form      *form
	Checked   bool   // there is nothing to complain about
	Alert     string // the error, in addition to the complaints
	Changes   []directory.Change
	Platforms []string
}

var editPage = page("edit.html")

// newChannel asks for the platform first, for the form depends on it.
func (a *Admin) newChannel(w http.ResponseWriter, r *http.Request) {
	platform := r.URL.Query().Get("platform")
	if !slices.Contains(a.platforms(), platform) {
		a.site.Render(w, r, editPage, editor{frame: a.frame(r, "channels"), New: true, Platforms: a.platforms()})
		return
	}
	base := directory.Default(platform)
	base.ID = "new" // until it is saved
	a.edit(w, r, base, true)
}

func (a *Admin) editChannel(w http.ResponseWriter, r *http.Request) {
	e, ok := a.directory.Find(r.PathValue("id"))
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	a.edit(w, r, e.Record(), false)
}

// edit shows the form of a record, checks it, or saves it. Faulty input stays in the form.
func (a *Admin) edit(w http.ResponseWriter, r *http.Request, base directory.Record, fresh bool) {
	ctx, who := r.Context(), web.Who(r.Context()).ID
	page := editor{frame: a.frame(r, "channels"), Record: base, New: fresh}
	known, err := a.suggestions(ctx)
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	if r.Method == http.MethodGet {
		a.show(w, r, page, known)
		return
	}
	if err := r.ParseForm(); err != nil {
		a.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is too large, or broken."))
		return
	}
	typed := r.PostForm
	if tooMany(typed) {
		a.site.Refuse(w, r, http.StatusRequestEntityTooLarge, locale.Mark("A list of this form may have 2,000 rows."))
		return
	}
	compact(typed)
	seconds(typed)
	press(typed)
	token := typed.Get("kept")
	kept, _ := a.pending.see(who, token).(directory.Secrets)
	record, faults := a.read(base, typed, kept)
	if !fresh {
		_, _ = fmt.Sscan(typed.Get("rev"), &record.Rev)
	}
	if kept = typedSecrets(a.driver(base.Platform), typed).Keep(kept); some(kept) {
		token = a.pending.keep(who, kept)
	}
	made := a.directory.Options().Prepare(record)
	report, err := a.directory.Check(ctx, made)
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	complaints := append(faults, report.Complaints...)

	if typed.Get("do") == "save" && len(faults) == 0 {
		if fresh {
			made.ID = strings.ToLower(rand.Text()[:10])
		}
		saved, err := a.engine.Save(ctx, who, made)
		if err == nil {
			a.pending.take(who, token)
			n := note{Good: locale.Mark("Saved."), Copy: a.madeUp(record, saved)}
			if len(report.Complaints) > 0 {
				n.Good = web.Words(r).T("Saved as a draft. Missing before it can be activated: {n}.", "n", len(report.Complaints))
			}
			a.tell(w, r, "/admin/channels/"+saved.ID, n)
			return
		}
		if complaints = withMore(complaints, channel.FieldErrors(err)); len(channel.FieldErrors(err)) == 0 {
			page.Alert = words(web.Words(r), err)
		}
		if errors.Is(err, directory.ErrStale) { // base is what the other one left
			page.Changes = directory.Diff(base, record)
			record.Rev = base.Rev
		}
	}
	blank(typed)
	page.Form = a.build(base, typed, known)
	page.Form.Rev = record.Rev
	if some(kept) {
		page.Form.Kept = token
		page.Form.entered(kept)
	}
	if isMore(typed.Get("do")) {
		complaints, report.Warnings = nil, nil
	}
	page.Form.complain(web.Words(r), complaints, report.Warnings)
	page.Checked = typed.Get("do") == "check" && len(complaints) == 0
	a.site.Render(w, r, editPage, page)
}

// show shows the form of what is stored.
func (a *Admin) show(w http.ResponseWriter, r *http.Request, page editor, known suggestions) {
	page.Form = a.build(page.Record, nil, known)
	if r.FormValue("check") != "" { // it could not be activated: here is why
		report, err := a.directory.Check(r.Context(), page.Record)
		if err != nil {
			a.site.Fail(w, r, err)
			return
		}
		page.Form.complain(web.Words(r), report.Complaints, report.Warnings)
	}
	a.site.Render(w, r, editPage, page)
}

// withMore adds the complaints that are not there yet.
func withMore(complaints, more []*channel.FieldError) []*channel.FieldError {
	for _, e := range more {
		if !slices.ContainsFunc(complaints, func(c *channel.FieldError) bool { return c.Field == e.Field && c.Reason == e.Reason }) {
			complaints = append(complaints, e)
		}
	}
	return complaints
}

func (a *Admin) suggestions(ctx context.Context) (s suggestions, err error) {
	err = a.store.View(ctx, func(t *store.Tx) error {
		if s.queues, err = t.Queues(); err != nil {
			return err
		}
		certificates, err := t.Certificates()
		for _, c := range certificates {
			s.certificates = append(s.certificates, c.Name)
			if c.Key != "" {
				s.identities = append(s.identities, c.Name)
			}
		}
		return err
	})
	return s, err
}

// entered says at the fields of credentials which were typed already.
func (f *form) entered(kept directory.Secrets) {
	for _, g := range f.Groups {
		for _, x := range g.Fields {
			if name, ok := strings.CutPrefix(x.Path, "secrets."); ok && len(kept.Keys[name]) > 0 {
				x.Set = locale.Mark("entered, not saved yet")
			}
		}
		if g.Rows == nil {
			continue
		}
		for _, row := range g.Rows.List {
			first, last := row.Fields[0], row.Fields[len(row.Fields)-1]
			for _, accounts := range kept.Tokens {
				if g.ID == "pages" && len(accounts[first.Value]) > 0 {
					last.Set = locale.Mark("entered, not saved yet")
				}
			}
			if g.ID == "attributes" && kept.Attributes[first.Value] != "" {
				row.Fields[3].Set = locale.Mark("entered, not saved yet")
			}
		}
	}
}

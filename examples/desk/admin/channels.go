package admin

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// listed is a channel in the list.
type listed struct {
	ID, Name, Platform string
	State              directory.State
	Accounts           []string
	Handshake          time.Time // when the platform checked the webhook; zero: not since the desk was started
	Fault              string    // why it is not served
}

func (a *Admin) listed(e directory.Entry) listed {
	l := listed{ID: e.ID(), Name: e.Name(), State: e.State()}
	info := e.Channel().Info()
	l.Platform, l.Accounts = info.Platform, info.Accounts
	if at, seen := a.directory.Handshake(e.ID()); seen {
		l.Handshake = at
	}
	return l
}

var channelsPage = page("channels.html")

func (a *Admin) channels(w http.ResponseWriter, r *http.Request) {
	data := struct {
		frame
		List      []listed
		Platforms []string
	}{frame: a.frame(r, "channels"), Platforms: a.platforms()}
	for e := range a.directory.All() {
		data.List = append(data.List, a.listed(e))
	}
	var stored []directory.Record
	if !a.view(w, r, func(t *store.Tx) (err error) { stored, err = t.Records(); return err }) {
		return
	}
	for _, s := range stored { // one whose certificate is gone, say
		if _, ok := a.directory.Find(s.ID); ok {
			continue
		}
		report, err := a.directory.Check(r.Context(), s)
		data.List = append(data.List, listed{ID: s.ID, Name: s.Name, Platform: s.Platform, State: s.State, Fault: words(errors.Join(err, report.Err()))})
	}
	slices.SortFunc(data.List, func(x, y listed) int { return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	a.site.Render(w, r, channelsPage, data)
}

func (a *Admin) platforms() []string {
	var list []string
	for _, d := range a.directory.Options().Drivers {
		list = append(list, d.Platform)
	}
	return list
}

// editor is the page with the form of a channel.
type editor struct {
	frame
	Record    directory.Record
	New       bool
	Form      *form
	Checked   bool   // there is nothing to complain about
	Alert     string // what went wrong, beside the complaints
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

// edit shows the form of a record, checks it, or saves it. What was typed stays, whatever is wrong with it.
func (a *Admin) edit(w http.ResponseWriter, r *http.Request, base directory.Record, fresh bool) {
	ctx, who := r.Context(), web.Who(r.Context()).ID
	page := editor{frame: a.frame(r, "channels"), Record: base, New: fresh}
	known, err := a.suggestions(ctx)
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	if r.Method == http.MethodGet {
		page.Form = a.build(base, nil, known)
		if r.FormValue("check") != "" { // it could not be activated: here is why
			report, err := a.directory.Check(ctx, base)
			if err != nil {
				a.site.Fail(w, r, err)
				return
			}
			page.Form.complain(report.Complaints, report.Warnings)
		}
		a.site.Render(w, r, editPage, page)
		return
	}

	if err := r.ParseForm(); err != nil {
		a.site.Refuse(w, r, http.StatusBadRequest, "The form is too large, or broken.")
		return
	}
	typed := r.PostForm
	compact(typed)
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
			n := note{Good: "Saved.", Copy: a.madeUp(record, saved)}
			if len(report.Complaints) > 0 {
				n.Good = fmt.Sprintf("Saved as a draft. %d things are missing before it can be activated.", len(report.Complaints))
			}
			a.tell(w, r, "/admin/channels/"+saved.ID, n)
			return
		}
		known := channel.FieldErrors(err)
		for _, e := range known {
			if !slices.ContainsFunc(complaints, func(c *channel.FieldError) bool { return c.Field == e.Field && c.Reason == e.Reason }) {
				complaints = append(complaints, e)
			}
		}
		if len(known) == 0 {
			page.Alert = words(err)
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
	if typed.Get("do") == "more" {
		complaints, report.Warnings = nil, nil
	}
	page.Form.complain(complaints, report.Warnings)
	page.Checked = typed.Get("do") == "check" && len(complaints) == 0
	a.site.Render(w, r, editPage, page)
}

func (a *Admin) suggestions(ctx context.Context) (s suggestions, err error) {
	err = a.store.View(ctx, func(t *store.Tx) error {
		s.queues, err = t.Queues()
		return err
	})
	return s, err
}

// some reports whether there is any credential.
func some(s directory.Secrets) bool {
	for _, accounts := range s.Tokens {
		if len(accounts) > 0 {
			return true
		}
	}
	return len(s.Keys)+len(s.Attributes) > 0
}

// entered says at the fields of credentials which were typed already.
func (f *form) entered(kept directory.Secrets) {
	for _, g := range f.Groups {
		for _, x := range g.Fields {
			if name, ok := strings.CutPrefix(x.Path, "secrets."); ok && len(kept.Keys[name]) > 0 {
				x.Set = "entered, not saved yet"
			}
		}
		if g.Rows == nil {
			continue
		}
		for _, row := range g.Rows.List {
			first, last := row.Fields[0], row.Fields[len(row.Fields)-1]
			for _, accounts := range kept.Tokens {
				if g.ID == "pages" && len(accounts[first.Value]) > 0 {
					last.Set = "entered, not saved yet"
				}
			}
			if g.ID == "attributes" && kept.Attributes[first.Value] != "" {
				row.Fields[3].Set = "entered, not saved yet"
			}
		}
	}
}

// madeUp are the credentials that the desk chose, which nobody typed: to be told to the platform, and shown once.
func (a *Admin) madeUp(before, after directory.Record) []credential {
	var list []credential
	for _, f := range a.driver(after.Platform).Fields {
		own := f.Name == directory.FieldVerifyToken || f.Name == directory.FieldWebhookSecret
		if own && before.Secrets.Keys[f.Name].First() != after.Secrets.Keys[f.Name].First() {
			list = append(list, credential{f.Label, after.Secrets.Keys[f.Name].First().Reveal()})
		}
	}
	return list
}

// shown is a channel's own page.
type shown struct {
	frame
	listed
	Record      directory.Record
	Credentials []shownSecret
	Callback    string
	Base        string // public address of the desk
	Open        int    // conversations
	Report      directory.Report
}

type shownSecret struct {
	Field, Account, Label, State string
	Own                          bool // the desk can make up another
	Former                       bool
}

var channelPage = page("channel.html")

func (a *Admin) channel(w http.ResponseWriter, r *http.Request) {
	e, ok := a.directory.Find(r.PathValue("id"))
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	data := shown{frame: a.frame(r, "channels"), listed: a.listed(e), Record: e.Record(), Base: a.base(r)}
	data.Callback = strings.TrimRight(data.Base, "/") + data.Record.CallbackPath()
	var err error
	if data.Report, err = a.directory.Check(r.Context(), data.Record); err != nil {
		a.site.Fail(w, r, err)
		return
	}
	if !a.view(w, r, func(t *store.Tx) error { data.Open, err = t.OpenOf(e.ID()); return err }) {
		return
	}
	secrets := data.Record.Secrets
	for _, f := range a.driver(data.Platform).Fields {
		switch f.Kind {
		case channel.FieldKeys:
			data.Credentials = append(data.Credentials, shownSecret{
				Field: f.Name, Label: f.Label, State: state(secrets.Keys[f.Name], a.now()), Former: len(secrets.Keys[f.Name]) > 1,
				Own: f.Name == directory.FieldVerifyToken || f.Name == directory.FieldWebhookSecret,
			})
		case channel.FieldTokens:
			for _, p := range data.Record.Pages {
				keys := secrets.Tokens[f.Name][p.ID]
				data.Credentials = append(data.Credentials, shownSecret{
					Field: f.Name, Account: p.ID, Label: "Token of page " + p.ID, State: state(keys, a.now()), Former: len(keys) > 1,
				})
			}
		}
	}
	a.site.Render(w, r, channelPage, data)
}

// Former reports whether any former credential is still valid.
func (s shown) Former() bool {
	return slices.ContainsFunc(s.Credentials, func(c shownSecret) bool { return c.Former })
}

// done leads back to the channel with what an action came to.
func (a *Admin) done(w http.ResponseWriter, r *http.Request, good string, err error) {
	n := note{Good: good}
	if err != nil {
		n = note{Bad: words(err)}
	}
	a.tell(w, r, "/admin/channels/"+url.PathEscape(r.PathValue("id")), n)
}

func (a *Admin) moveChannel(w http.ResponseWriter, r *http.Request) {
	id, to := r.PathValue("id"), directory.State(r.PostFormValue("to"))
	_, err := a.engine.Move(r.Context(), web.Who(r.Context()).ID, id, to)
	if to == directory.Active && len(channel.FieldErrors(err)) > 0 {
		a.tell(w, r, "/admin/channels/"+url.PathEscape(id)+"/edit?check=1", note{Bad: "The channel cannot be activated yet."})
		return
	}
	a.done(w, r, map[directory.State]string{directory.Active: "The channel is active.", directory.Paused: "The channel is paused: what customers write is kept, and nothing is sent."}[to], err)
}

// rotate puts a new credential in the place of one: typed, or made up where it is the desk's to choose.
func (a *Admin) rotate(w http.ResponseWriter, r *http.Request) {
	who, id := web.Who(r.Context()).ID, r.PathValue("id")
	e, ok := a.directory.Find(id)
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	before := e.Record()
	field, account, secret := r.PostFormValue("field"), r.PostFormValue("account"), channel.Secret(strings.TrimSpace(r.PostFormValue("secret")))
	own := field == directory.FieldVerifyToken || field == directory.FieldWebhookSecret
	made := own && r.PostFormValue("make") != ""
	if made {
		secret = directory.NewSecret()
	}
	if secret == "" {
		a.done(w, r, "", errors.New("nothing was entered, and nothing changed"))
		return
	}
	s := directory.Secrets{Keys: map[string]channel.Keys{field: channel.NewKeys(secret)}}
	if account != "" {
		s = directory.Secrets{Tokens: map[string]map[string]channel.Keys{field: {account: channel.NewKeys(secret)}}}
	}
	rev := int64(0)
	_, _ = fmt.Sscan(r.PostFormValue("rev"), &rev)
	after, err := a.engine.Rotate(r.Context(), who, id, rev, s)
	if err != nil {
		a.done(w, r, "", err)
		return
	}
	n := note{Good: "The new credential is in use. The former one stays valid for two days, unless you revoke it."}
	if made {
		n.Copy = a.madeUp(before, after)
		n.Good += " Tell it to the platform, or connect the webhook again."
	}
	a.tell(w, r, "/admin/channels/"+url.PathEscape(id), n)
}

func (a *Admin) revoke(w http.ResponseWriter, r *http.Request) {
	_, err := a.engine.Revoke(r.Context(), web.Who(r.Context()).ID, r.PathValue("id"))
	a.done(w, r, "All former credentials are refused from now on.", err)
}

// webhook is what came of connecting it.
type webhook struct {
	directory.Subscription
	Callback string
}

// connect makes the platform deliver to us. It may take the platform a while, and it may call us meanwhile.
func (a *Admin) connect(w http.ResponseWriter, r *http.Request) {
	base := strings.TrimSpace(r.PostFormValue("base"))
	a.address.Store(base)
	ctx, cancel := context.WithTimeout(r.Context(), 25*time.Second)
	defer cancel()
	s, err := a.directory.Subscribe(ctx, r.PathValue("id"), base)
	if err != nil {
		a.done(w, r, "", err)
		return
	}
	n := note{Webhook: &webhook{s, strings.TrimRight(base, "/")}}
	for _, f := range s.Findings {
		if f.Fatal {
			n.Bad = "The webhook is connected, but something keeps messages from coming or going."
		}
	}
	if n.Bad == "" {
		n.Good = "The platform delivers to the desk."
	}
	a.tell(w, r, "/admin/channels/"+url.PathEscape(r.PathValue("id")), n)
}

// base is the desk's address as platforms reach it.
func (a *Admin) base(r *http.Request) string {
	entered, _ := a.address.Load().(string)
	return cmp.Or(entered, a.BaseURL, "https://"+r.Host)
}

var removePage = page("remove.html")

func (a *Admin) askRemove(w http.ResponseWriter, r *http.Request) {
	e, ok := a.directory.Find(r.PathValue("id"))
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	data := shown{frame: a.frame(r, "channels"), listed: a.listed(e), Record: e.Record()}
	var err error
	if !a.view(w, r, func(t *store.Tx) error { data.Open, err = t.OpenOf(e.ID()); return err }) {
		return
	}
	a.site.Render(w, r, removePage, data)
}

func (a *Admin) remove(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	rev := int64(0)
	_, _ = fmt.Sscan(r.PostFormValue("rev"), &rev)
	if err := a.engine.Remove(r.Context(), web.Who(r.Context()).ID, id, rev); err != nil {
		a.done(w, r, "", err)
		return
	}
	a.tell(w, r, "/admin/channels", note{Good: "The channel is removed."})
}

var auditPage = page("audit.html")

func (a *Admin) audit(w http.ResponseWriter, r *http.Request) {
	data := struct {
		frame
		List []store.Audit
	}{frame: a.frame(r, "audit")}
	if a.view(w, r, func(t *store.Tx) (err error) { data.List, err = t.Audits(200); return err }) {
		a.site.Render(w, r, auditPage, data)
	}
}

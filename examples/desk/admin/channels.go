package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/facebook"
)

// These are the states of a channel.
var _ = []string{locale.Mark("draft"), locale.Mark("active"), locale.Mark("paused")}

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
		data.List = append(data.List, listed{ID: s.ID, Name: s.Name, Platform: s.Platform, State: s.State, Fault: words(web.Words(r), errors.Join(err, report.Err()))})
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

// shown is a channel's own page.
type shown struct {
	frame
	listed
	Record      directory.Record
	Credentials []shownSecret
	Callback    string
	Base        string // public address of the desk
	Open        int    // conversations
	History     bool   // what was missed can be read
	Report      directory.Report
	Flows       []flowButton
	Logins      []shownLogin
	LoginBack   string // callback address of logins
	Deauthorize string // callback addresses for people at Meta; empty: another platform
	Deletion    string
}

// flowButton begins a login.
type flowButton struct{ Name, Label string }

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
	data.History = engine.HasHistory(e)
	data.Callback = strings.TrimRight(data.Base, "/") + data.Record.CallbackPath()
	var err error
	if data.Report, err = a.directory.Check(r.Context(), data.Record); err != nil {
		a.site.Fail(w, r, err)
		return
	}
	if !a.view(w, r, func(t *store.Tx) error { data.Open, err = t.OpenOf(e.ID()); return err }) {
		return
	}
	var grants []login.Grant
	if !a.view(w, r, func(t *store.Tx) error { grants, err = t.LoginsOf(engine.LoginTenant, e.ID()); return err }) {
		return
	}
	for _, g := range grants {
		data.Logins = append(data.Logins, a.shownLogin(web.Words(r), g))
	}
	for _, f := range flows(a.directory.Options(), data.Record) {
		name := f.Info().Name
		data.Flows = append(data.Flows, flowButton{name, flowLabels[name]})
	}
	data.LoginBack = loginAddress(data.Base, data.ID)
	if data.Platform == facebook.Platform {
		about := strings.TrimRight(data.Base, "/") + "/meta/" + url.PathEscape(data.ID)
		data.Deauthorize, data.Deletion = about+"/deauthorize", about+"/deletion"
	}
	secrets := data.Record.Secrets
	for _, f := range a.driver(data.Platform).Fields {
		switch f.Kind {
		case channel.FieldKeys:
			data.Credentials = append(data.Credentials, shownSecret{
				Field: f.Name, Label: f.Label, State: state(secrets.Keys[f.Name], a.now()), Former: len(secrets.Keys[f.Name]) > 1,
				Own: ours(f.Name),
			})
		case channel.FieldTokens:
			for _, p := range data.Record.Pages {
				keys := secrets.Tokens[f.Name][p.ID]
				data.Credentials = append(data.Credentials, shownSecret{
					Field: f.Name, Account: p.ID, Label: string(locale.Tell("Token of page {id}", "id", p.ID)), State: state(keys, a.now()), Former: len(keys) > 1,
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
		n = note{Bad: words(web.Words(r), err)}
	}
	a.tell(w, r, "/admin/channels/"+url.PathEscape(r.PathValue("id")), n)
}

func (a *Admin) moveChannel(w http.ResponseWriter, r *http.Request) {
	id, to := r.PathValue("id"), directory.State(r.PostFormValue("to"))
	_, err := a.engine.Move(r.Context(), web.Who(r.Context()).ID, id, to)
	if to == directory.Active && len(channel.FieldErrors(err)) > 0 {
		a.tell(w, r, "/admin/channels/"+url.PathEscape(id)+"/edit?check=1", note{Bad: locale.Mark("The channel cannot be activated yet.")})
		return
	}
	a.done(w, r, map[directory.State]string{directory.Active: locale.Mark("The channel is active."), directory.Paused: locale.Mark("The channel is paused: what customers write is kept, and nothing is sent.")}[to], err)
}

// catchUp reads what the channel missed. The platform may want to be asked slowly, so that this
// takes a while.
func (a *Admin) catchUp(w http.ResponseWriter, r *http.Request) {
	hours, err := strconv.Atoi(r.PostFormValue("hours"))
	if err != nil || hours < 1 || hours > 30*24 {
		a.done(w, r, "", telling(locale.Tell("Choose how far back to read.")))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Minute)
	defer cancel()
	n, err := a.engine.CatchUp(ctx, r.PathValue("id"), a.now().Add(-time.Duration(hours)*time.Hour))
	a.done(w, r, web.Words(r).T("Messages and events read: {n}. What was missing is in the conversations now.", "n", n), err)
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
	a.tell(w, r, "/admin/channels", note{Good: locale.Mark("The channel is removed.")})
}

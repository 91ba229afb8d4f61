package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// rotate puts a new credential in the place of one: typed, or made up where it is the desk's to
// choose.
func (a *Admin) rotate(w http.ResponseWriter, r *http.Request) {
	who, id := web.Who(r.Context()).ID, r.PathValue("id")
	e, ok := a.directory.Find(id)
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	before := e.Record()
	field, account, secret := r.PostFormValue("field"), r.PostFormValue("account"), channel.Secret(strings.TrimSpace(r.PostFormValue("secret")))
	made := ours(field) && r.PostFormValue("make") != ""
	if made {
		secret = directory.NewSecret()
	}
	if secret == "" {
		a.done(w, r, "", telling(locale.Tell("Nothing was entered, and nothing changed.")))
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
	n := note{Good: locale.Mark("The new credential is in use. The former one stays valid for two days, unless you revoke it.")}
	if made {
		n.Copy = a.madeUp(before, after)
		n.Good = web.Words(r).T(n.Good) + " " + web.Words(r).T("Tell it to the platform, or connect the webhook again.")
	}
	a.tell(w, r, "/admin/channels/"+url.PathEscape(id), n)
}

func (a *Admin) revoke(w http.ResponseWriter, r *http.Request) {
	_, err := a.engine.Revoke(r.Context(), web.Who(r.Context()).ID, r.PathValue("id"))
	a.done(w, r, locale.Mark("All former credentials are refused from now on."), err)
}

// webhook is what came of connecting it.
type webhook struct {
	directory.Subscription
	Callback string
}

// connect makes the platform deliver to us. It may take the platform a while, and it may call us
// meanwhile.
func (a *Admin) connect(w http.ResponseWriter, r *http.Request) {
	id, base := r.PathValue("id"), strings.TrimSpace(r.PostFormValue("base"))
	e, ok := a.directory.Find(id)
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	if err := a.enter(r.Context(), web.Who(r.Context()).ID, e.Record(), base); err != nil {
		a.done(w, r, "", err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 25*time.Second)
	defer cancel()
	s, err := a.directory.Subscribe(ctx, id, base)
	if err != nil {
		a.done(w, r, "", err)
		return
	}
	s.Findings = inWords(web.Words(r), s.Findings)
	n := note{Webhook: &webhook{s, strings.TrimRight(base, "/")}}
	for _, f := range s.Findings {
		if f.Fatal {
			n.Bad = locale.Mark("The webhook is connected, but something keeps messages from coming or going.")
		}
	}
	if n.Bad == "" {
		n.Good = locale.Mark("The platform delivers to the desk.")
	}
	a.tell(w, r, "/admin/channels/"+url.PathEscape(id), n)
}

// addressSetting names the public address that an administrator last entered.
const addressSetting = "desk.address"

// entered is a public address that an administrator entered. It counts until BaseURL changes.
type entered struct {
	Base    string // empty: BaseURL counts
	Options string // BaseURL at that time
}

// enteredAddress is the address that an administrator entered, if it counts.
func (a *Admin) enteredAddress(t *store.Tx) (string, error) {
	var e entered
	if err := t.Setting(addressSetting, &e); err != nil || e.Options != a.BaseURL {
		return "", err
	}
	return e.Base, nil
}

// enter stores the public address that an administrator entered for a channel. If base is empty,
// BaseURL counts again. An address of this machine is not kept, and any other that platforms do not
// call is refused.
func (a *Admin) enter(ctx context.Context, who string, r directory.Record, base string) error {
	if u, err := url.Parse(base); err == nil && isHere(u.Host) {
		return nil
	}
	if base != "" {
		if _, err := r.Integration(base); err != nil {
			return err
		}
	}
	return a.store.Do(ctx, func(t *store.Tx) error {
		old, err := a.enteredAddress(t)
		before, after := cmp.Or(old, a.BaseURL), cmp.Or(base, a.BaseURL)
		if err != nil || after == before {
			return err
		}
		return errors.Join(t.SetSetting(addressSetting, entered{base, a.BaseURL}), t.AddAudit(store.Audit{At: a.now(), Person: who,
			What: string(locale.Tell("Public address of this desk")), Changes: []directory.Change{{Field: "address", Old: before, New: after}}}))
	})
}

// public is the desk's public address: what an administrator last entered, or else BaseURL. It is
// empty if the desk knows none.
func (a *Admin) public(ctx context.Context) (base string, err error) {
	err = a.store.View(ctx, func(t *store.Tx) (err error) { base, err = a.enteredAddress(t); return err })
	return cmp.Or(base, a.BaseURL), err
}

// base is the desk's address as platforms reach it.
func (a *Admin) base(r *http.Request) string {
	public, err := a.public(r.Context())
	if err != nil {
		a.log.Warn("the public address cannot be read", "error", err)
	}
	return cmp.Or(public, "https://"+r.Host)
}

package admin

import (
	"cmp"
	"context"
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
	base := strings.TrimSpace(r.PostFormValue("base"))
	if err := a.enter(r.Context(), base); err != nil {
		a.done(w, r, "", err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 25*time.Second)
	defer cancel()
	s, err := a.directory.Subscribe(ctx, r.PathValue("id"), base)
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
	a.tell(w, r, "/admin/channels/"+url.PathEscape(r.PathValue("id")), n)
}

// addressSetting names the public address that an administrator last entered.
const addressSetting = "address"

// enter stores the public address that an administrator entered.
func (a *Admin) enter(ctx context.Context, base string) error {
	return a.store.Do(ctx, func(t *store.Tx) error { return t.SetSetting(addressSetting, base) })
}

// public is the desk's public address: what an administrator last entered, or else BaseURL. It is
// empty if the desk knows none.
func (a *Admin) public(ctx context.Context) (string, error) {
	var entered string
	err := a.store.View(ctx, func(t *store.Tx) error { return t.Setting(addressSetting, &entered) })
	return cmp.Or(entered, a.BaseURL), err
}

// base is the desk's address as platforms reach it.
func (a *Admin) base(r *http.Request) string {
	public, err := a.public(r.Context())
	if err != nil {
		a.log.Warn("the public address cannot be read", "error", err)
	}
	return cmp.Or(public, "https://"+r.Host)
}

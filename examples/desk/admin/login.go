package admin

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/twitter"
)

// flows are the logins that a channel can connect accounts by: those of its own app, as far as the
// app's id and secret are entered.
func flows(o directory.Options, r directory.Record) (list []login.Flow) {
	values, keys := r.Settings, r.Secrets.Keys
	has := func(id, secret string) bool { return values[id] != "" && len(keys[secret]) > 0 }
	add := func(f login.Flow, err error) {
		if err == nil { // a flow that cannot be made is not offered; the form's check says what is wrong
			list = append(list, f)
		}
	}
	way := client(o, values["baseUrl"])
	switch r.Platform {
	case twitter.Platform:
		cfg := twitter.Config{APIKey: values["apiKey"], APISecret: keys["apiSecret"], SignatureMethod: twitter.SignatureMethod(values["signatureMethod"]),
			BaseURL: values["baseUrl"], HTTP: way, Now: o.Now}
		if !has("apiKey", "apiSecret") {
			break
		}
		one, err := twitter.NewOAuth1Login(cfg)
		add(one, err)
		if values["clientId"] != "" {
			cfg.OAuth2 = twitter.OAuth2{ClientID: values["clientId"], ClientSecret: keys["clientSecret"].First()}
			two, err := twitter.NewOAuth2Login(cfg)
			add(two, err)
		}
	case facebook.Platform:
		cfg := facebook.LoginConfig{AppID: values["appId"], AppSecret: keys["appSecret"], GraphVersion: values["graphVersion"], BaseURL: values["baseUrl"], HTTP: way, Now: o.Now,
			Scopes: append(facebook.DefaultLoginScopes(), "pages_manage_engagement", "pages_read_user_content")} // comments, too
		if has("appId", "appSecret") {
			f, err := facebook.NewBusinessLogin(cfg)
			add(f, err)
		}
		if has("instagramAppId", "instagramAppSecret") {
			cfg.AppID, cfg.AppSecret, cfg.Scopes, cfg.BaseURL, cfg.HTTP = values["instagramAppId"], keys["instagramAppSecret"], nil, "", client(o, "")
			f, err := facebook.NewInstagramLogin(cfg)
			add(f, err)
		}
	}
	return list
}

// client makes the calls of a login: the desk's own, or one that reaches only public addresses and
// those that the desk's dialer allows, because an administrator chose the address.
func client(o directory.Options, address string) *http.Client {
	if o.HTTP != nil || address == "" {
		return o.HTTP
	}
	var dial func(context.Context, string, string) (net.Conn, error) = o.Dial
	if dial == nil {
		dial = fetch.Dialer()
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial}, Timeout: 30 * time.Second}
}

// logins runs the flows of a channel.
func (a *Admin) logins(r directory.Record, redirects ...string) *login.Logins {
	kept := a.store.Logins()
	return &login.Logins{Flows: flows(a.directory.Options(), r), Pending: kept, Grants: kept, Redirects: redirects, Now: a.now}
}

// labels of flows, beyond the platform's name.
var flowLabels = map[string]string{
	twitter.FlowOAuth1: locale.Mark("Connect with X"), twitter.FlowOAuth2: locale.Mark("Connect with X (OAuth 2.0)"),
	facebook.FlowBusiness: locale.Mark("Connect with Facebook"), facebook.FlowInstagram: locale.Mark("Connect with Instagram"),
}

// flowNames are the names of the logins.
var flowNames = map[string]string{
	twitter.FlowOAuth1: "X", twitter.FlowOAuth2: "X (OAuth 2.0)", facebook.FlowBusiness: "Facebook", facebook.FlowInstagram: "Instagram",
}

// shownLogin is a login that a channel has.
type shownLogin struct {
	Label    string
	Who      string
	Accounts []login.Account
	Ends     time.Time // zero: it does not end by time
	Renewed  bool      // by itself, before it ends
	Findings []channel.Finding
}

func (a *Admin) shownLogin(l locale.Words, g login.Grant) shownLogin {
	findings := inWords(l, login.Findings(g, a.now()))
	return shownLogin{Label: flowNames[g.Flow], Who: cmp.Or(g.User.Name, g.User.Handle, g.User.ID), Accounts: g.Accounts,
		Ends: g.Until, Renewed: !g.Renew.IsZero() && len(findings) == 0, Findings: findings}
}

// loginAddress is where a platform sends the browser back. It names the channel, so that an answer
// for one channel connects no other.
func loginAddress(base, id string) string {
	return strings.TrimRight(base, "/") + "/connected/" + url.PathEscape(id)
}

// sessionOf binds a login to the browser and to the channel.
func sessionOf(r *http.Request, id string) string { return web.Session(r) + "/" + id }

// beginLogin leads to the login page of the platform. The page is reached by a link that the
// administrator follows: a form of the desk leads nowhere else.
func (a *Admin) beginLogin(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	e, ok := a.directory.Find(id)
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	rec, base := e.Record(), a.base(r)
	if named := strings.TrimSpace(r.PostFormValue("base")); named != "" && named != base {
		if err := a.enter(r.Context(), web.Who(r.Context()).ID, rec, named); err != nil {
			a.done(w, r, "", err)
			return
		}
		base = named
	}
	back := loginAddress(base, id)
	flow := r.PostFormValue("flow")
	req := login.Request{Tenant: engine.LoginTenant, Session: sessionOf(r, id), Redirect: back}
	if rec.Platform == twitter.Platform {
		req.Account = rec.Settings["account"]
	}
	p, err := a.logins(rec, back).Begin(r.Context(), flow, req)
	if err != nil {
		a.done(w, r, "", err)
		return
	}
	address := p.URL
	if a.LoginPage != nil {
		address = a.LoginPage(address)
	}
	a.tell(w, r, "/admin/channels/"+url.PathEscape(id), note{Login: &loginLink{string(locale.Tell("Continue: {platform}", "platform", flowNames[flow])), address}})
}

// loginLink leads to a login page.
type loginLink struct{ Label, URL string }

var backPage = template.Must(web.Layout().Parse(`{{define "title"}}{{t "The platform has answered"}}{{end}}
{{define "head"}}<meta http-equiv="refresh" content="0; url={{.}}">{{end}}
{{define "main"}}<div class="sheet"><h1>{{t "The platform has answered"}}</h1><p><a id="go-on" href="{{.}}">{{t "Go on to the desk"}}</a></p></div>{{end}}`))

// Back is where the platform sends the browser. The cookie of the desk does not come along, because
// another site led here: a page of the desk's own leads on.
func (a *Admin) Back(w http.ResponseWriter, r *http.Request) {
	a.site.Render(w, r, backPage, "/admin/channels/"+url.PathEscape(r.PathValue("id"))+"/login?"+r.URL.Query().Encode())
}

// endLogin connects what the login brought. A state that the desk did not give out, or gave to
// another administrator or for another channel, is refused.
func (a *Admin) endLogin(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	e, ok := a.directory.Find(id)
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	rec := e.Record()
	l := a.logins(rec)
	g, err := l.Complete(r.Context(), engine.LoginTenant, sessionOf(r, id), r.URL.Query())
	if err == nil {
		err = a.useLogin(context.WithoutCancel(r.Context()), web.Who(r.Context()).ID, rec, l.Settings(g), g)
	}
	if err != nil {
		a.done(w, r, "", loginError(err))
		return
	}
	a.done(w, r, locale.Mark("Connected: the channel has the credentials of the login. Connect the webhook, if that is not done yet."), nil)
}

// loginError says why a login failed.
func loginError(err error) error {
	switch {
	case errors.Is(err, login.ErrState), errors.Is(err, login.ErrOwner):
		return telling(locale.Tell("This answer belongs to no login that you began here: press Connect again."))
	case errors.Is(err, login.ErrExpired):
		return telling(locale.Tell("The login took too long: press Connect again."))
	case errors.Is(err, login.ErrDenied):
		return telling(locale.Tell("The login was cancelled: nothing changed."))
	case errors.Is(err, login.ErrAccount):
		return telling(locale.Tell("Another account logged in than the one of this channel: nothing changed."))
	}
	return err
}

// useLogin gives a channel's record the credentials of a login.
func (a *Admin) useLogin(ctx context.Context, who string, r directory.Record, s channel.Settings, g login.Grant) error {
	if _, err := a.engine.Save(ctx, who, withLogin(r, s, g)); err != nil {
		return err
	}
	return a.store.Do(ctx, func(t *store.Tx) error {
		return t.PutLoginUse(store.LoginUse{Channel: r.ID, Key: g.Key(), Serial: g.Serial})
	})
}

// withLogin is a record with what a login brought.
func withLogin(r directory.Record, s channel.Settings, g login.Grant) directory.Record {
	if r.Settings == nil {
		r.Settings = make(map[string]string)
	}
	for name, value := range s.Values {
		if name == "instagram" {
			value = withAccounts(r.Settings[name], value)
		}
		r.Settings[name] = value
	}
	fresh := directory.Secrets{Keys: s.Keys, Tokens: make(map[string]map[string]channel.Keys)}
	for field, tokens := range s.Tokens {
		fresh.Tokens[field] = make(map[string]channel.Keys)
		for id, token := range tokens {
			if token != "" {
				fresh.Tokens[field][id] = channel.NewKeys(token)
			}
		}
	}
	r.Secrets = fresh.Keep(r.Secrets)
	for _, account := range g.Accounts {
		if _, given := s.Tokens["pages"][account.ID]; !given {
			continue
		}
		known := false
		for _, p := range r.Pages {
			known = known || p.ID == account.ID
		}
		if !known {
			r.Pages = append(r.Pages, directory.Page{ID: account.ID, Name: cmp.Or(account.Name, account.Handle)})
		}
	}
	return r
}

// withAccounts joins two lists of Instagram accounts, such as "17=login,18=5001". For an
// account in both lists, the second counts.
func withAccounts(old, fresh string) string {
	list := strings.Split(fresh, ",")
	for one := range strings.SplitSeq(old, ",") {
		id, _, _ := strings.Cut(strings.TrimSpace(one), "=")
		if id != "" && !strings.HasPrefix(","+fresh, ","+id+"=") && !strings.Contains(fresh, ","+id+"=") {
			list = append(list, strings.TrimSpace(one))
		}
	}
	return strings.Join(list, ",")
}

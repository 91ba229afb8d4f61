package facebook

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

// FlowInstagram is the name of the flow of InstagramLogin.
const FlowInstagram = "instagram"

const (
	// instagramYoung is how old a token of Instagram must be before it can be renewed. [Refresh
	// Access Token]
	instagramYoung = 24 * time.Hour
	// instagramWeek is how long after a renewal the next one is due. A token lasts sixty days, so
	// several may fail.
	instagramWeek = 7 * 24 * time.Hour
)

// InstagramLogin is the login of an Instagram professional account without a Page ("Business Login
// for Instagram"). It yields a token of sixty days, which is renewed every week. The account works
// in a Channel as a Page with InstagramLogin set. Ids of customers differ from those that the same
// account sees through a Page.
type InstagramLogin struct {
	c             *Channel
	dialog, token string
	scopes        []string
}

var _ login.Flow = (*InstagramLogin)(nil)

// NewInstagramLogin makes the flow for the Instagram part of an app: AppID and AppSecret are the
// Instagram ones. It does no I/O and joins all complaints about cfg.
func NewInstagramLogin(cfg LoginConfig) (*InstagramLogin, error) {
	c, err := cfg.appChannel(true)
	if err != nil {
		return nil, err
	}
	return &InstagramLogin{c: c, scopes: orDefault(cfg.Scopes, DefaultInstagramScopes()...),
		dialog: cmp.Or(cfg.DialogURL, "https://www.instagram.com/oauth/authorize"),
		token:  cmp.Or(cfg.TokenURL, "https://api.instagram.com/oauth/access_token")}, nil
}

// String names the flow and shows no credential.
func (i *InstagramLogin) String() string { return FlowInstagram }

// Info names the flow.
func (i *InstagramLogin) Info() login.Info {
	return login.Info{Name: FlowInstagram, Platform: Platform, Label: "Instagram", Scopes: slices.Clone(i.scopes)}
}

// Begin makes the address of the login page. It does no I/O. If an account is asked for, Instagram
// lets the person log in even if the browser is logged in.
func (i *InstagramLogin) Begin(_ context.Context, r login.Request) (login.Pending, error) {
	if r.Scopes == nil {
		r.Scopes = slices.Clone(i.scopes)
	}
	p := login.Pending{State: rand.Text(), Flow: FlowInstagram, Platform: Platform, Redirect: r.Redirect, Scopes: r.Scopes}
	q := url.Values{"client_id": {i.c.cfg.AppID}, "redirect_uri": {r.Redirect}, "state": {p.State}, "response_type": {"code"}, "scope": {strings.Join(r.Scopes, ",")}}
	if r.Account != "" {
		q.Set("force_reauth", "true")
	}
	p.URL = i.dialog + "?" + q.Encode()
	return p, nil
}

// Complete exchanges the code for a token of one hour, exchanges that for one of sixty days, and
// asks Instagram whose it is.
func (i *InstagramLogin) Complete(ctx context.Context, p login.Pending, back url.Values) (login.Grant, error) {
	if err := p.Match(back); err != nil {
		return login.Grant{}, err
	}
	code := strings.TrimSuffix(back.Get("code"), "#_") // Instagram appends it, and it is no part of the code
	if code == "" {
		return login.Grant{}, rejected(opLogin, "code", channel.CodeMissing, "callback needs a code")
	}
	secret := i.c.cfg.AppSecret.First()
	short, err := i.c.trade(ctx, http.MethodPost, i.token, url.Values{"client_id": {i.c.cfg.AppID}, "client_secret": {secret.Reveal()},
		"grant_type": {"authorization_code"}, "redirect_uri": {p.Redirect}, "code": {code}}, channel.Secret(code))
	if err != nil {
		return login.Grant{}, err
	}
	long, err := i.c.trade(ctx, http.MethodGet, i.c.cfg.Instagram.BaseURL+"/access_token", url.Values{"grant_type": {"ig_exchange_token"},
		"client_secret": {secret.Reveal()}, "access_token": {short.token.Reveal()}}, short.token)
	if err != nil {
		return login.Grant{}, err
	}
	who, err := i.c.instagramUser(ctx, opLogin, sender{token: long.token, direct: true})
	if err != nil {
		return login.Grant{}, err
	}
	if strings.EqualFold(who.kind, "personal") {
		return login.Grant{}, rejected(opLogin, "account", channel.CodeUnsupported, "Instagram account must be a professional one")
	}
	g := login.Grant{Flow: FlowInstagram, Platform: Platform, User: channel.Person{ID: cmp.Or(who.scoped, who.account), Name: who.name, Handle: who.handle},
		Scopes: short.scopes, Accounts: []login.Account{{ID: who.account, Kind: "instagram", Name: who.name, Handle: who.handle}}}
	if short.scopes != nil {
		g.Missing = login.Lacking(p.Scopes, short.scopes)
	}
	return i.with(g, long), nil
}

// with puts a token into a grant and says when it is due for renewal.
func (i *InstagramLogin) with(g login.Grant, b bought) login.Grant {
	g.Token, g.Until, g.Issued, g.Renew = b.token, b.until, i.c.cfg.Now().UTC().Truncate(time.Second), time.Time{}
	if !g.Until.IsZero() {
		g.Renew = g.Issued.Add(instagramWeek)
	}
	for n := range g.Accounts {
		g.Accounts[n].Token = b.token
	}
	return g
}

// Refresh renews the token for sixty days from now. Instagram renews a token that is at least 24
// hours old and has not ended.
func (i *InstagramLogin) Refresh(ctx context.Context, g login.Grant) (login.Grant, error) {
	now := i.c.cfg.Now()
	switch {
	case !g.Until.IsZero() && !now.Before(g.Until):
		return login.Grant{}, login.Fail(Platform, channel.ErrUnauthorized, login.ErrEnded)
	case now.Sub(g.Issued) < instagramYoung:
		return login.Grant{}, login.Fail(Platform, channel.ErrRejected, login.ErrTooEarly)
	}
	got, err := i.c.trade(ctx, http.MethodGet, i.c.cfg.Instagram.BaseURL+"/refresh_access_token",
		url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {g.Token.Reveal()}}, g.Token)
	if err != nil {
		return login.Grant{}, err
	}
	return i.with(g.Clone(), got), nil
}

// Revoke does nothing: Instagram documents no call that ends a token of this login. The person
// removes the app in the settings of Instagram, under Website permissions.
func (i *InstagramLogin) Revoke(context.Context, login.Grant) error { return nil }

// Settings are the accounts' tokens, and the list that says how they were connected.
func (i *InstagramLogin) Settings(g login.Grant, accounts ...string) channel.Settings {
	tokens := map[string]channel.Secret{}
	var list []string
	for _, a := range g.Only(accounts...) {
		tokens[a.ID] = a.Token
		list = append(list, a.ID+"="+viaLogin)
	}
	return channel.Settings{Tokens: map[string]map[string]channel.Secret{"pages": tokens}, Values: map[string]string{"instagram": strings.Join(list, ",")}}
}

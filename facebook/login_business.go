package facebook

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

// FlowBusiness is the name of the flow of BusinessLogin.
const FlowBusiness = "facebook-business"

// The tasks that a person needs for a Page: to send and to subscribe.
const (
	taskMessaging = "MESSAGING"
	taskModerate  = "MODERATE"
)

// BusinessLogin is Facebook Login for Business: a person who manages Pages agrees, and the login
// yields the Pages' tokens and those of their Instagram accounts. The person's token lasts about
// sixty days and is renewed at half of its life; a configuration with a system user yields a token
// that may never end. The person may leave out Pages and, without a configuration, permissions:
// Account.Missing and Grant.Missing say which. If the person removes the app, Meta calls the
// deauthorize callback: see ReadSignedRequest, whose User is Grant.User.ID, and login.Logins.End.
// [Facebook Login for Business; Access Tokens]
type BusinessLogin struct {
	c      *Channel
	dialog string
	config string
	scopes []string
}

var _ login.Flow = (*BusinessLogin)(nil)

// NewBusinessLogin makes the flow for an app. It does no I/O and joins all complaints about cfg.
func NewBusinessLogin(cfg LoginConfig) (*BusinessLogin, error) {
	c, err := cfg.appChannel(false)
	if err != nil {
		return nil, err
	}
	return &BusinessLogin{c: c, config: cfg.Configuration, scopes: orDefault(cfg.Scopes, DefaultLoginScopes()...),
		dialog: cmp.Or(cfg.DialogURL, "https://www.facebook.com/"+c.cfg.GraphVersion+"/dialog/oauth")}, nil
}

// String names the flow and shows no credential.
func (b *BusinessLogin) String() string { return FlowBusiness }

// Info names the flow.
func (b *BusinessLogin) Info() login.Info {
	return login.Info{Name: FlowBusiness, Platform: Platform, Label: "Facebook", Scopes: slices.Clone(b.scopes)}
}

// Begin makes the address of the login page. It does no I/O.
func (b *BusinessLogin) Begin(_ context.Context, r login.Request) (login.Pending, error) {
	if r.Scopes == nil {
		r.Scopes = slices.Clone(b.scopes)
	}
	p := login.Pending{State: rand.Text(), Flow: FlowBusiness, Platform: Platform, Redirect: r.Redirect, Scopes: r.Scopes}
	q := url.Values{"client_id": {b.c.cfg.AppID}, "redirect_uri": {r.Redirect}, "state": {p.State}, "response_type": {"code"}}
	if b.config != "" {
		q.Set("config_id", b.config)
	} else {
		q.Set("scope", strings.Join(r.Scopes, ","))
	}
	p.URL = b.dialog + "?" + q.Encode()
	return p, nil
}

// Complete exchanges the code for the person's token, exchanges that for a long-lived one, and
// lists the Pages.
func (b *BusinessLogin) Complete(ctx context.Context, p login.Pending, back url.Values) (login.Grant, error) {
	if err := p.Match(back); err != nil {
		return login.Grant{}, err
	}
	code := back.Get("code")
	if code == "" {
		return login.Grant{}, rejected(opLogin, "code", channel.CodeMissing, "callback needs a code")
	}
	got, err := b.trade(ctx, url.Values{"redirect_uri": {p.Redirect}, "code": {code}}, channel.Secret(code))
	if err != nil {
		return login.Grant{}, err
	}
	return b.grant(ctx, got, p.Scopes, true)
}

// trade asks for a token, for the app.
func (b *BusinessLogin) trade(ctx context.Context, in url.Values, secret channel.Secret) (bought, error) {
	in.Set("client_id", b.c.cfg.AppID)
	in.Set("client_secret", b.c.cfg.AppSecret.First().Reveal())
	return b.c.trade(ctx, http.MethodPost, b.c.cfg.BaseURL+"/"+b.c.cfg.GraphVersion+"/oauth/access_token", in, secret)
}

// grant asks what a token is worth. If it is a person's, and extend is true, it becomes a
// long-lived one first.
func (b *BusinessLogin) grant(ctx context.Context, got bought, asked []string, extend bool) (login.Grant, error) {
	t, err := b.c.CheckToken(ctx, got.token)
	switch {
	case err != nil:
		return login.Grant{}, err
	case !t.Valid:
		return login.Grant{}, login.Fail(Platform, channel.ErrUnauthorized, login.ErrEnded)
	case t.App != "" && t.App != b.c.cfg.AppID:
		return login.Grant{}, fault(opLogin, channel.ErrForged, errors.New("the token belongs to another app"))
	}
	if extend && t.Type == "USER" {
		if got, err = b.trade(ctx, url.Values{"grant_type": {"fb_exchange_token"}, "fb_exchange_token": {got.token.Reveal()}}, got.token); err != nil {
			return login.Grant{}, err
		}
	}
	g := login.Grant{Flow: FlowBusiness, Platform: Platform, User: channel.Person{ID: t.User}, Token: got.token, Scopes: t.Scopes, Missing: login.Lacking(asked, t.Scopes),
		Issued: b.c.cfg.Now().UTC().Truncate(time.Second), Until: got.until, DataAccess: t.DataAccess}
	if g.Until.IsZero() && !extend || t.Type != "USER" {
		g.Until = t.Expires
	}
	if t.Type == "USER" && !g.Until.IsZero() {
		g.Renew = g.Issued.Add(g.Until.Sub(g.Issued) / 2)
	}
	more := ""
	if slices.Contains(t.Scopes, "instagram_basic") { // else Meta refuses the field
		more = ",instagram_business_account{id,username}"
	}
	pages, err := b.c.pagesOf(ctx, opLogin, got.token, more)
	if err != nil {
		return login.Grant{}, err
	}
	for _, page := range pages {
		g.Accounts = append(g.Accounts, accountsOf(page, t, asked)...)
	}
	return g, nil
}

// accountsOf are a Page and its Instagram account, with what is missing for each.
func accountsOf(p OwnPage, t Token, asked []string) []login.Account {
	page := login.Account{ID: p.ID, Kind: "page", Name: p.Name, Token: p.Token, Missing: login.Lacking([]string{taskMessaging, taskModerate}, p.Tasks)}
	if p.Token == "" {
		page.Missing = append(page.Missing, "access_token")
	}
	for _, scope := range asked {
		if strings.HasPrefix(scope, "pages_m") && slices.Contains(t.Scopes, scope) && !t.allows(scope, p.ID) {
			page.Missing = append(page.Missing, scope)
		}
	}
	if p.Instagram == "" {
		return []login.Account{page}
	}
	instagram := login.Account{ID: p.Instagram, Kind: "instagram", Name: p.Name, Handle: p.InstagramHandle, LinkedTo: p.ID}
	for _, scope := range asked {
		if strings.HasPrefix(scope, "instagram_manage") && slices.Contains(t.Scopes, scope) && !t.allows(scope, p.Instagram) {
			instagram.Missing = append(instagram.Missing, scope)
		}
	}
	return []login.Account{page, instagram}
}

// Refresh trades the person's token for one that lasts longer, and lists the Pages anew. A token
// that has ended cannot be renewed. A token that does not end by time comes back as it is.
func (b *BusinessLogin) Refresh(ctx context.Context, g login.Grant) (login.Grant, error) {
	if g.Until.IsZero() {
		return g, nil
	}
	if !b.c.cfg.Now().Before(g.Until) {
		return login.Grant{}, login.Fail(Platform, channel.ErrUnauthorized, login.ErrEnded)
	}
	got, err := b.trade(ctx, url.Values{"grant_type": {"fb_exchange_token"}, "fb_exchange_token": {g.Token.Reveal()}}, g.Token)
	if err != nil {
		return login.Grant{}, err
	}
	return b.grant(ctx, got, append(slices.Clone(g.Scopes), g.Missing...), false)
}

// Revoke removes the app from the person's account, and with it every token that any login of the
// person yielded, also for another tenant.
func (b *BusinessLogin) Revoke(ctx context.Context, g login.Grant) error {
	if g.Token == "" || !isDigits(g.User.ID) {
		return nil
	}
	answer, err := b.c.do(ctx, opLogin, person(g.Token), http.MethodDelete, g.User.ID+"/permissions", nil, nil)
	if errors.Is(err, channel.ErrUnauthorized) { // ended already
		return nil
	}
	if err != nil {
		return err
	}
	return succeeded(opLogin, answer)
}

// Settings are the tokens of the Pages and the list of their Instagram accounts.
func (b *BusinessLogin) Settings(g login.Grant, accounts ...string) channel.Settings {
	tokens := map[string]channel.Secret{}
	var linked []string
	for _, a := range g.Only(accounts...) {
		if a.Kind == "page" {
			tokens[a.ID] = a.Token
			continue
		}
		linked = append(linked, a.ID+"="+a.LinkedTo)
		if page, ok := g.Find(a.LinkedTo); ok { // its messages go through the Page
			tokens[page.ID] = page.Token
		}
	}
	s := channel.Settings{Tokens: map[string]map[string]channel.Secret{"pages": tokens}}
	if len(linked) > 0 {
		s.Values = map[string]string{"instagram": strings.Join(linked, ",")}
	}
	return s
}

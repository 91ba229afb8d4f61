package twitter

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/login"
)

// FlowOAuth2 is the name of the flow of OAuth2Login.
const FlowOAuth2 = "x-oauth2"

// renewEarly is how long before the end of an access token a grant is due for renewal.
const renewEarly = 5 * time.Minute

// Use is something that a channel does with an OAuth 2.0 user token, and that needs scopes of its
// own.
type Use string

// Uses of a user token. [OpenAPI document]
const (
	UseMessages  Use = "messages"  // read, send and delete direct messages, subscribe to them, read profiles
	UseMedia     Use = "media"     // send files
	UsePosts     Use = "posts"     // answer, hide and delete posts
	UseLikes     Use = "likes"     // like posts; Enterprise plans only
	UseRelations Use = "relations" // events of mutes and blocks
)

var useScopes = map[Use][]string{
	UseMessages:  {"dm.read", "dm.write", "tweet.read", "users.read"},
	UseMedia:     {"media.write"},
	UsePosts:     {"tweet.read", "tweet.write", "tweet.moderate.write", "users.read"},
	UseLikes:     {"like.write", "tweet.read", "users.read"},
	UseRelations: {"mute.read", "block.read", "tweet.read", "users.read"},
}

// ScopesFor returns the scopes that these uses need, and offline.access, without which a token ends
// after two hours and cannot be renewed. If there are no uses, it returns offline.access alone.
func ScopesFor(uses ...Use) []string {
	var all []string
	for _, u := range uses {
		for _, s := range useScopes[u] {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return append(all, "offline.access")
}

// OAuth2Login is the login that yields OAuth 2.0 user tokens of an account (authorization code with
// PKCE). They last two hours and are renewed. Such tokens alone suffice to receive, to send by V2
// and to use the X Activity API: see Config.OAuth2. [OAuth 2.0 Authorization Code Flow with PKCE]
type OAuth2Login struct{ c *Channel }

var _ login.Flow = (*OAuth2Login)(nil)

// NewOAuth2Login makes the flow for the app of cfg. It needs cfg.OAuth2.ClientID; Account,
// AccessToken, AccessSecret and OAuth2.Tokens are not needed. It does no I/O and joins all
// complaints about cfg.
func NewOAuth2Login(cfg Config) (*OAuth2Login, error) {
	if cfg.OAuth2.Tokens == nil {
		cfg.OAuth2.Tokens = new(TokenMemory) // without a store the client id would be optional
	}
	c, err := appChannel(cfg)
	if err != nil {
		return nil, err
	}
	return &OAuth2Login{c}, nil
}

// String names the flow and shows no credential.
func (o *OAuth2Login) String() string { return FlowOAuth2 }

// Info names the flow. If a login names no scopes, the flow asks for those of Scopes.
func (o *OAuth2Login) Info() login.Info {
	return login.Info{Name: FlowOAuth2, Platform: Platform, Label: "X", Scopes: Scopes()}
}

// Begin makes the address of the login page. It does no I/O.
func (o *OAuth2Login) Begin(_ context.Context, r login.Request) (login.Pending, error) {
	if r.Scopes == nil {
		r.Scopes = Scopes()
	}
	l := newLogin(r.Redirect)
	return login.Pending{URL: o.c.authorizeURL(l, r.Scopes), State: l.State, Verifier: l.Verifier, Flow: FlowOAuth2, Platform: Platform,
		Redirect: r.Redirect, Scopes: r.Scopes}, nil
}

// Complete trades the code for tokens. X takes it for 30 seconds.
func (o *OAuth2Login) Complete(ctx context.Context, p login.Pending, back url.Values) (login.Grant, error) {
	if err := p.Match(back); err != nil {
		return login.Grant{}, err
	}
	if back.Get("code") == "" {
		return login.Grant{}, call.Rejected(Platform, opLogin, &channel.FieldError{Field: "code", Code: channel.CodeMissing, Reason: "callback needs a code"})
	}
	t, who, err := o.c.exchange(ctx, back.Get("code"), p.Redirect, p.Verifier)
	if err != nil {
		return login.Grant{}, settled(err)
	}
	if !isID(who.ID) {
		return login.Grant{}, call.Malformed(Platform, opLogin, errors.New("the answer names no user"))
	}
	g := withTokens(login.Grant{Flow: FlowOAuth2, Platform: Platform, User: who,
		Accounts: []login.Account{{ID: who.ID, Kind: "x", Name: who.Name, Handle: who.Handle}}}, t, o.c.cfg.Now())
	g.Missing = login.Lacking(p.Scopes, g.Scopes)
	return g, nil
}

// withTokens puts tokens into a grant.
func withTokens(g login.Grant, t Tokens, now time.Time) login.Grant {
	g.Token, g.Renewal, g.Until, g.Scopes = t.Access, t.Refresh, t.Until, strings.Fields(t.Scope)
	g.Issued, g.Renew = now.UTC().Truncate(time.Second), time.Time{}
	if t.Refresh != "" {
		g.Renew = t.Until.Add(-renewEarly)
	}
	return g
}

// Refresh renews the tokens. The refresh token works once.
func (o *OAuth2Login) Refresh(ctx context.Context, g login.Grant) (login.Grant, error) {
	if g.Renewal == "" {
		return login.Grant{}, login.Fail(Platform, channel.ErrUnauthorized, login.ErrEnded)
	}
	t, err := o.c.askTokens(ctx, opLogin, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {g.Renewal.Reveal()}}, g.Renewal.Reveal(), g.Token.Reveal())
	if err != nil {
		return login.Grant{}, settled(err)
	}
	if t.Refresh == "" {
		t.Refresh = g.Renewal // X rotates it; a server that does not sends none
	}
	if t.Scope == "" {
		t.Scope = strings.Join(g.Scopes, " ")
	}
	return withTokens(g.Clone(), t, o.c.cfg.Now()), nil
}

// Revoke ends the tokens at X.
func (o *OAuth2Login) Revoke(ctx context.Context, g login.Grant) error {
	return o.c.revoke(ctx, Tokens{Access: g.Token, Refresh: g.Renewal})
}

// Settings are the account's id. The tokens reach a channel through GrantTokens.
func (o *OAuth2Login) Settings(g login.Grant, accounts ...string) channel.Settings {
	for _, a := range g.Only(accounts...) {
		return channel.Settings{Values: map[string]string{"account": a.ID}}
	}
	return channel.Settings{}
}

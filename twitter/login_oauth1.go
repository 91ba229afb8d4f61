package twitter

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dghubble/oauth1"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/login"
)

// FlowOAuth1 is the name of the flow of OAuth1Login.
const FlowOAuth1 = "x-oauth1"

// OAuth1Login is the login that yields access token and access secret of an account (OAuth 1.0a,
// three-legged). They do not end by time and work for everything that this package does except the
// X Activity API. Their permission is that of the app at the time of the login, "Read and write and
// Direct message"; [Channel.CheckAccess] says whether it suffices. The account's owner comes back
// through a callback address that is registered with the app, or types a PIN (login.PIN).
// [Obtaining user access tokens]
type OAuth1Login struct{ c *Channel }

var _ login.Flow = (*OAuth1Login)(nil)

// NewOAuth1Login makes the flow for the app of cfg. Account, AccessToken and AccessSecret are not
// needed. It does no I/O and joins all complaints about cfg.
func NewOAuth1Login(cfg Config) (*OAuth1Login, error) {
	c, err := appChannel(cfg)
	if err != nil {
		return nil, err
	}
	return &OAuth1Login{c}, nil
}

// noToken is in the place of the token that a login is to yield. It is no word that errors have.
const noToken = "no-token-yet"

// noAccount is in the place of the account that a login is to name. No account of X has this id.
const noAccount = "0"

// appChannel is a channel for calls that act for no account yet.
func appChannel(cfg Config) (*Channel, error) {
	cfg.Account = cmp.Or(cfg.Account, noAccount)
	cfg.AccessToken, cfg.AccessSecret = cmp.Or(cfg.AccessToken, noToken), cmp.Or(cfg.AccessSecret, noToken)
	if cfg.OAuth2.ClientID != "" && cfg.OAuth2.Tokens == nil {
		cfg.OAuth2.Tokens = new(TokenMemory)
	}
	return New(cfg)
}

// String names the flow and shows no credential.
func (o *OAuth1Login) String() string { return FlowOAuth1 }

// Info names the flow. OAuth 1.0a has no scopes: the app's setting decides.
func (o *OAuth1Login) Info() login.Info {
	return login.Info{Name: FlowOAuth1, Platform: Platform, Label: "X", PIN: true}
}

// Begin asks X for a request token. If an account is asked for, X lets the owner enter its name and
// password even if the browser is logged in with another one.
func (o *OAuth1Login) Begin(ctx context.Context, r login.Request) (login.Pending, error) {
	got, err := o.ask(ctx, "/oauth/request_token", map[string]string{"oauth_callback": r.Redirect}, "")
	if codeOf(err) == "415" {
		return login.Pending{}, call.Rejected(Platform, opLogin, &channel.FieldError{Field: "redirect", Code: channel.CodeInvalid,
			Reason: "callback address must be registered with the app at X, letter by letter"})
	}
	if err != nil {
		return login.Pending{}, err
	}
	token, secret := got.Get("oauth_token"), got.Get("oauth_token_secret")
	if token == "" || secret == "" || got.Get("oauth_callback_confirmed") != "true" {
		return login.Pending{}, call.Malformed(Platform, opLogin, errors.New("the answer holds no confirmed request token"))
	}
	query := url.Values{"oauth_token": {token}}
	if r.Account != "" {
		query.Set("force_login", "true")
	}
	return login.Pending{URL: o.c.cfg.BaseURL + "/oauth/authorize?" + query.Encode(), State: token, Verifier: channel.Secret(secret),
		Flow: FlowOAuth1, Platform: Platform}, nil
}

// Complete trades the request token for the account's access token.
func (o *OAuth1Login) Complete(ctx context.Context, p login.Pending, back url.Values) (login.Grant, error) {
	if err := p.Match(back); err != nil {
		return login.Grant{}, err
	}
	verifier := strings.TrimSpace(back.Get("oauth_verifier"))
	if verifier == "" {
		return login.Grant{}, call.Rejected(Platform, opLogin, &channel.FieldError{Field: "oauth_verifier", Code: channel.CodeMissing, Reason: "callback needs a verifier, or the PIN"})
	}
	got, err := o.ask(ctx, "/oauth/access_token", map[string]string{"oauth_token": p.State, "oauth_verifier": verifier}, p.Verifier.Reveal(), verifier)
	if err != nil {
		return login.Grant{}, err
	}
	token, secret, id := got.Get("oauth_token"), got.Get("oauth_token_secret"), got.Get("user_id")
	if token == "" || secret == "" || !isID(id) {
		return login.Grant{}, call.Malformed(Platform, opLogin, errors.New("the answer holds no access token"))
	}
	who := channel.Person{ID: id, Handle: got.Get("screen_name")}
	return login.Grant{Flow: FlowOAuth1, Platform: Platform, User: who, Issued: o.c.cfg.Now().UTC().Truncate(time.Second),
		Accounts: []login.Account{{ID: id, Kind: "x", Handle: who.Handle, Token: channel.Secret(token), Secret: channel.Secret(secret)}}}, nil
}

// Refresh returns the grant as it is: these tokens do not end by time.
func (o *OAuth1Login) Refresh(_ context.Context, g login.Grant) (login.Grant, error) { return g, nil }

// Revoke makes X forget the access tokens. X gives the same token to each login of an account with
// an app, so every login ends. [POST oauth/invalidate_token]
func (o *OAuth1Login) Revoke(ctx context.Context, g login.Grant) error {
	for _, a := range g.Accounts {
		if a.Token == "" {
			continue
		}
		_, err := o.ask(ctx, "/1.1/oauth/invalidate_token", map[string]string{"oauth_token": a.Token.Reveal()}, a.Secret.Reveal())
		if err != nil && !errors.Is(err, channel.ErrUnauthorized) {
			return err
		}
	}
	return nil
}

// Settings are the account's id and its access token and secret.
func (o *OAuth1Login) Settings(g login.Grant, accounts ...string) channel.Settings {
	for _, a := range g.Only(accounts...) {
		return channel.Settings{Values: map[string]string{"account": a.ID},
			Keys: map[string]channel.Keys{"accessToken": channel.NewKeys(a.Token), "accessSecret": channel.NewKeys(a.Secret)}}
	}
	return channel.Settings{}
}

// ask makes a signed POST of the login and reads its answer, which is a form. The parameters are in
// the header.
func (o *OAuth1Login) ask(ctx context.Context, path string, params map[string]string, tokenSecret string, secrets ...string) (url.Values, error) {
	req, err := o.c.request(ctx, opLogin, http.MethodPost, o.c.cfg.BaseURL+path, nil)
	if err != nil {
		return nil, err
	}
	header, err := o.c.authorization(req.Method, o.c.cfg.BaseURL+path, params, tokenSecret)
	if err != nil {
		return nil, call.Rejected(Platform, opLogin, call.Hide(err, o.c.secrets...))
	}
	req.Header.Set("Authorization", header)
	secrets = append(secrets, tokenSecret)
	if token := params["oauth_token"]; token != "" {
		secrets = append(secrets, token)
	}
	answer, err := call.Call{Platform: Platform, Op: opLogin, Secrets: append(secrets, o.c.secrets...)}.Do(o.c.plain, req)
	if err == nil && (answer.Status < 200 || answer.Status > 299) { // else it is a form, which failure would take for a proxy's page
		err = o.c.failure(opLogin, req.Method, answer, secrets...)
	}
	if err != nil {
		return nil, settled(err)
	}
	got, err := url.ParseQuery(strings.TrimSpace(string(answer.Body)))
	if err != nil { // it quotes the answer, which may hold a token
		return nil, call.Malformed(Platform, opLogin, errors.New("the answer is no form"))
	}
	return got, nil
}

// authorization is the header of a call. It holds all parameters. The signing library's client
// knows neither oauth_callback nor oauth_verifier together with a context. [Creating a signature]
func (c *Channel) authorization(method, address string, params map[string]string, tokenSecret string) (string, error) {
	all := map[string]string{
		"oauth_consumer_key": c.cfg.APIKey, "oauth_nonce": rand.Text(), "oauth_signature_method": string(c.cfg.SignatureMethod),
		"oauth_timestamp": strconv.FormatInt(time.Now().Unix(), 10), "oauth_version": "1.0",
	}
	maps.Copy(all, params)
	names := slices.Sorted(maps.Keys(all))
	var pairs, header []string
	for _, name := range names {
		pairs = append(pairs, name+"="+oauth1.PercentEncode(all[name]))
		header = append(header, name+`="`+oauth1.PercentEncode(all[name])+`"`)
	}
	base := method + "&" + oauth1.PercentEncode(address) + "&" + oauth1.PercentEncode(strings.Join(pairs, "&"))
	var signer oauth1.Signer = &oauth1.HMACSigner{ConsumerSecret: c.cfg.APISecret.First().Reveal()}
	if c.cfg.SignatureMethod == HMACSHA256 {
		signer = &oauth1.HMAC256Signer{ConsumerSecret: c.cfg.APISecret.First().Reveal()}
	}
	signature, err := signer.Sign(tokenSecret, base)
	return "OAuth " + strings.Join(append(header, `oauth_signature="`+oauth1.PercentEncode(signature)+`"`), ", "), err
}

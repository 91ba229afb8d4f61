package twitter

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// OAuth2 holds the settings of OAuth 2.0 user tokens. The X Activity API needs a user token to
// subscribe to direct messages. If Config.AccessToken is set, everything else works without one;
// for encrypted conversations that is not confirmed.
type OAuth2 struct {
	ClientID     string         // "OAuth 2.0 Client ID and Client Secret" of the app in the developer portal
	ClientSecret channel.Secret // empty: the app is a public client
	Tokens       TokenStore     // where the tokens live; New needs it with a ClientID
	// AuthorizeURL is the page where the account's owner agrees; empty:
	// https://x.com/i/oauth2/authorize.
	AuthorizeURL string
}

// Scopes returns the default scopes of Login: direct messages, and offline.access, without which a
// token cannot be refreshed.
func Scopes() []string {
	return []string{"dm.read", "dm.write", "tweet.read", "users.read", "media.write", "offline.access"}
}

// Login is an authorization on its way: keep it between Login and Exchange, in the session of the
// administrator's browser. Verifier is a Secret: call Reveal when you serialise a Login.
type Login struct {
	URL      string // where the browser goes
	Redirect string // where it comes back, with a code
	State    string
	Verifier channel.Secret
}

// Login begins an authorization: send the account's owner to URL. The redirect address must be
// registered with the app. If scopes is empty, it asks for Scopes(). It does no I/O. The only error
// is that Config.OAuth2 is not set: Login, Exchange and Logout then fail with an error that matches
// ErrRejected. [OAuth 2.0 Authorization Code Flow with PKCE]
func (c *Channel) Login(redirect string, scopes ...string) (Login, error) {
	if c.cfg.OAuth2.Tokens == nil {
		return Login{}, call.Rejected(Platform, opLogin, noOAuth2())
	}
	if len(scopes) == 0 {
		scopes = Scopes()
	}
	l := newLogin(redirect)
	l.URL = c.authorizeURL(l, scopes)
	return l, nil
}

const opLogin = "login"

func noOAuth2() error {
	return &channel.FieldError{Field: "oauth2", Code: channel.CodeMissing, Reason: "without client id and token store there are no user tokens of OAuth 2.0"}
}

// Exchange ends an authorization with the query of the request in which the browser came back,
// within 30 seconds, and stores the tokens. If the query is not of this login, the error matches
// ErrForged; if the owner did not agree, ErrUnauthorized. Tokens of another account than the
// channel's are revoked, and the error matches ErrRejected. [OAuth 2.0 Authorization Code Flow with
// PKCE]
func (c *Channel) Exchange(ctx context.Context, l Login, callback url.Values) error {
	if c.cfg.OAuth2.Tokens == nil {
		return call.Rejected(Platform, opLogin, noOAuth2())
	}
	code := callback.Get("code")
	switch {
	case l.State == "" || subtle.ConstantTimeCompare([]byte(l.State), []byte(callback.Get("state"))) != 1:
		return call.Failed(Platform, opLogin, channel.ErrForged, errors.New("the state is not that of this login"))
	case callback.Get("error") != "":
		return call.Unauthorized(Platform, opLogin, errors.New("the account's owner did not agree"))
	case code == "":
		return call.Rejected(Platform, opLogin, &channel.FieldError{Field: "code", Code: channel.CodeMissing, Reason: "the callback holds no code"})
	}
	got, me, err := c.exchange(ctx, code, l.Redirect, l.Verifier)
	if err != nil {
		return err
	}
	if me.ID != c.cfg.Account {
		_ = c.revoke(ctx, got)
		return call.Rejected(Platform, opLogin, &channel.FieldError{Field: "account", Code: channel.CodeConflict,
			Reason: "the owner of account " + me.ID + ", @" + me.Handle + ", agreed, not of " + c.cfg.Account})
	}
	for {
		old, err := c.cfg.OAuth2.Tokens.Load(ctx, c.cfg.Account)
		if err != nil {
			return c.storeFailed(err)
		}
		got.Serial = old.Serial + 1
		ok, err := c.cfg.OAuth2.Tokens.Swap(ctx, c.cfg.Account, old.Serial, got)
		if err != nil {
			return c.storeFailed(err)
		}
		if ok {
			return nil
		}
	}
}

// exchange trades an authorization code for tokens, and asks whose they are.
func (c *Channel) exchange(ctx context.Context, code, redirect string, verifier channel.Secret) (Tokens, channel.Person, error) {
	got, err := c.askTokens(ctx, opLogin, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier.Reveal()},
	}, code, verifier.Reveal())
	if err != nil {
		return Tokens{}, channel.Person{}, err
	}
	answer, err := c.withBearer(ctx, opLogin, got.Access.Reveal(), http.MethodGet, "/2/users/me", nil)
	if err != nil {
		return Tokens{}, channel.Person{}, err
	}
	var me channel.Person
	r, _ := jsonread.New(answer.Body)
	for key := range r.Object {
		if string(key) == "data" {
			me, _ = readPerson(&r)
		}
	}
	return got, me, nil
}

// authorizeURL is the login page that asks for scopes. [OAuth 2.0 Authorization Code Flow with
// PKCE]
func (c *Channel) authorizeURL(l Login, scopes []string) string {
	sum := sha256.Sum256([]byte(l.Verifier.Reveal()))
	return c.cfg.OAuth2.AuthorizeURL + "?" + url.Values{
		"response_type": {"code"}, "client_id": {c.cfg.OAuth2.ClientID}, "redirect_uri": {l.Redirect}, "scope": {strings.Join(scopes, " ")}, "state": {l.State},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}.Encode()
}

// newLogin makes the state and the verifier of a login.
func newLogin(redirect string) Login {
	return Login{Redirect: redirect, State: rand.Text(), Verifier: channel.Secret(rand.Text() + rand.Text())} // 52 characters; 43 to 128 are asked for
}

// Logout revokes the account's tokens and empties their place in the store.
func (c *Channel) Logout(ctx context.Context) error {
	if c.cfg.OAuth2.Tokens == nil {
		return call.Rejected(Platform, opLogin, noOAuth2())
	}
	old, err := c.cfg.OAuth2.Tokens.Load(ctx, c.cfg.Account)
	if err != nil {
		return c.storeFailed(err)
	}
	if err := c.revoke(ctx, old); err != nil {
		return err
	}
	if _, err := c.cfg.OAuth2.Tokens.Swap(ctx, c.cfg.Account, old.Serial, Tokens{Serial: old.Serial + 1}); err != nil {
		return c.storeFailed(err)
	}
	return nil
}

// revoke ends tokens at X.
func (c *Channel) revoke(ctx context.Context, t Tokens) error {
	var errs []error
	for _, token := range [...]channel.Secret{t.Refresh, t.Access} {
		if token != "" {
			_, err := c.askClient(ctx, opLogin, "/2/oauth2/revoke", url.Values{"token": {token.Reveal()}}, token.Reveal())
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (c *Channel) storeFailed(err error) error {
	return call.Failed(Platform, opToken, channel.ErrUnavailable, call.Hide(err, c.secrets...))
}

// askClient makes a call that proves the app by its client id.
func (c *Channel) askClient(ctx context.Context, op, path string, in url.Values, secrets ...string) (call.Answer, error) {
	o := c.cfg.OAuth2
	if o.ClientSecret == "" {
		in.Set("client_id", o.ClientID)
	}
	req, err := c.request(ctx, op, http.MethodPost, c.cfg.BaseURL+path, in)
	if err != nil {
		return call.Answer{}, err
	}
	if o.ClientSecret != "" {
		req.SetBasicAuth(o.ClientID, o.ClientSecret.Reveal())
		secrets = append(secrets, strings.TrimPrefix(req.Header.Get("Authorization"), "Basic "))
	}
	return c.unsigned(op, req, secrets...)
}

// askTokens asks for tokens. X answers that a code or refresh token is worth nothing with 400:
// ErrUnauthorized.
func (c *Channel) askTokens(ctx context.Context, op string, in url.Values, secrets ...string) (Tokens, error) {
	asked := c.cfg.Now()
	answer, err := c.askClient(ctx, op, "/2/oauth2/token", in, secrets...)
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrRejected && answer.Status == http.StatusBadRequest {
		e.Kind = channel.ErrUnauthorized
	}
	if err != nil {
		return Tokens{}, err
	}
	var t Tokens
	var kind string
	var life int64
	r, err := jsonread.New(answer.Body)
	for key := range r.Object {
		switch string(key) {
		case "token_type":
			kind = r.Text()
		case "access_token":
			t.Access = channel.Secret(r.Text())
		case "refresh_token":
			t.Refresh = channel.Secret(r.Text())
		case "expires_in":
			life = r.Int()
		case "scope":
			t.Scope = r.Text()
		}
	}
	if err != nil || !strings.EqualFold(kind, "bearer") || t.Access == "" {
		return Tokens{}, call.Malformed(Platform, op, errors.New("the answer holds no user token"))
	}
	if life <= 0 || life > 1<<31 {
		life = 7200
	}
	t.Until = asked.UTC().Add(time.Duration(life) * time.Second).Truncate(time.Second)
	return t, nil
}

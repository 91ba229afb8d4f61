package twittertest

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	codeLife   = 30 * time.Second
	accessLife = 2 * time.Hour
)

// grant is an authorization code that waits to be exchanged.
type grant struct {
	scopes    []string
	challenge string
	redirect  string
	until     time.Time
}

// token is an OAuth 2.0 user token, or a refresh token.
type token struct {
	access string
	scopes []string
	until  time.Time
}

// checkBearer says whose bearer token it is: the app's, or a user's.
func (s *Server) checkBearer(c *call, bearer string) *failure {
	if bearer == s.cfg.Bearer && !s.bearerDead {
		c.by = byBearer
		return nil
	}
	t := s.tokens[bearer]
	if t == nil || !s.core.Clock.Now().Before(t.until) || s.revoked {
		return errDeadToken
	}
	c.by, c.user, c.scopes = byOAuth2, s.cfg.Account, t.scopes
	return nil
}

// scoped reports whether a token has all of these scopes.
func (c *call) scoped(scopes string) bool {
	for scope := range strings.FieldsSeq(scopes) {
		if !slices.Contains(c.scopes, scope) {
			return false
		}
	}
	return true
}

// Authorize lets the account's owner grant scopes in the browser, and returns the authorization
// code, good for 30 seconds. The challenge is base64url(SHA-256(code_verifier)).
func (s *Server) Authorize(redirect, challenge string, scopes ...string) (code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	code = s.core.Letters(40, tcoLetters)
	s.grants[code] = &grant{scopes: scopes, challenge: challenge, redirect: redirect, until: s.core.Clock.Now().Add(codeLife)}
	return code
}

// Allow lets the account's owner give consent on the login page at address, of OAuth 2.0
// (https://x.com/i/oauth2/authorize?…) or of OAuth 1.0a (https://api.x.com/oauth/authorize?…). It
// returns the callback address to which the browser goes, with a code that is good for 30 seconds
// or with a verifier; for "oob" it returns the PIN alone. It fails if X would show an error to the
// owner instead.
func (s *Server) Allow(address string) (callback string, err error) {
	q, old, err := loginPage(address)
	if err != nil {
		return "", err
	}
	if old {
		if callback = s.AllowLogin(q.Get("oauth_token")); callback == "" {
			return "", errors.New("twittertest: unknown request token")
		}
		return callback, nil
	}
	if err := s.checkAuthorize(q); err != nil {
		return "", err
	}
	code := s.Authorize(q.Get("redirect_uri"), q.Get("code_challenge"), strings.Fields(q.Get("scope"))...)
	return redirect(q.Get("redirect_uri"), "state", q.Get("state"), "code", code), nil
}

// Deny lets the account's owner cancel on a login page, and returns where the browser goes.
func (s *Server) Deny(address string) (callback string, err error) {
	q, old, err := loginPage(address)
	switch {
	case err != nil:
		return "", err
	case old:
		if callback = s.DenyLogin(q.Get("oauth_token")); callback == "" {
			return "", errors.New("twittertest: unknown request token")
		}
		return callback, nil
	}
	if err := s.checkAuthorize(q); err != nil {
		return "", err
	}
	return redirect(q.Get("redirect_uri"), "error", "access_denied", "state", q.Get("state")), nil
}

// loginPage takes the address of a login page apart. old is true for OAuth 1.0a.
func loginPage(address string) (q url.Values, old bool, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, false, err
	}
	switch u.Path {
	case "/oauth/authorize", "/oauth/authenticate":
		return u.Query(), true, nil
	case "/i/oauth2/authorize", "/2/oauth2/authorize":
		return u.Query(), false, nil
	}
	return nil, false, errors.New("twittertest: X has no login page at " + u.Path)
}

// checkAuthorize refuses what the login page of OAuth 2.0 refuses.
func (s *Server) checkAuthorize(q url.Values) (err error) {
	switch {
	case q.Get("client_id") != s.cfg.ClientID:
		err = errors.New("twittertest: unknown client_id")
	case !s.registered(q.Get("redirect_uri")):
		err = errors.New("twittertest: redirect_uri is not registered")
	case q.Get("response_type") != "code" || q.Get("scope") == "" || q.Get("state") == "":
		err = errors.New("twittertest: response_type=code, scope and state are required")
	case q.Get("code_challenge") == "" || q.Get("code_challenge_method") != "S256":
		err = errors.New("twittertest: a code_challenge with method S256 is required")
	}
	return err
}

// Grant lets the account's owner grant scopes and returns the tokens at once. Without the scope
// offline.access there is no refresh token.
func (s *Server) Grant(scopes ...string) (access, refresh string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.issue(scopes)
	refresh, _ = out["refresh_token"].(string)
	return out["access_token"].(string), refresh
}

// issue makes an access token for two hours, and a refresh token that can be used once.
func (s *Server) issue(scopes []string) obj {
	access := s.core.Letters(90, tcoLetters)
	s.core.Hide(access)
	s.tokens[access] = &token{access: access, scopes: scopes, until: s.core.Clock.Now().Add(accessLife)}
	out := obj{"token_type": "bearer", "expires_in": int(accessLife.Seconds()), "access_token": access, "scope": strings.Join(scopes, " ")}
	if slices.Contains(scopes, "offline.access") {
		refresh := s.core.Letters(90, tcoLetters)
		s.core.Hide(refresh)
		s.refresh[refresh] = &token{access: access, scopes: scopes}
		out["refresh_token"] = refresh
	}
	return out
}

// badGrant is an answer in OAuth's own form.
func badGrant(status int, code, description string) answer {
	return answer{status: status, body: obj{"error": code, "error_description": description}}
}

// client reports whether a call comes from the app: with Basic client id and secret, or from a
// public client with its id.
func (s *Server) client(c *call) bool {
	if s.cfg.PublicClient {
		return c.param("client_id") == s.cfg.ClientID
	}
	id, secret, basic := c.BasicAuth()
	return basic && id == s.cfg.ClientID && secret == s.cfg.ClientSecret
}

// userToken is POST /2/oauth2/token.
func (s *Server) userToken(c *call) (answer, *failure) {
	if !s.client(c) {
		return badGrant(401, "unauthorized_client", "Missing valid authorization header"), nil
	}
	now := s.core.Clock.Now()
	switch c.param("grant_type") {
	case "authorization_code":
		code := c.param("code")
		g := s.grants[code]
		delete(s.grants, code)
		sum := sha256.Sum256([]byte(c.param("code_verifier")))
		if g == nil || !now.Before(g.until) || g.redirect != c.param("redirect_uri") || g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
			return badGrant(400, "invalid_request", "Value passed for the authorization code was invalid."), nil
		}
		return ok(s.issue(g.scopes)), nil
	case "refresh_token":
		old := s.refresh[c.param("refresh_token")]
		if old == nil || s.revoked {
			return badGrant(400, "invalid_request", "Value passed for the token was invalid."), nil
		}
		delete(s.refresh, c.param("refresh_token")) // single use
		return ok(s.issue(old.scopes)), nil
	}
	return badGrant(400, "unsupported_grant_type", "The grant type is not supported."), nil
}

func (s *Server) revokeToken(c *call) (answer, *failure) {
	if !s.client(c) {
		return badGrant(401, "unauthorized_client", "Missing valid authorization header"), nil
	}
	delete(s.tokens, c.param("token"))
	delete(s.refresh, c.param("token"))
	return ok(obj{"revoked": true}), nil
}

// appToken is POST /oauth2/token: Basic base64(enc(key):enc(secret)), and the same bearer token
// every time.
func (s *Server) appToken(c *call) (answer, *failure) {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte(encode(s.cfg.APIKey)+":"+encode(s.cfg.APISecret)))
	if c.Header.Get("Authorization") != want || c.param("grant_type") != "client_credentials" {
		return answer{status: http.StatusForbidden, body: obj{"errors": []obj{{
			"code": 99, "message": "Unable to verify your credentials", "label": "authenticity_token_error",
		}}}}, nil
	}
	s.bearerDead = false
	return ok(obj{"token_type": "bearer", "access_token": s.cfg.Bearer}), nil
}

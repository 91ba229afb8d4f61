package twittertest

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
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
	if bearer == s.cfg.Bearer {
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

func (c *call) scoped(scope string) bool { return slices.Contains(c.scopes, scope) }

// Authorize lets the account's owner grant scopes in the browser, and returns the authorization code, good for 30 seconds.
// The challenge is base64url(SHA-256(code_verifier)).
func (s *Server) Authorize(redirect, challenge string, scopes ...string) (code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	code = s.core.Letters(40, tcoLetters)
	s.grants[code] = &grant{scopes: scopes, challenge: challenge, redirect: redirect, until: s.core.Clock.Now().Add(codeLife)}
	return code
}

// Grant lets the account's owner grant scopes and returns the tokens at once. Without the scope offline.access there is no
// refresh token.
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

// userToken is POST /2/oauth2/token of a confidential client: Basic client id and secret.
func (s *Server) userToken(c *call) (answer, *failure) {
	id, secret, basic := c.BasicAuth()
	if !basic || id != s.cfg.ClientID || secret != s.cfg.ClientSecret {
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
	id, secret, basic := c.BasicAuth()
	if !basic || id != s.cfg.ClientID || secret != s.cfg.ClientSecret {
		return badGrant(401, "unauthorized_client", "Missing valid authorization header"), nil
	}
	delete(s.tokens, c.param("token"))
	delete(s.refresh, c.param("token"))
	return ok(obj{"revoked": true}), nil
}

// appToken is POST /oauth2/token: Basic base64(enc(key):enc(secret)), and the same bearer token every time.
func (s *Server) appToken(c *call) (answer, *failure) {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte(encode(s.cfg.APIKey)+":"+encode(s.cfg.APISecret)))
	if c.Header.Get("Authorization") != want || c.param("grant_type") != "client_credentials" {
		return answer{status: http.StatusForbidden, body: obj{"errors": []obj{{
			"code": 99, "message": "Unable to verify your credentials", "label": "authenticity_token_error",
		}}}}, nil
	}
	return ok(obj{"token_type": "bearer", "access_token": s.cfg.Bearer}), nil
}

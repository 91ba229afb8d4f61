package facebooktest

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

const (
	shortLife = 2 * time.Hour // of a token from a code; "about an hour or two"
	longLife  = 5183944 * time.Second
	youngest  = 24 * time.Hour // age at which a token of Instagram can be renewed
)

var (
	errCode   = refuse(100, 36009, "This authorization code has been used.")
	errSecret = refuse(1, 0, "Error validating client secret.")
	errURI    = refuse(100, 36008, "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request")
)

// tokens serves the addresses that give tokens. They take no access token of their own.
func (s *Server) tokens(r *request) (handled bool, result any, e *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.node == "oauth" && r.edge == "access_token" && r.host == "api.instagram.com":
		result, e = s.tradeInstagram(r)
	case r.node == "oauth" && r.edge == "access_token":
		result, e = s.exchangeToken(r)
	case r.host == instagramHost && r.node == "access_token" && r.edge == "":
		result, e = s.lengthenInstagram(r)
	case r.host == instagramHost && r.node == "refresh_access_token" && r.edge == "":
		result, e = s.renewInstagram(r)
	default:
		return false, nil, nil
	}
	return true, result, e
}

// exchangeToken is oauth/access_token: a user token for a code, a long-lived user token for a short
// one, or the app's own.
func (s *Server) exchangeToken(r *request) (any, *graphError) {
	if r.Str("client_id") != s.cfg.AppID || r.Str("client_secret") != s.cfg.AppSecret {
		return nil, errSecret
	}
	now := s.core.Clock.Now()
	switch r.Str("grant_type") {
	case "":
		c := s.codes[r.Str("code")]
		switch {
		case c == nil || c.instagram != "" || !now.Before(c.until):
			return nil, errCode
		case c.redirect != r.Str("redirect_uri"):
			return nil, errURI
		}
		delete(s.codes, r.Str("code"))
		k := c.consent
		if k.kind == "USER" {
			k.until = now.Add(shortLife)
		}
		return s.give(&k), nil
	case "client_credentials":
		return obj{"access_token": s.cfg.AppID + "|" + s.cfg.AppSecret, "token_type": "bearer"}, nil
	case "fb_exchange_token":
		old := r.Str("fb_exchange_token")
		by, e := s.identify(old)
		switch {
		case e != nil:
			return nil, e
		case by.consent != nil:
			k := *by.consent
			if k.kind == "USER" {
				k.until, k.long = now.Add(longLife), true
			}
			return s.give(&k), nil
		case cmp.Or(old, "-") == s.cfg.UserToken:
			return obj{"access_token": s.cfg.UserToken, "token_type": "bearer", "expires_in": 5183944}, nil
		}
	}
	return nil, errToken
}

// give makes a user token.
func (s *Server) give(k *consent) obj {
	token := "EAAlogin" + s.core.Letters(60, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
	s.core.Hide(token)
	s.consents[token] = k
	out := obj{"access_token": token, "token_type": "bearer"}
	if !k.until.IsZero() {
		out["expires_in"] = int(k.until.Sub(s.core.Clock.Now()).Seconds())
	}
	for id, p := range s.pages { // a new login heals what a removal of the app broke
		if !p.instagram && s.dead[p.token] == 458 && (k.pages == nil || slices.Contains(k.pages, id)) {
			delete(s.dead, p.token)
		}
	}
	return out
}

// removeApp is DELETE /{user-id}/permissions: every token that came of the person's logins is dead.
func (s *Server) removeApp(r *request) (any, *graphError) {
	if !r.by.user || r.node != "me" && r.node != userID {
		return nil, missing("delete", r.node)
	}
	s.removed()
	return obj{"success": true}, nil
}

func (s *Server) removed() {
	for token := range s.consents {
		s.dead[token] = 458
	}
	for _, p := range s.pages {
		if !p.instagram {
			s.dead[p.token] = 458
		}
	}
}

// RemoveApp lets the person who logged in remove the app, and returns the body that Meta posts to
// the deauthorize callback, as application/x-www-form-urlencoded.
func (s *Server) RemoveApp() (form string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removed()
	return s.signedRequest(s.cfg.AppSecret, userID)
}

// signedRequest is the parameter signed_request: the payload, signed while it is still encoded.
func (s *Server) signedRequest(secret, user string) string {
	payload := base64.RawURLEncoding.EncodeToString(standin.JSON(obj{"algorithm": "HMAC-SHA256", "issued_at": s.core.Clock.Now().Unix(), "user_id": user}))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(payload))
	return url.Values{"signed_request": {base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) + "." + payload}}.Encode()
}

// tradeInstagram is POST api.instagram.com/oauth/access_token: a token of an hour for a code.
func (s *Server) tradeInstagram(r *request) (any, *graphError) {
	refused := func(text string) (any, *graphError) {
		return nil, &graphError{status: 400, code: 400, text: text, typ: "OAuthException", old: true}
	}
	c := s.codes[r.Str("code")]
	switch {
	case r.method != http.MethodPost:
		return refused("The request must be a POST")
	case r.Str("client_id") != s.cfg.InstagramAppID || r.Str("client_secret") != s.cfg.InstagramAppSecret:
		return refused("Invalid platform app")
	case r.Str("grant_type") != "authorization_code":
		return refused("Invalid grant_type")
	case c == nil || c.instagram == "" || !s.core.Clock.Now().Before(c.until):
		return refused("Invalid authorization code")
	case c.redirect != r.Str("redirect_uri"):
		return refused("Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request")
	}
	delete(s.codes, r.Str("code"))
	token := "IGAAshort" + s.core.Letters(40, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
	s.core.Hide(token)
	s.drafts[token] = c.instagram
	return obj{"data": []obj{{"access_token": token, "user_id": scopedID(c.instagram), "permissions": strings.Join(c.consent.scopes, ",")}}}, nil
}

// lengthenInstagram is GET /access_token?grant_type=ig_exchange_token.
func (s *Server) lengthenInstagram(r *request) (any, *graphError) {
	id, ok := s.drafts[r.Str("access_token")]
	switch {
	case r.method != http.MethodGet || r.Str("grant_type") != "ig_exchange_token":
		return nil, invalid("The parameter grant_type must be ig_exchange_token")
	case r.Str("client_secret") != s.cfg.InstagramAppSecret:
		return nil, errSecret
	case !ok:
		return nil, errToken
	}
	delete(s.drafts, r.Str("access_token"))
	return s.giveInstagram(s.pages[id]), nil
}

// giveInstagram makes the token of an account. The one before goes on until its own end, which the
// stand-in leaves out.
func (s *Server) giveInstagram(p *page) obj {
	p.token = "IGAAlong" + s.core.Letters(60, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
	s.core.Hide(p.token)
	p.since = s.core.Clock.Now()
	p.until = p.since.Add(longLife)
	return obj{"access_token": p.token, "token_type": "bearer", "expires_in": int(longLife.Seconds())}
}

// renewInstagram is GET /refresh_access_token: for a token that is at least 24 hours old and has
// not ended.
func (s *Server) renewInstagram(r *request) (any, *graphError) {
	if r.method != http.MethodGet || r.Str("grant_type") != "ig_refresh_token" {
		return nil, invalid("The parameter grant_type must be ig_refresh_token")
	}
	by, e := s.identify(r.Str("access_token"))
	switch {
	case e != nil:
		return nil, e
	case by.page == nil || !by.page.direct:
		return nil, errToken
	case s.core.Clock.Now().Sub(by.page.since) < youngest:
		return nil, invalid("The access token must be at least 24 hours old")
	}
	return s.giveInstagram(by.page), nil
}

// scopedID is the app-scoped id of an account, which is another than its professional account id.
func scopedID(id string) string { return "9" + id }

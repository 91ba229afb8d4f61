package twittertest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// request is an OAuth 1.0a request token on its way to an access token: docs "Obtaining user access
// tokens".
type request struct {
	token, secret, callback string
	verifier                string // empty: the user has not allowed it
}

// formAnswer is a body of names and values, as the steps of the login have.
func formAnswer(pairs ...string) answer {
	var list []string
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, pairs[i]+"="+encode(pairs[i+1]))
	}
	return answer{
		status: http.StatusOK, body: []byte(strings.Join(list, "&")), header: http.Header{"Content-Type": {"text/html;charset=utf-8"}},
	}
}

// requestToken is POST oauth/request_token: signed without a token, and with a callback that is
// registered.
func (s *Server) requestToken(c *call) (answer, *failure) {
	sig, f := s.checkSigned(c.Request, c.body)
	if f != nil {
		return answer{}, f
	}
	callback := sig.oauth["oauth_callback"]
	if sig.oauth["oauth_token"] != "" || callback == "" {
		return answer{}, errBadAuth
	}
	if callback != "oob" && !s.registered(callback) {
		return answer{}, v11(403, 415, "Callback URL not approved for this client application. Approved callback URLs can be adjusted in your application settings")
	}
	r := &request{token: s.core.Letters(27, tcoLetters), secret: s.core.Letters(32, tcoLetters), callback: callback}
	s.core.Hide(r.secret)
	s.requests[r.token] = r
	return formAnswer("oauth_token", r.token, "oauth_token_secret", r.secret, "oauth_callback_confirmed", "true"), nil
}

// registered reports whether the app may send browsers to an address.
func (s *Server) registered(callback string) bool {
	return len(s.cfg.Callbacks) == 0 || slices.Contains(s.cfg.Callbacks, callback)
}

// AllowLogin lets the account's owner allow the app at oauth/authorize, and returns where the
// browser goes: the callback with oauth_token and oauth_verifier, or for "oob" the PIN alone. It is
// empty for a request token that X does not know.
func (s *Server) AllowLogin(requestToken string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.requests[requestToken]
	if r == nil {
		return ""
	}
	if r.callback == "oob" {
		r.verifier = s.core.Letters(7, "0123456789")
		return r.verifier
	}
	r.verifier = s.core.Letters(32, tcoLetters)
	return redirect(r.callback, "oauth_token", r.token, "oauth_verifier", r.verifier)
}

// invalidateUser is POST 1.1/oauth/invalidate_token, signed for the user: the access token is dead
// from then on.
func (s *Server) invalidateUser(c *call) (answer, *failure) {
	sig, f := s.checkSigned(c.Request, c.body)
	if f != nil {
		return answer{}, f
	}
	if who, f := s.signer(sig); f != nil || who == "" {
		return answer{}, errDeadToken
	}
	s.revoked = true
	return ok(obj{"access_token": sig.oauth["oauth_token"]}), nil
}

// DenyLogin lets the account's owner refuse the app, and returns where the browser goes.
func (s *Server) DenyLogin(requestToken string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.requests[requestToken]
	if r == nil {
		return ""
	}
	delete(s.requests, requestToken)
	return redirect(r.callback, "denied", r.token)
}

// redirect adds parameters to an address.
func redirect(address string, pairs ...string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	q := u.Query()
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// accessToken is POST oauth/access_token: signed with the request token, once. It gives the token
// of Config; after Revoke that is good again.
func (s *Server) accessToken(c *call) (answer, *failure) {
	sig, f := s.checkSigned(c.Request, c.body)
	if f != nil {
		return answer{}, f
	}
	r := s.requests[sig.oauth["oauth_token"]]
	verifier := sig.oauth["oauth_verifier"]
	if verifier == "" {
		verifier = c.param("oauth_verifier")
	}
	if r == nil || r.verifier == "" || r.verifier != verifier {
		return answer{}, errCredentials
	}
	delete(s.requests, r.token)
	s.revoked = false
	return formAnswer("oauth_token", s.cfg.AccessToken, "oauth_token_secret", s.cfg.AccessSecret,
		"user_id", s.cfg.Account, "screen_name", s.find(s.cfg.Account).username), nil
}

// invalidateToken is POST oauth2/invalidate_token, signed for the app or its owner: the app-only
// token is dead until the next one is asked for.
func (s *Server) invalidateToken(c *call) (answer, *failure) {
	if _, f := s.checkSigned(c.Request, c.body); f != nil {
		return answer{}, f
	}
	given := c.param("access_token")
	if plain, err := url.PathUnescape(s.cfg.Bearer); s.bearerDead || given != s.cfg.Bearer && (err != nil || given != plain) {
		return answer{}, errDeadToken
	}
	s.bearerDead = true
	return ok(obj{"access_token": s.cfg.Bearer}), nil
}

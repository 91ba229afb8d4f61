package twittertest

import (
	"slices"
	"time"
)

// grant is an authorization code that waits to be exchanged.
type grant struct {
	scopes    []string
	challenge string
	redirect  string
	until     time.Time
}

// token is an OAuth 2.0 user token.
type token struct {
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

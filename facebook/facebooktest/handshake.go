package facebooktest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel/standin"
)

// Handshake makes the verification call of a webhook (GET with hub.mode, hub.challenge and
// hub.verify_token) at h with the token of Config, and fails unless the answer is 200 with the
// challenge alone.
func (s *Server) Handshake(h http.Handler) error {
	return s.verify(context.Background(), standin.Handler(h), s.cfg.URL, s.cfg.VerifyToken)
}

func (s *Server) verify(ctx context.Context, to standin.Target, callback, token string) error {
	u, err := url.Parse(callback)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("callback_url must be an https address")
	}
	challenge := fmt.Sprint(s.core.Int63() % 1e10)
	q := "hub.mode=subscribe&hub.challenge=" + challenge + "&hub.verify_token=" + url.QueryEscape(token)
	if u.RawQuery != "" {
		q = u.RawQuery + "&" + q
	}
	u.RawQuery = q
	a := s.core.Post(ctx, standin.Request(http.MethodGet, u.String(), http.Header{"User-Agent": {"facebookplatform/1.0"}}, nil), to)
	switch {
	case a.Err != nil:
		return fmt.Errorf("the callback did not answer: %w", a.Err)
	case a.Status != http.StatusOK:
		return fmt.Errorf("the callback answered %d", a.Status)
	case string(a.Body) != challenge:
		return fmt.Errorf("the callback answered %q, not the challenge", a.Body)
	}
	return nil
}

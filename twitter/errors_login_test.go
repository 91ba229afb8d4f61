package twitter_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/twitter"
)

// The page of a proxy in answer to a login, a renewal or the request for the app's token is not X's
// word: no code, token or secret was refused.
func TestPageOfAProxyRefusesNoLogin(t *testing.T) {
	for status, want := range map[int]error{
		302: channel.ErrUnavailable, 401: channel.ErrUnavailable, 403: channel.ErrUnavailable, 404: channel.ErrUnavailable,
		429: channel.ErrRateLimited, 500: channel.ErrUnavailable, 502: channel.ErrUnavailable,
	} {
		x := fresh()
		cfg := appOf(t, x)
		page := transportFunc(func(r *http.Request) (*http.Response, error) {
			body := io.NopCloser(strings.NewReader("<!DOCTYPE html>\n<title>Sign in to the network</title>"))
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: body, Request: r}, nil
		})
		cfg.HTTP = &http.Client{Transport: referenced{t, page}}
		second, err := twitter.NewOAuth2Login(cfg)
		require.NoError(t, err)
		first, err := twitter.NewOAuth1Login(cfg)
		require.NoError(t, err)
		errs := make(map[string]error)
		p := login.Pending{State: "s", Redirect: backAt, Verifier: channel.Secret(strings.Repeat("v", 43))}
		_, errs["login by OAuth 2.0"] = second.Complete(t.Context(), p, url.Values{"state": {"s"}, "code": {"c"}})
		_, errs["renewal"] = second.Refresh(t.Context(), login.Grant{Token: "t", Renewal: "r"})
		_, errs["beginning of OAuth 1.0a"] = first.Begin(t.Context(), login.Request{Redirect: backAt})
		_, errs["login by OAuth 1.0a"] = first.Complete(t.Context(), p, url.Values{"oauth_token": {"s"}, "oauth_verifier": {"v"}})
		own := config()
		own.HTTP = &http.Client{Transport: page}
		_, errs["token of the app"] = open(t, own).Webhooks(t.Context())
		store := new(twitter.TokenMemory)
		_, err = store.Swap(t.Context(), us, 0, twitter.Tokens{Serial: 1, Access: "a", Refresh: "r", Until: time.Now().Add(-time.Hour)})
		require.NoError(t, err)
		own.OAuth2 = twitter.OAuth2{ClientID: "client", ClientSecret: "client-secret-Q4", Tokens: store}
		errs["renewal by a channel"] = subscribeOnce(t.Context(), open(t, own))
		for op, err := range errs {
			e, ok := errors.AsType[*channel.Error](err)
			if !ok || e.Kind != want || e.Affects != channel.AffectsUnknown || strings.Contains(err.Error(), "Sign in") {
				t.Errorf("%s answered %d: %#v, want %v", op, status, err, want)
			}
		}
	}
}

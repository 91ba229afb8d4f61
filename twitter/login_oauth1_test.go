package twitter_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// appOf is the configuration of x's app, without an account.
func appOf(t testing.TB, x *twittertest.Server) twitter.Config {
	c := x.Config()
	return twitter.Config{APIKey: c.APIKey, APISecret: channel.NewKeys(channel.Secret(c.APISecret)),
		OAuth2: twitter.OAuth2{ClientID: c.ClientID, ClientSecret: channel.Secret(c.ClientSecret)},
		HTTP:   &http.Client{Transport: referenced{t, x.Client().Transport}}}
}

// queryOf is the query of an address to which the browser went.
func queryOf(t testing.TB, address string, err error) url.Values {
	t.Helper()
	require.NoError(t, err)
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.Query()
}

func TestOAuth1Login(t *testing.T) {
	for _, method := range []twitter.SignatureMethod{twitter.HMACSHA1, twitter.HMACSHA256} {
		for _, redirect := range []string{backAt, login.PIN} {
			x := fresh(func(c *twittertest.Config) { c.Callbacks = []string{backAt} })
			cfg := appOf(t, x)
			cfg.SignatureMethod = method
			flow, err := twitter.NewOAuth1Login(cfg)
			require.NoError(t, err)
			p, err := flow.Begin(t.Context(), login.Request{Redirect: redirect})
			require.NoError(t, err)
			page, err := x.Allow(p.URL)
			back := login.PINAnswer(p, " "+page+"\n")
			if redirect != login.PIN {
				back = queryOf(t, page, err)
			}
			got, err := flow.Complete(t.Context(), p, back)
			require.NoError(t, err)
			c := x.Config()
			want := channel.Settings{Values: map[string]string{"account": us},
				Keys: map[string]channel.Keys{"accessToken": channel.NewKeys(channel.Secret(c.AccessToken)), "accessSecret": channel.NewKeys(channel.Secret(c.AccessSecret))}}
			if diff := cmp.Diff(want.Values, flow.Settings(got).Values); diff != "" {
				t.Errorf("%s %s: values (-want +got):\n%s", method, redirect, diff)
			}
			if diff := cmp.Diff(want.Keys, flow.Settings(got, us).Keys); diff != "" {
				t.Errorf("%s %s: keys (-want +got):\n%s", method, redirect, diff)
			}
			if !got.Until.IsZero() || !got.Renew.IsZero() || got.User.ID != us {
				t.Errorf("%s %s: %+v ends by time, or is another user's", method, redirect, got)
			}
			if s := flow.Settings(got, "77"); s.Values != nil {
				t.Errorf("settings of another account: %v", s.Values)
			}
			if _, err := flow.Complete(t.Context(), p, back); !errors.Is(err, channel.ErrUnauthorized) {
				t.Errorf("%s %s: a verifier was taken twice: %v", method, redirect, err)
			}
		}
	}
}

func TestOAuth1LoginRefuses(t *testing.T) {
	x := fresh(func(c *twittertest.Config) { c.Callbacks = []string{backAt} })
	flow, err := twitter.NewOAuth1Login(appOf(t, x))
	require.NoError(t, err)
	_, err = flow.Begin(t.Context(), login.Request{Redirect: "https://evil.example/"})
	if f := channel.FieldErrors(err); len(f) != 1 || f[0].Field != "redirect" {
		t.Errorf("an address that is not registered: %v", err)
	}
	begin := func() login.Pending {
		p, err := flow.Begin(t.Context(), login.Request{Redirect: backAt})
		require.NoError(t, err)
		return p
	}
	p := begin()
	address, err := x.Deny(p.URL)
	if _, err := flow.Complete(t.Context(), p, queryOf(t, address, err)); !errors.Is(err, login.ErrDenied) || !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("cancelled: %v", err)
	}
	p = begin()
	address, err = x.Allow(p.URL)
	back := queryOf(t, address, err)
	for name, tt := range map[string]struct {
		change func(p *login.Pending, q url.Values)
		want   error
	}{
		"the token of another login": {func(_ *login.Pending, q url.Values) { q.Set("oauth_token", "x") }, login.ErrState},
		"no token":                   {func(_ *login.Pending, q url.Values) { q.Del("oauth_token") }, login.ErrState},
		"no verifier":                {func(_ *login.Pending, q url.Values) { q.Del("oauth_verifier") }, channel.ErrRejected},
		"a guessed verifier":         {func(_ *login.Pending, q url.Values) { q.Set("oauth_verifier", "1234567") }, channel.ErrUnauthorized},
		"another token secret":       {func(p *login.Pending, _ url.Values) { p.Verifier = "x" }, channel.ErrUnauthorized},
	} {
		mine, q := p, url.Values{"oauth_token": back["oauth_token"], "oauth_verifier": back["oauth_verifier"]}
		tt.change(&mine, q)
		if _, err := flow.Complete(t.Context(), mine, q); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	for name, body := range map[string]string{
		"not confirmed": "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=false", "no secret": "oauth_token=a&oauth_callback_confirmed=true", "no form": "%zz=1",
	} {
		cfg := appOf(t, x)
		cfg.HTTP = &http.Client{Transport: answering(body)}
		flow, err := twitter.NewOAuth1Login(cfg)
		require.NoError(t, err)
		if _, err := flow.Begin(t.Context(), login.Request{Redirect: backAt}); !errors.Is(err, channel.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A revoked login cannot send any more, and revoking it again is no error.
func TestOAuth1Revoke(t *testing.T) {
	x := fresh()
	flow, err := twitter.NewOAuth1Login(appOf(t, x))
	require.NoError(t, err)
	p, err := flow.Begin(t.Context(), login.Request{Redirect: login.PIN, Account: us})
	require.NoError(t, err)
	if q := queryOf(t, p.URL, nil); q.Get("force_login") != "true" {
		t.Errorf("X does not let the owner choose the account: %s", p.URL)
	}
	pin, err := x.Allow(p.URL)
	require.NoError(t, err)
	g, err := flow.Complete(t.Context(), p, login.PINAnswer(p, pin))
	require.NoError(t, err)
	same, err := flow.Refresh(t.Context(), g)
	if diff := cmp.Diff(g, same); diff != "" || err != nil {
		t.Errorf("renewed: %v (-want +got):\n%s", err, diff)
	}
	for range 2 {
		require.NoError(t, flow.Revoke(t.Context(), g))
	}
	cfg := appOf(t, x)
	cfg.Account, cfg.AccessToken, cfg.AccessSecret, cfg.OAuth2 = us, g.Accounts[0].Token, g.Accounts[0].Secret, twitter.OAuth2{}
	if _, err := open(t, cfg).CheckAccess(t.Context(), twitter.AccessCheck{}); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("after Revoke: %v", err)
	}
}

func TestNewLoginComplains(t *testing.T) {
	_, err := twitter.NewOAuth1Login(twitter.Config{})
	if diff := cmp.Diff([]string{"apiSecret missing", "apiKey missing"}, complaints(err)); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	_, err = twitter.NewOAuth2Login(twitter.Config{})
	if diff := cmp.Diff([]string{"apiSecret missing", "apiKey missing", "clientId missing"}, complaints(err)); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

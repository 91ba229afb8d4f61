package twitter_test

import (
	"context"
	"net/url"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/twitter"
)

// flows are both logins of the world's app.
func (w *world) flows() (*twitter.OAuth1Login, *twitter.OAuth2Login) {
	one, err := twitter.NewOAuth1Login(w.cfg)
	require.NoError(w.TB, err)
	two, err := twitter.NewOAuth2Login(w.cfg)
	require.NoError(w.TB, err)
	return one, two
}

// grant is a login that has all credentials of the world.
func (w *world) grant() login.Grant {
	return login.Grant{Flow: twitter.FlowOAuth2, Platform: twitter.Platform, User: channel.Person{ID: us}, Token: leakToken, Renewal: leakRefresh,
		Accounts: []login.Account{{ID: us, Token: leakAccess, Secret: leakSecret}}}
}

// backs are callbacks of a login: one that fits, and two that hold credentials where they do not
// belong.
func (w *world) backs() (login.Pending, []url.Values) {
	p := login.Pending{State: "s", Verifier: leakRefresh, Redirect: "https://desk.example/back", Platform: twitter.Platform}
	return p, []url.Values{{"state": {"s"}, "code": {leakToken.Reveal()}, "oauth_verifier": {leakToken.Reveal()}}, {"state": {"s"}, "error": {leakToken.Reveal()}}, {"state": {leakToken.Reveal()}}, {"state": {"s"}}}
}

// leakLoginCalls are those of leakCalls that are about logins. Pending.Verifier and the credentials
// of a Grant are Secrets.
var leakLoginCalls = map[string]func(context.Context, *world) []any{
	"twitter.NewOAuth1Login": func(_ context.Context, w *world) []any {
		cfg := w.cfg
		cfg.BaseURL, cfg.API = "http://x/"+leakSecret.Reveal(), twitter.API(leakAPI.Reveal())
		_, err := twitter.NewOAuth1Login(cfg)
		return []any{err}
	},
	"twitter.NewOAuth2Login": func(_ context.Context, w *world) []any {
		cfg := w.cfg
		cfg.BaseURL, cfg.API = "http://x/"+leakSecret.Reveal(), twitter.API(leakAPI.Reveal())
		_, err := twitter.NewOAuth2Login(cfg)
		_, none := twitter.NewOAuth2Login(twitter.Config{})
		return []any{err, none}
	},
	"twitter.OAuth1Login.Begin": func(ctx context.Context, w *world) []any {
		one, _ := w.flows()
		p, err := one.Begin(ctx, login.Request{Redirect: login.PIN, Account: us})
		p.URL, p.State = "", "" // the request token is for the browser
		return []any{p, err}
	},
	"twitter.OAuth1Login.Complete": func(ctx context.Context, w *world) (all []any) {
		one, _ := w.flows()
		p, backs := w.backs()
		for _, back := range backs {
			g, err := one.Complete(ctx, p, back)
			all = append(all, g.Token, g.Accounts, err)
		}
		return all
	},
	"twitter.OAuth1Login.Refresh": func(ctx context.Context, w *world) []any {
		one, _ := w.flows()
		return pair(one.Refresh(ctx, w.grant()))
	},
	"twitter.OAuth1Login.Revoke": func(ctx context.Context, w *world) []any {
		one, _ := w.flows()
		return []any{one.Revoke(ctx, w.grant())}
	},
	"twitter.OAuth2Login.Begin": func(ctx context.Context, w *world) []any {
		_, two := w.flows()
		p, err := two.Begin(ctx, login.Request{Redirect: "https://desk.example/back"})
		p.URL, p.State = "", ""
		return []any{p, err}
	},
	"twitter.OAuth2Login.Complete": func(ctx context.Context, w *world) (all []any) {
		_, two := w.flows()
		p, backs := w.backs()
		for _, back := range backs {
			g, err := two.Complete(ctx, p, back)
			all = append(all, g.Token, g.Renewal, err)
		}
		return all
	},
	"twitter.OAuth2Login.Refresh": func(ctx context.Context, w *world) []any {
		_, two := w.flows()
		g, err := two.Refresh(ctx, w.grant())
		_, none := two.Refresh(ctx, login.Grant{Token: leakToken})
		return []any{g.Token, g.Renewal, err, none}
	},
	"twitter.OAuth2Login.Revoke": func(ctx context.Context, w *world) []any {
		_, two := w.flows()
		return []any{two.Revoke(ctx, w.grant())}
	},
}

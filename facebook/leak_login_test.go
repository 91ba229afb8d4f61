package facebook_test

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/facebook"
)

func (w *world) login() facebook.LoginConfig {
	return facebook.LoginConfig{AppID: w.meta.Config().AppID, AppSecret: channel.NewKeys(leakSecret), HTTP: &http.Client{Transport: w.Wire},
		Now: func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }}
}

func (w *world) business() *facebook.BusinessLogin {
	flow, err := facebook.NewBusinessLogin(w.login())
	require.NoError(w.TB, err)
	return flow
}

func (w *world) instagram() *facebook.InstagramLogin {
	flow, err := facebook.NewInstagramLogin(w.login())
	require.NoError(w.TB, err)
	return flow
}

// grant is a login that has all credentials of the world.
func (w *world) grant() login.Grant {
	return login.Grant{Flow: facebook.FlowBusiness, Platform: facebook.Platform, User: channel.Person{ID: "1"}, Token: leakUser, Until: time.Date(2026, 6, 19, 0, 0, 0, 0, time.UTC),
		Accounts: []login.Account{{ID: leakPageID, Kind: "page", Token: leakPage}}}
}

// backs are callbacks of a login: one that fits, and some that hold credentials where they do not
// belong.
func (w *world) backs() (login.Pending, []url.Values) {
	p := login.Pending{State: "s", Redirect: "https://desk.example/back", Platform: facebook.Platform}
	return p, []url.Values{{"state": {"s"}, "code": {leakUser.Reveal()}}, {"state": {"s"}, "error": {leakUser.Reveal()}}, {"state": {leakUser.Reveal()}}, {"state": {"s"}}}
}

// completed is what both logins make of all callbacks. The credentials of a Grant are Secrets; the
// rest is Meta's word.
func (w *world) completed(ctx context.Context, flow login.Flow) (all []any) {
	p, backs := w.backs()
	for _, back := range backs {
		g, err := flow.Complete(ctx, p, back)
		all = append(all, g.Token, err)
	}
	return all
}

// leakLoginCalls are those of leakCalls that are about logins.
var leakLoginCalls = map[string]func(context.Context, *world) []any{
	"facebook.NewBusinessLogin": func(_ context.Context, w *world) []any {
		cfg := w.login()
		cfg.AppID, cfg.BaseURL, cfg.DialogURL = leakUser.Reveal(), "ftp://"+leakSecret.Reveal(), leakSecret.Reveal()
		_, err := facebook.NewBusinessLogin(cfg)
		return []any{err}
	},
	"facebook.NewInstagramLogin": func(_ context.Context, w *world) []any {
		cfg := w.login()
		cfg.AppID, cfg.BaseURL, cfg.TokenURL = leakUser.Reveal(), "ftp://"+leakSecret.Reveal(), leakSecret.Reveal()
		_, err := facebook.NewInstagramLogin(cfg)
		return []any{err}
	},
	"facebook.BusinessLogin.Begin": func(ctx context.Context, w *world) []any {
		return pair(w.business().Begin(ctx, login.Request{Redirect: "https://desk.example/back"}))
	},
	"facebook.BusinessLogin.Complete": func(ctx context.Context, w *world) []any { return w.completed(ctx, w.business()) },
	"facebook.BusinessLogin.Refresh": func(ctx context.Context, w *world) []any {
		g, err := w.business().Refresh(ctx, w.grant())
		return []any{g.Token, err}
	},
	"facebook.BusinessLogin.Revoke": func(ctx context.Context, w *world) []any { return []any{w.business().Revoke(ctx, w.grant())} },
	"facebook.InstagramLogin.Begin": func(ctx context.Context, w *world) []any {
		return pair(w.instagram().Begin(ctx, login.Request{Redirect: "https://desk.example/back", Account: "1"}))
	},
	"facebook.InstagramLogin.Complete": func(ctx context.Context, w *world) []any { return w.completed(ctx, w.instagram()) },
	"facebook.InstagramLogin.Refresh": func(ctx context.Context, w *world) []any {
		g, err := w.instagram().Refresh(ctx, w.grant())
		return []any{g.Token, err}
	},
	"facebook.InstagramLogin.Revoke": func(ctx context.Context, w *world) []any { return []any{w.instagram().Revoke(ctx, w.grant())} },
}

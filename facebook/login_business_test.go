package facebook_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

const loginAt = "https://desk.example/login"

// businessLogin is the flow of a stand-in's app, whose requests are looked up in the table.
func businessLogin(t testing.TB, fb *facebooktest.Server, change ...func(*facebook.LoginConfig)) *facebook.BusinessLogin {
	t.Helper()
	cfg := facebook.LoginConfig{AppID: fb.Config().AppID, AppSecret: channel.NewKeys(channel.Secret(fb.Config().AppSecret)), HTTP: lookedUp(t, fb.Client()), Now: fb.Now}
	for _, f := range change {
		f(&cfg)
	}
	flow, err := facebook.NewBusinessLogin(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return flow
}

// agreed runs a login up to the callback.
func agreed(t testing.TB, fb *facebooktest.Server, flow login.Flow, choice facebooktest.Choice, scopes ...string) (login.Pending, url.Values) {
	t.Helper()
	p, err := flow.Begin(t.Context(), login.Request{Redirect: loginAt, Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	address, err := fb.Allow(p.URL, choice)
	if err != nil {
		t.Fatal(err)
	}
	return p, queryOf(t, address)
}

// queryOf is the query of an address to which the browser went.
func queryOf(t testing.TB, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

const instagramAt = "17841400000000001"

// shops are two Pages, one with an Instagram account.
func shops() facebooktest.Config {
	return facebooktest.Config{Pages: twoPages, RequireProof: true, Callbacks: []string{loginAt}, Configuration: "4711",
		Instagram: map[string]facebooktest.Instagram{instagramAt: {Username: "shop", Page: "108000000000001"}}}
}

func TestBusinessLogin(t *testing.T) {
	for name, tt := range map[string]struct {
		config string
		system bool
		scopes []string
	}{
		"permissions":           {"", false, append(facebook.DefaultLoginScopes(), "instagram_basic", "instagram_manage_messages")},
		"a configuration":       {"4711", false, nil},
		"a system user's token": {"4711", true, nil},
	} {
		cfg := shops()
		cfg.SystemUser = tt.system
		fb := facebooktest.New(cfg)
		flow := businessLogin(t, fb, func(c *facebook.LoginConfig) { c.Configuration = tt.config })
		p, back := agreed(t, fb, flow, facebooktest.Choice{}, tt.scopes...)
		g, err := flow.Complete(t.Context(), p, back)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := []login.Account{
			{ID: "108000000000001", Kind: "page", Name: "Example Page", Token: "EAAone-page"},
			{ID: instagramAt, Kind: "instagram", Name: "Example Page", Handle: "shop", LinkedTo: "108000000000001"},
			{ID: "108000000000002", Kind: "page", Name: "Example Page", Token: "EAAtwo-page"},
		}
		if diff := cmp.Diff(want, g.Accounts); diff != "" || g.Missing != nil || g.User.ID == "" {
			t.Errorf("%s: missing %v; accounts (-want +got):\n%s", name, g.Missing, diff)
		}
		days := g.Until.Sub(g.Issued).Hours() / 24
		if tt.system && (!g.Until.IsZero() || !g.Renew.IsZero()) || !tt.system && (days < 59 || days > 61 || g.Renew.IsZero()) {
			t.Errorf("%s: ends after %v days, is renewed at %v", name, days, g.Renew)
		}
		s := flow.Settings(g, instagramAt)
		if diff := cmp.Diff(map[string]string{"instagram": instagramAt + "=108000000000001"}, s.Values); diff != "" || len(s.Tokens["pages"]) != 1 || s.Tokens["pages"]["108000000000001"] != "EAAone-page" {
			t.Errorf("%s: settings with %d tokens (-want +got):\n%s", name, len(s.Tokens["pages"]), diff)
		}
		if all := flow.Settings(g); len(all.Tokens["pages"]) != 2 {
			t.Errorf("%s: settings with %d tokens, want 2", name, len(all.Tokens["pages"]))
		}
		if _, err := flow.Complete(t.Context(), p, back); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("%s: a code was taken twice: %v", name, err)
		}
	}
}

// The result names what the person left out: a Page that was not ticked, a permission, a task.
func TestBusinessLoginLacks(t *testing.T) {
	fb := facebooktest.New(shops())
	flow := businessLogin(t, fb)
	p, back := agreed(t, fb, flow, facebooktest.Choice{Pages: []string{"108000000000002"}, Without: []string{"business_management"}, Tasks: []string{"ADVERTISE", "MESSAGING"}})
	g, err := flow.Complete(t.Context(), p, back)
	if err != nil {
		t.Fatal(err)
	}
	want := []login.Account{{ID: "108000000000002", Kind: "page", Name: "Example Page", Token: "EAAtwo-page", Missing: []string{"MODERATE"}}}
	if diff := cmp.Diff(want, g.Accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"business_management"}, g.Missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"missing_permission", "missing_permission 2!"}, codes(login.Findings(g, g.Issued))); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestBusinessLoginRefuses(t *testing.T) {
	fb := facebooktest.New(shops())
	flow := businessLogin(t, fb)
	for name, tt := range map[string]struct {
		change func(p *login.Pending, q url.Values)
		want   error
	}{
		"another state":    {func(_ *login.Pending, q url.Values) { q.Set("state", "x") }, login.ErrState},
		"no state":         {func(_ *login.Pending, q url.Values) { q.Del("state") }, login.ErrState},
		"no code":          {func(_ *login.Pending, q url.Values) { q.Del("code") }, channel.ErrRejected},
		"a guessed code":   {func(_ *login.Pending, q url.Values) { q.Set("code", "x") }, channel.ErrUnauthorized},
		"another redirect": {func(p *login.Pending, _ url.Values) { p.Redirect = "https://evil.example/" }, channel.ErrUnauthorized},
	} {
		p, q := agreed(t, fb, flow, facebooktest.Choice{})
		tt.change(&p, q)
		if _, err := flow.Complete(t.Context(), p, q); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	p, err := flow.Begin(t.Context(), login.Request{Redirect: loginAt})
	if err != nil {
		t.Fatal(err)
	}
	address, err := fb.Deny(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := flow.Complete(t.Context(), p, queryOf(t, address)); !errors.Is(err, login.ErrDenied) {
		t.Errorf("cancelled: %v", err)
	}
	p, q := agreed(t, fb, flow, facebooktest.Choice{})
	other := businessLogin(t, fb, func(c *facebook.LoginConfig) { c.AppSecret = channel.NewKeys("another-secret-7c1f") })
	if _, err := other.Complete(t.Context(), p, q); err == nil {
		t.Error("a code was taken with another app secret")
	}
	for name, body := range map[string]string{"no token": `{}`, "no JSON": `nonsense`, "an empty list": `{"data":[]}`} {
		f := &transport{status: 200, body: body}
		flow := businessLogin(t, fb, func(c *facebook.LoginConfig) { c.HTTP = &http.Client{Transport: f} })
		if _, err := flow.Complete(t.Context(), p, q); !errors.Is(err, channel.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The person's token is renewed before its end and not after it; a token that the person took back
// cannot be renewed.
func TestBusinessRefresh(t *testing.T) {
	fb := facebooktest.New(shops())
	flow := businessLogin(t, fb)
	p, back := agreed(t, fb, flow, facebooktest.Choice{})
	g, err := flow.Complete(t.Context(), p, back)
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		fb.Advance(g.Renew.Sub(fb.Now()))
		fresh, err := flow.Refresh(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		if !fresh.Until.After(g.Until) || fresh.Token == g.Token || len(fresh.Accounts) != 2 || fresh.Missing != nil {
			t.Errorf("renewed %+v", fresh)
		}
		g = fresh
	}
	late := g
	fb.Advance(61 * 24 * time.Hour)
	if _, err := flow.Refresh(t.Context(), late); !errors.Is(err, login.ErrEnded) || !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("renewed after its end: %v", err)
	}
	late.Until = fb.Now().Add(time.Hour) // the host's clock is wrong
	if _, err := flow.Refresh(t.Context(), late); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("renewed after its end at Meta: %v", err)
	}
	p, back = agreed(t, fb, flow, facebooktest.Choice{})
	if g, err = flow.Complete(t.Context(), p, back); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := flow.Revoke(t.Context(), g); err != nil {
			t.Errorf("revoke: %v", err)
		}
	}
	if _, err := flow.Refresh(t.Context(), g); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("renewed after a removal: %v", err)
	}
}

func TestLoginComplains(t *testing.T) {
	for want, cfg := range map[string]facebook.LoginConfig{
		"appId missing":        {AppSecret: channel.NewKeys("secret-7c1f")},
		"appSecret missing":    {AppID: "1"},
		"dialogUrl invalid":    {AppID: "1", AppSecret: channel.NewKeys("secret-7c1f"), DialogURL: "facebook.com"},
		"graphVersion invalid": {AppID: "1", AppSecret: channel.NewKeys("secret-7c1f"), GraphVersion: "26"},
		"tokenUrl invalid":     {AppID: "1", AppSecret: channel.NewKeys("secret-7c1f"), TokenURL: "instagram.com"},
		"appId missing, dialogUrl invalid, tokenUrl invalid": {AppSecret: channel.NewKeys("secret-7c1f"), DialogURL: "facebook.com", TokenURL: "instagram.com"},
	} {
		for i, make := range []func(facebook.LoginConfig) (any, error){
			func(c facebook.LoginConfig) (any, error) { return facebook.NewBusinessLogin(c) },
			func(c facebook.LoginConfig) (any, error) { return facebook.NewInstagramLogin(c) },
		} {
			_, err := make(cfg)
			var got []string
			for _, f := range channel.FieldErrors(err) {
				got = append(got, f.Field+" "+f.Code)
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%d: %v, want %s", i, err, want)
			}
		}
	}
}

// loginCalls makes every call of both logins, and returns their paths.
func loginCalls(t *testing.T, version string) (paths []string) {
	t.Helper()
	cfg := shops()
	cfg.Instagram["17841400000000009"] = facebooktest.Instagram{Username: "other"}
	fb := facebooktest.New(cfg)
	set := func(c *facebook.LoginConfig) { c.GraphVersion = version }
	for _, flow := range []login.Flow{businessLogin(t, fb, set), instagramLogin(t, fb, set)} {
		p, back := agreed(t, fb, flow, facebooktest.Choice{})
		g, err := flow.Complete(t.Context(), p, back)
		if err != nil {
			t.Fatal(err)
		}
		fb.Advance(48 * time.Hour)
		if g, err = flow.Refresh(t.Context(), g); err != nil {
			t.Fatal(err)
		}
		if err := flow.Revoke(t.Context(), g); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range fb.Calls() {
		paths = append(paths, c.Path)
	}
	return paths
}

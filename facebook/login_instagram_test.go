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

// direct is an app with one account of Instagram Login.
func direct() facebooktest.Config {
	return facebooktest.Config{RequireProof: true, Callbacks: []string{loginAt}, Instagram: map[string]facebooktest.Instagram{instagramAt: {Username: "shop"}}}
}

func instagramLogin(t testing.TB, fb *facebooktest.Server, change ...func(*facebook.LoginConfig)) *facebook.InstagramLogin {
	t.Helper()
	c := fb.Config()
	cfg := facebook.LoginConfig{AppID: c.InstagramAppID, AppSecret: channel.NewKeys(channel.Secret(c.InstagramAppSecret)), HTTP: lookedUp(t, fb.Client()), Now: fb.Now}
	for _, f := range change {
		f(&cfg)
	}
	flow, err := facebook.NewInstagramLogin(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return flow
}

func TestInstagramLogin(t *testing.T) {
	fb := facebooktest.New(direct())
	flow := instagramLogin(t, fb)
	p, back := agreed(t, fb, flow, facebooktest.Choice{Without: []string{"instagram_business_manage_comments"}})
	back.Set("code", back.Get("code")+"#_") // a host that reads the address as a text keeps what Instagram appends
	g, err := flow.Complete(t.Context(), p, back)
	if err != nil {
		t.Fatal(err)
	}
	want := []login.Account{{ID: instagramAt, Kind: "instagram", Name: "Example Shop", Handle: "shop", Token: g.Token}}
	if diff := cmp.Diff(want, g.Accounts); diff != "" || g.Token == "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"instagram_business_manage_comments"}, g.Missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if g.User.ID == instagramAt || g.Renew.Sub(g.Issued) != 7*24*time.Hour || g.Until.Sub(g.Issued) < 59*24*time.Hour {
		t.Errorf("granted to %s, renewed after %v, ends after %v", g.User.ID, g.Renew.Sub(g.Issued), g.Until.Sub(g.Issued))
	}
	s := flow.Settings(g)
	if s.Tokens["pages"][instagramAt] != g.Token || s.Values["instagram"] != instagramAt+"=login" {
		t.Errorf("settings: %v", s.Values)
	}
	if _, err := flow.Complete(t.Context(), p, back); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("a code was taken twice: %v", err)
	}
	if err := flow.Revoke(t.Context(), g); err != nil {
		t.Errorf("revoke: %v", err)
	}
}

func TestInstagramLoginRefuses(t *testing.T) {
	fb := facebooktest.New(direct())
	flow := instagramLogin(t, fb)
	for name, tt := range map[string]struct {
		change func(p *login.Pending, q url.Values)
		want   error
	}{
		"another state":    {func(_ *login.Pending, q url.Values) { q.Set("state", "x") }, login.ErrState},
		"cancelled":        {func(_ *login.Pending, q url.Values) { q.Set("error", "access_denied") }, login.ErrDenied},
		"no code":          {func(_ *login.Pending, q url.Values) { q.Set("code", "#_") }, channel.ErrRejected},
		"a guessed code":   {func(_ *login.Pending, q url.Values) { q.Set("code", "x") }, channel.ErrUnauthorized},
		"another redirect": {func(p *login.Pending, _ url.Values) { p.Redirect = "https://evil.example/" }, channel.ErrUnauthorized},
	} {
		p, q := agreed(t, fb, flow, facebooktest.Choice{})
		tt.change(&p, q)
		if _, err := flow.Complete(t.Context(), p, q); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	cfg := direct()
	cfg.Instagram[instagramAt] = facebooktest.Instagram{Username: "ada", Personal: true}
	fb = facebooktest.New(cfg)
	flow = instagramLogin(t, fb)
	p, q := agreed(t, fb, flow, facebooktest.Choice{})
	if _, err := flow.Complete(t.Context(), p, q); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("a personal account: %v", err)
	}
	// Live answers often lack the list that the page shows, and ids may be numbers.
	f := &transport{status: 200, body: `{"access_token":"IGAAx","user_id":9178,"permissions":["instagram_business_basic"]}`}
	flow = instagramLogin(t, fb, func(c *facebook.LoginConfig) { c.HTTP = &http.Client{Transport: f} })
	g, err := flow.Complete(t.Context(), p, q)
	if err != nil || g.Accounts[0].ID != "9178" || !g.Until.IsZero() || len(g.Missing) != 2 {
		t.Errorf("the live form: %+v, %v", g.Accounts, err)
	}
	f = &transport{status: 200, body: `{"access_token":"IGAAsecret","name":"x"}`}
	flow = instagramLogin(t, fb, func(c *facebook.LoginConfig) { c.HTTP = &http.Client{Transport: f} })
	if _, err := flow.Complete(t.Context(), p, q); !errors.Is(err, channel.ErrMalformed) || strings.Contains(err.Error(), "IGAAsecret") {
		t.Errorf("an answer that names no account: %v", err)
	}
}

// The token is renewed after a day and before its end, so that a host that renews every week loses
// none in a year.
func TestInstagramRefresh(t *testing.T) {
	fb := facebooktest.New(direct())
	store := new(login.Memory)
	flow := instagramLogin(t, fb)
	logins := &login.Logins{Flows: []login.Flow{flow}, Pending: store, Grants: store, Redirects: []string{loginAt}, Now: fb.Now}
	p, err := logins.Begin(t.Context(), facebook.FlowInstagram, login.Request{Tenant: "t1", Redirect: loginAt})
	if err != nil {
		t.Fatal(err)
	}
	address, err := fb.Allow(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	g, err := logins.Complete(t.Context(), "t1", "", queryOf(t, address))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := flow.Refresh(t.Context(), g); !errors.Is(err, login.ErrTooEarly) {
		t.Errorf("renewed at once: %v", err)
	}
	first := g.Token
	for day := range 365 {
		fb.Advance(24 * time.Hour)
		if g, err = logins.Fresh(t.Context(), "t1", g.Key()); err != nil {
			t.Fatalf("day %d: %v", day, err)
		}
		if f := login.Findings(g, fb.Now()); len(f) != 0 {
			t.Fatalf("day %d: %v", day, f)
		}
	}
	if g.Token == first || g.Accounts[0].Token != g.Token {
		t.Error("the token was not renewed, or not that of the account")
	}
	fb.Advance(35 * 24 * time.Hour) // the host stood still
	if f := login.Findings(g, fb.Now()); len(f) != 1 || f[0].Code != channel.FindingTokenExpires {
		t.Errorf("25 days before the end: %v", f)
	}
	fb.Advance(30 * 24 * time.Hour)
	if _, err := logins.Fresh(t.Context(), "t1", g.Key()); !errors.Is(err, login.ErrEnded) {
		t.Errorf("after its end: %v", err)
	}
}

package twitter_test

import (
	"context"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// connected runs the whole login of OAuth 2.0 over a store.
func connected(t testing.TB, x *twittertest.Server, store *login.Memory, scopes ...string) (*login.Logins, login.Grant) {
	t.Helper()
	flow, err := twitter.NewOAuth2Login(appOf(t, x))
	require.NoError(t, err)
	logins := &login.Logins{Flows: []login.Flow{flow}, Pending: store, Grants: store, Redirects: []string{backAt}}
	p, err := logins.Begin(t.Context(), twitter.FlowOAuth2, login.Request{Tenant: "t1", Redirect: backAt, Scopes: scopes})
	require.NoError(t, err)
	address, err := x.Allow(p.URL)
	g, err := logins.Complete(t.Context(), "t1", "", queryOf(t, address, err))
	require.NoError(t, err)
	return logins, g
}

func TestOAuth2Login(t *testing.T) {
	for _, public := range []bool{false, true} {
		x := fresh(func(c *twittertest.Config) { c.PublicClient, c.Callbacks = public, []string{backAt} })
		cfg := appOf(t, x)
		if public {
			cfg.OAuth2.ClientSecret = ""
		}
		flow, err := twitter.NewOAuth2Login(cfg)
		require.NoError(t, err)
		p, err := flow.Begin(t.Context(), login.Request{Redirect: backAt, Scopes: twitter.ScopesFor(twitter.UseMessages, twitter.UsePosts)})
		require.NoError(t, err)
		address, err := x.Allow(p.URL)
		g, err := flow.Complete(t.Context(), p, queryOf(t, address, err))
		require.NoError(t, err)
		want := []string{"dm.read", "dm.write", "tweet.read", "users.read", "tweet.write", "tweet.moderate.write", "offline.access"}
		if diff := cmp.Diff(want, g.Scopes); diff != "" || g.Missing != nil {
			t.Errorf("missing %v; scopes (-want +got):\n%s", g.Missing, diff)
		}
		if g.User.ID != us || len(g.Accounts) != 1 || g.Accounts[0].ID != us || g.Renew.Add(5*time.Minute) != g.Until {
			t.Errorf("granted %+v", g)
		}
		if diff := cmp.Diff(map[string]string{"account": us}, flow.Settings(g).Values); diff != "" {
			t.Errorf("settings (-want +got):\n%s", diff)
		}
		require.NoError(t, flow.Revoke(t.Context(), g))
		if _, err := flow.Refresh(t.Context(), g); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("renewed after Revoke: %v", err)
		}
	}
}

func TestOAuth2LoginRefuses(t *testing.T) {
	x := fresh(func(c *twittertest.Config) { c.Callbacks = []string{backAt} })
	flow, err := twitter.NewOAuth2Login(appOf(t, x))
	require.NoError(t, err)
	begin := func(scopes ...string) (login.Pending, url.Values) {
		p, err := flow.Begin(t.Context(), login.Request{Redirect: backAt, Scopes: scopes})
		require.NoError(t, err)
		address, err := x.Allow(p.URL)
		return p, queryOf(t, address, err)
	}
	for name, tt := range map[string]struct {
		change func(p *login.Pending, q url.Values)
		want   error
	}{
		"another state":    {func(_ *login.Pending, q url.Values) { q.Set("state", "x") }, login.ErrState},
		"two states":       {func(_ *login.Pending, q url.Values) { q.Add("state", "x") }, login.ErrState},
		"no code":          {func(_ *login.Pending, q url.Values) { q.Del("code") }, channel.ErrRejected},
		"a guessed code":   {func(_ *login.Pending, q url.Values) { q.Set("code", "x") }, channel.ErrUnauthorized},
		"another redirect": {func(p *login.Pending, _ url.Values) { p.Redirect = "https://evil.example/" }, channel.ErrUnauthorized},
		"another verifier": {func(p *login.Pending, _ url.Values) { p.Verifier = channel.Secret(strings.Repeat("x", 43)) }, channel.ErrUnauthorized},
	} {
		p, q := begin()
		tt.change(&p, q)
		if _, err := flow.Complete(t.Context(), p, q); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	p, _ := begin()
	address, err := x.Deny(p.URL)
	if _, err := flow.Complete(t.Context(), p, queryOf(t, address, err)); !errors.Is(err, login.ErrDenied) {
		t.Errorf("cancelled: %v", err)
	}
	p, q := begin("dm.read", "tweet.read", "users.read")
	g, err := flow.Complete(t.Context(), p, q)
	require.NoError(t, err)
	if _, err := flow.Refresh(t.Context(), g); !errors.Is(err, login.ErrEnded) || !g.Renew.IsZero() {
		t.Errorf("renewed without offline.access: %v", err)
	}
	if got := login.Findings(g, time.Now()); len(got) != 1 || got[0].Code != channel.FindingTokenExpires {
		t.Errorf("findings of a token that cannot be renewed: %v", got)
	}
}

// A channel whose only credential is the user token sends by v2, uploads, reads, and renews it
// without losing it; several nodes and Logins.Fresh share one grant.
func TestUserTokenAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh()
		store := new(login.Memory)
		logins, g := connected(t, x, store, twitter.ScopesFor(twitter.UseMessages, twitter.UseMedia)...)
		cfg := appOf(t, x)
		cfg.Account, cfg.OAuth2.Tokens = g.Accounts[0].ID, twitter.GrantTokens(store, "t1")
		cfg.Files = func(context.Context, string) (channel.File, error) {
			return channel.File{Body: io.NopCloser(strings.NewReader("\x89PNG\r\n\x1a\n")), Type: "image/png", Size: 8}, nil
		}
		ch := open(t, cfg)
		var got []channel.Event
		x.Hook(receiving(ch, func(ev channel.Event) { got = append(got, ev) }))
		_, err := ch.RegisterAndSubscribe(t.Context(), twitter.Register{URL: desk})
		require.NoError(t, err)
		x.Say("2001", "Hei")
		require.NoError(t, x.Flush(t.Context()))
		require.NotEmpty(t, got)
		before := g.Token
		for range 3 {
			sent, err := ch.Send(t.Context(), got[0].Thread, channel.Message{Text: "Hello", Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a.png"}}})
			require.NoError(t, err)
			require.NotEmpty(t, sent.IDs)
			time.Sleep(3 * time.Hour)
			if _, err := logins.Fresh(t.Context(), "t1", g.Key()); err != nil {
				t.Errorf("renewed by the host: %v", err)
			}
			time.Sleep(3 * time.Hour)
		}
		now, err := store.Load(t.Context(), "t1", g.Key())
		require.NoError(t, err)
		if now.Token == before || now.User.ID != us {
			t.Errorf("the grant is %+v", now)
		}
		if a, err := ch.CheckAccess(t.Context(), twitter.AccessCheck{}); err != nil || !a.Messages || a.Write {
			t.Errorf("access: %+v, %v", a, err)
		}
		require.NoError(t, ch.Logout(t.Context()))
		if _, err := ch.Send(t.Context(), got[0].Thread, channel.Message{Text: "Hello"}); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("sent after a logout: %v", err)
		}
		if _, err := logins.Fresh(t.Context(), "t1", g.Key()); !errors.Is(err, login.ErrEnded) {
			t.Errorf("after a logout: %v", err)
		}
	})
}

func TestUserTokenAloneComplaints(t *testing.T) {
	cfg := config()
	cfg.OAuth2 = twitter.OAuth2{ClientID: "a", Tokens: new(twitter.TokenMemory)}
	cfg.AccessToken, cfg.AccessSecret, cfg.API = "", "", twitter.V11
	_, err := twitter.New(cfg)
	if diff := cmp.Diff([]string{"accessToken missing"}, complaints(err)); diff != "" {
		t.Errorf("v1.1 (-want +got):\n%s", diff)
	}
	cfg.API, cfg.AccessSecret = "", "half-a-token"
	_, err = twitter.New(cfg)
	if diff := cmp.Diff([]string{"accessToken missing"}, complaints(err)); diff != "" {
		t.Errorf("half a token (-want +got):\n%s", diff)
	}
}

// A token without the scopes of messages is reported.
func TestUserTokenAloneLacksScopes(t *testing.T) {
	x := fresh()
	store := new(login.Memory)
	_, g := connected(t, x, store, "tweet.read", "users.read", "offline.access")
	cfg := appOf(t, x)
	cfg.Account, cfg.OAuth2.Tokens = us, twitter.GrantTokens(store, "t1")
	a, err := open(t, cfg).CheckAccess(t.Context(), twitter.AccessCheck{})
	if diff := cmp.Diff([]string{channel.FindingMissingPermission, channel.FindingUnchecked}, codes(a.Findings)); err != nil || diff != "" {
		t.Errorf("%v, findings of %s (-want +got):\n%s", err, g.Key(), diff)
	}
}

// A login through the channel itself, without one before it, makes a grant, too.
func TestGrantTokensBegin(t *testing.T) {
	x := fresh()
	grants := new(login.Memory)
	ch := userOf(t, x, twitter.GrantTokens(grants, "t1"))
	require.NoError(t, logIn(t, x, ch))
	g, err := grants.Load(context.Background(), "t1", twitter.FlowOAuth2+"/"+us)
	if err != nil || g.Flow != twitter.FlowOAuth2 || g.Token == "" || g.Renewal == "" || len(g.Accounts) != 1 {
		t.Errorf("stored %+v, %v", g, err)
	}
	require.NoError(t, subscribeOnce(t.Context(), ch))
}

// The scopes of a use suffice for the calls of that use, and for nothing more.
func TestScopesOfPosts(t *testing.T) {
	to := channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}
	for name, tt := range map[string]struct {
		uses   []twitter.Use
		passes []string // of the calls below
	}{
		"posts":           {[]twitter.Use{twitter.UsePosts}, []string{"reply", "hide", "delete", "mentions"}},
		"likes":           {[]twitter.Use{twitter.UseLikes}, []string{"like", "mentions"}},
		"posts and likes": {[]twitter.Use{twitter.UsePosts, twitter.UseLikes}, []string{"reply", "hide", "delete", "like", "mentions"}},
		"messages alone":  {[]twitter.Use{twitter.UseMessages}, []string{"mentions"}}, // messages need tweet.read, too
	} {
		t.Run(name, func(t *testing.T) {
			x := fresh(func(c *twittertest.Config) { c.EnterprisePosts = true })
			store := new(login.Memory)
			connected(t, x, store, twitter.ScopesFor(tt.uses...)...)
			cfg := appOf(t, x)
			cfg.Account, cfg.OAuth2.Tokens, cfg.Posts.Enterprise = us, twitter.GrantTokens(store, "t1"), true
			ch := open(t, cfg)
			own := x.AccountPosts("We are open again.")
			asked := channel.Post{ID: x.Reply(ada, own, "until when?"), Kind: channel.PostReply, ReplyTo: own}
			calls := map[string]func() error{
				"reply": func() error {
					_, err := channel.ReplyToPost(t.Context(), ch, to, asked, channel.Message{Text: "Until 8."})
					return err
				},
				"hide":   func() error { return channel.HidePost(t.Context(), ch, to, asked, true) },
				"delete": func() error { return channel.DeletePost(t.Context(), ch, to, channel.Post{ID: own}) },
				"like":   func() error { return channel.LikePost(t.Context(), ch, to, asked, true) },
				"mentions": func() error {
					for _, err := range ch.Mentions(t.Context(), time.Time{}) {
						if err != nil {
							return err
						}
					}
					return nil
				},
			}
			for _, one := range []string{"reply", "hide", "like", "mentions", "delete"} {
				err := calls[one]()
				if slices.Contains(tt.passes, one) {
					require.NoError(t, err, one)
					continue
				}
				if !errors.Is(err, channel.ErrUnauthorized) {
					t.Errorf("%s: %v, want a refusal for want of a scope", one, err)
				}
			}
			var texts []string
			for _, p := range x.Posts() {
				texts = append(texts, p.Text)
				if p.ID != asked.ID {
					continue
				}
				if p.Hidden != slices.Contains(tt.passes, "hide") || p.Liked != slices.Contains(tt.passes, "like") {
					t.Errorf("the post is hidden: %t, liked: %t", p.Hidden, p.Liked)
				}
			}
			if slices.Contains(texts, "Until 8.") != slices.Contains(tt.passes, "reply") ||
				slices.Contains(texts, "We are open again.") == slices.Contains(tt.passes, "delete") {
				t.Errorf("X has the posts %q", texts)
			}
		})
	}
}

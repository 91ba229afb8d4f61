package twitter_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestCheckAccess(t *testing.T) {
	me := channel.Person{ID: us, Name: "Example Desk", Handle: "mustertelecom"}
	all := twitter.Access{Account: me, Level: "read-write-directmessages", Read: true, Write: true, Messages: true}
	tests := []struct {
		name  string
		x     func(*twittertest.Config)
		ch    func(*twitter.Config)
		check twitter.AccessCheck
		want  func(*twitter.Access)
		codes []string
	}{
		{name: "all is well", check: twitter.AccessCheck{Probe: true}, want: func(a *twitter.Access) { a.Openness = twitter.Everyone }},
		{name: "openness is not asked", codes: []string{"unchecked"}},
		{name: "takes messages from few", x: func(c *twittertest.Config) { c.OnlyFollowed = true }, check: twitter.AccessCheck{Probe: true},
			want: func(a *twitter.Access) { a.Openness = twitter.OnlyFollowed }, codes: []string{"only_followed"}},
		{name: "no direct messages", x: func(c *twittertest.Config) { c.Level = "read-write" }, check: twitter.AccessCheck{Probe: true},
			want: func(a *twitter.Access) { a.Level, a.Messages = "read-write", false }, codes: []string{"missing_permission", "unchecked"}},
		{name: "read only", x: func(c *twittertest.Config) { c.Level = "read" },
			want: func(a *twitter.Access) { a.Level, a.Write, a.Messages = "read", false, false }, codes: []string{"missing_permission", "missing_permission", "unchecked"}},
		{name: "another account", ch: func(c *twitter.Config) { c.Account = "77" }, codes: []string{"other_account", "unchecked"}},
		{name: "no v1.1", x: func(c *twittertest.Config) { c.NoV11 = true }, ch: v2, check: twitter.AccessCheck{Probe: true}, codes: []string{"no_v11", "unchecked"}},
		{name: "environment", ch: func(c *twitter.Config) { c.Product = twitter.Premium },
			want: func(a *twitter.Access) { a.Environments = []string{"desk"} }, codes: []string{"unchecked"}},
		{name: "environment in other letters", ch: func(c *twitter.Config) { c.Product, c.Env = twitter.Premium, "Desk" },
			want: func(a *twitter.Access) { a.Environments = []string{"desk"} }, codes: []string{"no_environment", "unchecked"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := fresh(func(c *twittertest.Config) {
				if tt.x != nil {
					tt.x(c)
				}
			})
			ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) {
				if tt.ch != nil {
					tt.ch(c)
				}
			})
			got, err := ch.CheckAccess(t.Context(), tt.check)
			require.NoError(t, err)
			want := all
			if tt.want != nil {
				tt.want(&want)
			}
			if diff := cmp.Diff(tt.codes, codes(got.Findings)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			got.Findings = nil
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("CheckAccess (-want +got):\n%s", diff)
			}
		})
	}
	ch := managed(t, fresh(), twitter.AccountActivity, func(c *twitter.Config) { c.AccessSecret = "old-secret" })
	if _, err := ch.CheckAccess(t.Context(), twitter.AccessCheck{}); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("with a wrong secret: %v, want ErrUnauthorized", err)
	}
}

func TestLookupAccount(t *testing.T) {
	x := fresh()
	x.Meet(twittertest.Person{ID: ada, Name: "Ada Kestrel", Username: "adakestrel"})
	me := channel.Person{ID: us, Name: "Example Desk", Handle: "mustertelecom"}
	she := channel.Person{ID: ada, Name: "Ada Kestrel", Handle: "adakestrel"}
	cfg := config()
	cfg.HTTP, cfg.Account = &http.Client{Transport: referenced{t, x.Client().Transport}}, ""
	tests := []struct {
		who  string
		want channel.Person
	}{
		{"", me}, {"mustertelecom", me}, {"@MusterTelecom", me}, {"@adakestrel", she}, {"https://x.com/adakestrel", she},
		{"twitter.com/adakestrel/status/1", she}, {"https://x.com/messages/" + us + "-" + ada, me}, {"https://mobile.twitter.com/messages/" + ada + "-" + us, me},
		{"https://twitter.com/messages/compose?recipient_id=" + ada, she},
	}
	for _, tt := range tests {
		got, err := twitter.LookupAccount(t.Context(), cfg, tt.who)
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("LookupAccount(%q): %v (-want +got):\n%s", tt.who, err, diff)
		}
	}
	for _, who := range []string{"nobody_at_all", "two words", "averyveryverylongname", "https://muster.example/adakestrel", "https://x.com/messages/12",
		"https://x.com/messages/1-2", "https://x.com/messages/a-b", "https://x.com/", "@"} {
		if p, err := twitter.LookupAccount(t.Context(), cfg, who); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("LookupAccount(%q) = %v, %v; want ErrRejected", who, p, err)
		}
	}
	cfg.APIKey = ""
	if _, err := twitter.LookupAccount(t.Context(), cfg, ""); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("without an API key: %v", err)
	}
}

func TestFetchProfile(t *testing.T) {
	x := fresh()
	x.Meet(twittertest.Person{ID: ada, Name: "Ada Kestrel", Username: "adakestrel", Picture: "https://pbs.twimg.com/a.jpg"})
	ch := managed(t, x, twitter.AccountActivity)
	got, err := channel.FetchProfile(t.Context(), ch, toAda)
	want := channel.Profile{Person: channel.Person{ID: ada, Name: "Ada Kestrel", Handle: "adakestrel"}, Picture: "https://pbs.twimg.com/a.jpg"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("FetchProfile: %v (-want +got):\n%s", err, diff)
	}
	other := toAda
	other.Account = "5"
	if _, err := ch.FetchProfile(t.Context(), other); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("of another account: %v, want ErrRejected", err)
	}
}

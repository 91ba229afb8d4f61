package twitter_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestLogin(t *testing.T) {
	for _, public := range []bool{false, true} {
		t.Run(fmt.Sprint("public ", public), func(t *testing.T) {
			x := fresh(func(c *twittertest.Config) { c.PublicClient, c.Callbacks = public, []string{backAt} })
			store := new(twitter.TokenMemory)
			ch := userOf(t, x, store)
			require.NoError(t, logIn(t, x, ch))
			got, err := store.Load(t.Context(), us)
			require.NoError(t, err)
			if got.Serial != 1 || got.Access == "" || got.Refresh == "" || !got.Until.After(time.Now()) || got.Scope != strings.Join(twitter.Scopes(), " ") || !got.Lease.IsZero() {
				t.Errorf("stored %+v", got)
			}
			require.NoError(t, logIn(t, x, ch)) // anew
			got, _ = store.Load(t.Context(), us)
			if got.Serial != 2 {
				t.Errorf("the serial is %d after a second login, want 2", got.Serial)
			}
			require.NoError(t, ch.Logout(t.Context()))
			if got, _ = store.Load(t.Context(), us); got != (twitter.Tokens{Serial: 3}) {
				t.Errorf("after Logout %+v is stored", got)
			}
		})
	}
}

func TestExchangeRefuses(t *testing.T) {
	x := fresh()
	store := new(twitter.TokenMemory)
	ch := userOf(t, x, store)
	login, err := ch.Login(backAt)
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		query string
		want  error
	}{
		"another state": {"state=x&code=y", channel.ErrForged},
		"no state":      {"code=y", channel.ErrForged},
		"denied":        {"state=" + login.State + "&error=access_denied", channel.ErrUnauthorized},
		"no code":       {"state=" + login.State, channel.ErrRejected},
		"wrong code":    {"state=" + login.State + "&code=guess", channel.ErrUnauthorized},
	} {
		q, err := url.ParseQuery(tt.query)
		require.NoError(t, err)
		if err := ch.Exchange(t.Context(), login, q); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	if err := ch.Exchange(t.Context(), twitter.Login{}, url.Values{"state": {""}, "code": {"x"}}); !errors.Is(err, channel.ErrForged) {
		t.Errorf("a login that never began: %v, want ErrForged", err)
	}
	other := userOf(t, x, store, func(c *twitter.Config) { c.Account = "77" })
	if err := logIn(t, x, other); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("another account's owner: %v", err)
	}
	for _, account := range []string{us, "77"} {
		if got, _ := store.Load(t.Context(), account); got != (twitter.Tokens{}) {
			t.Errorf("stored for %s: %+v", account, got)
		}
	}
	if _, err := managed(t, x, twitter.Activity).Login(backAt); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("without a store: %v", err)
	}
}

func TestOAuth2Complaints(t *testing.T) {
	for want, o := range map[string]twitter.OAuth2{
		"clientId missing": {Tokens: new(twitter.TokenMemory)}, "oauth2.tokens missing": {ClientID: "a"}, "clientId invalid": {ClientID: "a b", Tokens: new(twitter.TokenMemory)},
	} {
		cfg := config()
		cfg.OAuth2 = o
		_, err := twitter.New(cfg)
		if diff := cmp.Diff([]string{want}, complaints(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want, diff)
		}
	}
	s := settings()
	s.Values["clientId"], s.Values["product"] = "client", "activity"
	s.Keys["clientSecret"] = channel.NewKeys("client-secret")
	d := twitter.DriverWith(new(twitter.TokenMemory))
	if _, err := d.Open(s); err != nil {
		t.Errorf("Open: %v", err)
	}
	if n := len(d.Fields) - len(twitter.Driver().Fields); n != 2 {
		t.Errorf("%d more fields, want 2", n)
	}
}

package twitter_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

const desk = "https://desk.muster.example/x"

// products are the ways of managing webhooks that need no user token of OAuth 2.0.
var products = []twitter.Product{twitter.Premium, twitter.Enterprise, twitter.AccountActivity}

// fresh is X with our app, where no webhook is registered.
func fresh(change ...func(*twittertest.Config)) *twittertest.Server {
	set := standIn(twitter.V11, time.Now)
	set.Fresh, set.Env = true, "desk"
	for _, f := range change {
		f(&set)
	}
	return twittertest.New(set)
}

// managed is a channel on x, hooked to it, so that X's checks are answered.
func managed(t testing.TB, x *twittertest.Server, product twitter.Product, change ...func(*twitter.Config)) *twitter.Channel {
	t.Helper()
	cfg := config()
	cfg.HTTP, cfg.Product, cfg.Env = x.Client(), product, "desk"
	for _, f := range change {
		f(&cfg)
	}
	ch := open(t, cfg)
	x.Hook(receiving(ch, func(channel.Event) {}))
	return ch
}

// receiving is the smallest host.
func receiving(ch channel.Channel, keep func(channel.Event)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r)
		if err != nil {
			w.WriteHeader(channel.StatusCode(err))
			return
		}
		got, err := ch.Receive(call)
		if err != nil {
			w.WriteHeader(channel.StatusCode(err))
			return
		}
		for _, ev := range got.Events {
			keep(ev.Clone())
		}
		got.Reply.ServeHTTP(w, r)
	})
}

func codes(list []channel.Finding) []string {
	var found []string
	for _, f := range list {
		found = append(found, f.Code)
	}
	return found
}

const backAt = "https://desk.muster.example/login"

// userOf is a channel with OAuth 2.0 on x.
func userOf(t testing.TB, x *twittertest.Server, store twitter.TokenStore, change ...func(*twitter.Config)) *twitter.Channel {
	t.Helper()
	return managed(t, x, twitter.Activity, append(change, func(c *twitter.Config) {
		c.OAuth2 = twitter.OAuth2{ClientID: x.Config().ClientID, ClientSecret: channel.Secret(x.Config().ClientSecret), Tokens: store}
		if x.Config().PublicClient {
			c.OAuth2.ClientSecret = ""
		}
	})...)
}

// logIn lets the account's owner agree.
func logIn(t testing.TB, x *twittertest.Server, ch *twitter.Channel, scopes ...string) error {
	t.Helper()
	login, err := ch.Login(backAt, scopes...)
	require.NoError(t, err)
	callback, err := x.Allow(login.URL)
	require.NoError(t, err)
	u, err := url.Parse(callback)
	require.NoError(t, err)
	return ch.Exchange(t.Context(), login, u.Query())
}

// refreshes counts the calls to X's token endpoint that came through.
func refreshes(x *twittertest.Server) (n int) {
	for _, c := range x.Calls() {
		if c.Path == "/2/oauth2/token" {
			n++
		}
	}
	return n
}

// subscribeOnce needs a user token.
func subscribeOnce(ctx context.Context, ch *twitter.Channel) error {
	_, err := ch.SubscribeActivity(ctx, twitter.ActivitySubscription{EventType: "dm.received"})
	return err
}

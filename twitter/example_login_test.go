package twitter_test

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// An administrator on a machine without a callback address logs in with a PIN.
func ExampleNewOAuth1Login() {
	ctx := context.Background()
	x := twittertest.New(twittertest.Config{Seed: 1})
	app := x.Config()
	flow, err := twitter.NewOAuth1Login(twitter.Config{APIKey: app.APIKey, APISecret: channel.NewKeys(channel.Secret(app.APISecret)), HTTP: x.Client()})
	if err != nil {
		log.Fatal(err)
	}
	store := new(login.Memory) // a host keeps these in its database
	logins := &login.Logins{Flows: []login.Flow{flow}, Pending: store, Grants: store}

	pending, err := logins.Begin(ctx, twitter.FlowOAuth1, login.Request{Tenant: "muster", Redirect: login.PIN})
	if err != nil {
		log.Fatal(err)
	}
	pin, _ := x.Allow(pending.URL) // the owner opens the page, agrees, and reads the PIN to the administrator
	grant, err := logins.Complete(ctx, "muster", "", login.PINAnswer(pending, pin))
	if err != nil {
		log.Fatal(err)
	}
	settings := logins.Settings(grant) // with the app's key and secret, what twitter.Driver opens
	fmt.Println(settings.Values["account"] == app.Account, settings.Keys["accessToken"].First())

	_, err = logins.Complete(ctx, "muster", "", login.PINAnswer(pending, pin))
	fmt.Println(err)
	// Output:
	// true [secret]
	// login: not proved to come from the platform: the state belongs to no login that waits
}

// An account is connected by login alone, receives and sends, and its token is renewed without a
// loss.
func ExampleNewOAuth2Login() {
	ctx := context.Background()
	x := twittertest.New(twittertest.Config{Seed: 1, Fresh: true})
	app := x.Config()
	cfg := twitter.Config{APIKey: app.APIKey, APISecret: channel.NewKeys(channel.Secret(app.APISecret)), HTTP: x.Client(), Now: x.Now,
		OAuth2: twitter.OAuth2{ClientID: app.ClientID, ClientSecret: channel.Secret(app.ClientSecret)}}
	flow, err := twitter.NewOAuth2Login(cfg)
	if err != nil {
		log.Fatal(err)
	}
	store := new(login.Memory)
	logins := &login.Logins{Flows: []login.Flow{flow}, Pending: store, Grants: store, Redirects: []string{"https://desk.example/login"}, Now: x.Now}

	// Connect is pressed: the browser goes to pending.URL and comes back at the callback address.
	pending, err := logins.Begin(ctx, twitter.FlowOAuth2, login.Request{Tenant: "muster", Session: "5f2c", Redirect: "https://desk.example/login",
		Scopes: twitter.ScopesFor(twitter.UseMessages, twitter.UseMedia)})
	if err != nil {
		log.Fatal(err)
	}
	address, err := x.Allow(pending.URL)
	if err != nil {
		log.Fatal(err)
	}
	back, _ := url.Parse(address)
	if _, err := logins.Complete(ctx, "another tenant", "5f2c", back.Query()); err != nil {
		fmt.Println(err)
	}
	pending, _ = logins.Begin(ctx, twitter.FlowOAuth2, login.Request{Tenant: "muster", Session: "5f2c", Redirect: "https://desk.example/login"})
	address, _ = x.Allow(pending.URL)
	back, _ = url.Parse(address)
	grant, err := logins.Complete(ctx, "muster", "5f2c", back.Query())
	if err != nil {
		log.Fatal(err)
	}

	// The channel has no access token: the user token makes its calls, and is renewed in the same
	// store.
	cfg.Account, cfg.OAuth2.Tokens = grant.Accounts[0].ID, twitter.GrantTokens(store, "muster")
	ch, err := twitter.New(cfg)
	if err != nil {
		log.Fatal(err)
	}
	var got []channel.Event
	x.Hook(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			if ev.Origin == channel.OriginContact { // our own answers come back too
				got = append(got, ev)
			}
		}
		return nil
	}})
	if _, err := ch.Subscribe(ctx, "https://desk.example/x"); err != nil {
		log.Fatal(err)
	}
	x.Say("2001", "Is my parcel on its way?")
	_ = x.Flush(ctx)
	fmt.Println(got[0].Body.(channel.Message).Text)

	x.Advance(3 * time.Hour) // the token has ended
	_, err = ch.Send(ctx, got[0].Thread, channel.Message{Text: "It arrives today."})
	renewed, _ := store.Load(ctx, "muster", grant.Key())
	fmt.Println(err, renewed.Token != grant.Token)
	// Output:
	// twitter: login: not proved to come from the platform: the login was begun by another tenant or session
	// Is my parcel on its way?
	// <nil> true
}

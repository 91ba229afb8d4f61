package twitter_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// How do I set up an account, and take it down again? With the stand-in in the place of X.
func Example_administrator() {
	ctx := context.Background()
	x := twittertest.New(twittertest.Config{Fresh: true, Username: "mustertelecom", Env: "desk"})
	set := x.Config()
	cfg := twitter.Config{
		APIKey: set.APIKey, APISecret: channel.NewKeys(channel.Secret(set.APISecret)),
		AccessToken: channel.Secret(set.AccessToken), AccessSecret: channel.Secret(set.AccessSecret),
		AppID: set.AppID, Env: "desk", HTTP: x.Client(),
		Files: func(_ context.Context, name string) (channel.File, error) {
			return channel.File{Body: io.NopCloser(bytes.NewReader(make([]byte, 1<<20))), Name: name, Type: "video/mp4", Size: 1 << 20}, nil
		},
	}

	who, err := twitter.LookupAccount(ctx, cfg, "@mustertelecom")
	fmt.Println("account", who.ID, err)
	cfg.Account = who.ID
	ch, err := twitter.New(cfg)
	if err != nil {
		fmt.Println(err)
		return
	}
	store := func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			if m, ok := ev.Body.(channel.Message); ok {
				fmt.Println(ev.Origin, m.Text, len(m.Attachments))
			}
		}
		return nil
	}
	x.Hook(&channel.Handler{Channel: ch, Store: store})

	access, err := ch.CheckAccess(ctx, twitter.AccessCheck{Probe: true})
	fmt.Println("messages", access.Messages, "from", access.Openness, access.Environments, err)
	sub, err := channel.Subscribe(ctx, ch, "https://desk.muster.example/x")
	fmt.Println("subscribed", sub.URL, sub.Active, err)

	x.Say("2001", "How do I plug it in?")
	fmt.Println(x.Flush(ctx))
	to := channel.Thread{Platform: twitter.Platform, Account: who.ID, Contact: "2001"}
	_, err = ch.Send(ctx, to, channel.Message{Text: "Like this:", Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: "plug.mp4"}}})
	fmt.Println("sent", err, x.Flush(ctx))

	// The API secret was regenerated: the new one signs, the old one proves what was underway.
	x.Regenerate("renewed-secret")
	cfg.APISecret = append(channel.NewKeys("renewed-secret"), cfg.APISecret...)
	cfg.APISecret[1].Until = x.Now().Add(3600e9)
	if ch, err = twitter.New(cfg); err != nil {
		fmt.Println(err)
		return
	}
	x.Hook(&channel.Handler{Channel: ch, Store: store})
	x.Say("2001", "Thank you!")
	fmt.Println(x.Flush(ctx))

	webhooks, err := ch.Webhooks(ctx)
	fmt.Println("webhooks", len(webhooks), err)
	fmt.Println(ch.DeleteWebhook(ctx, webhooks[0].ID))
	// Output:
	// account 1750000000000000001 <nil>
	// messages true from everyone [desk] <nil>
	// subscribed https://desk.muster.example/x true <nil>
	// contact How do I plug it in? 0
	// <nil>
	// us Like this: 1
	// sent <nil> <nil>
	// contact Thank you! 0
	// <nil>
	// webhooks 1 <nil>
	// <nil>
}

// How do I read what was missed while the host was away?
func ExampleChannel_History() {
	x := twittertest.New(twittertest.Config{})
	set := x.Config()
	ch, err := twitter.New(twitter.Config{
		Account: set.Account, APIKey: set.APIKey, APISecret: channel.NewKeys(channel.Secret(set.APISecret)),
		AccessToken: channel.Secret(set.AccessToken), AccessSecret: channel.Secret(set.AccessSecret), HTTP: x.Client(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	since := x.Now()
	x.Say("2001", "Anybody there?")
	x.Say("2001", "Hello?")
	for ev, err := range channel.History(context.Background(), ch, set.Account, since) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(ev.Late, ev.Body.(channel.Message).Text)
	}
	// Output:
	// true Hello?
	// true Anybody there?
}

// How does the account's owner log in with OAuth 2.0, which the X Activity API wants?
func ExampleChannel_Login() {
	ctx := context.Background()
	x := twittertest.New(twittertest.Config{})
	set := x.Config()
	ch, err := twitter.New(twitter.Config{
		Account: set.Account, APIKey: set.APIKey, APISecret: channel.NewKeys(channel.Secret(set.APISecret)),
		AccessToken: channel.Secret(set.AccessToken), AccessSecret: channel.Secret(set.AccessSecret), HTTP: x.Client(),
		OAuth2: twitter.OAuth2{ClientID: set.ClientID, ClientSecret: channel.Secret(set.ClientSecret), Tokens: new(twitter.TokenMemory)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	login, err := ch.Login("https://desk.muster.example/login") // keep it, and send the browser to login.URL
	if err != nil {
		fmt.Println(err)
		return
	}
	callback, err := x.Allow(login.URL) // the owner agrees, and the browser comes back
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, callback, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ch.Exchange(ctx, login, r.URL.Query()))
	sub, err := ch.SubscribeActivity(ctx, twitter.ActivitySubscription{EventType: "dm.received", Tag: "desk"})
	fmt.Println(sub.EventType, sub.Tag, err)
	// Output:
	// <nil>
	// dm.received desk <nil>
}

package twitter_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// How are encrypted conversations read and answered?
func Example_encrypted() {
	ctx := context.Background()
	x := twittertest.New(twittertest.Config{Account: us, Fresh: true})
	set := x.Config()
	version, private := x.ChatKey() // what X's own tool exports for the account's owner
	ch, err := twitter.New(twitter.Config{
		Account: us, APIKey: set.APIKey, APISecret: channel.NewKeys(channel.Secret(set.APISecret)),
		AccessToken: channel.Secret(set.AccessToken), AccessSecret: channel.Secret(set.AccessSecret), HTTP: x.Client(),
		OAuth2: twitter.OAuth2{ClientID: set.ClientID, ClientSecret: channel.Secret(set.ClientSecret), Tokens: new(twitter.TokenMemory)},
		Chat:   twitter.ChatConfig{Keys: []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	webhook := &channel.Handler{Channel: ch, Store: func(ctx context.Context, events []channel.Event) error {
		for _, ev := range events {
			if m, ok := ev.Body.(channel.Message); ok && ev.Origin == channel.OriginContact {
				fmt.Printf("%s: %q\n", ev.Thread.Contact, m.Text)
				_, err := ch.Send(ctx, ev.Thread, channel.Message{Text: "Hello Ada", ReplyTo: m.ID, Ref: "answer-1"})
				fmt.Println("answered:", err)
			}
		}
		return nil
	}}
	x.Hook(webhook)

	login, _ := ch.Login("https://desk.example/login") // the account's owner agrees once
	callback, _ := x.Allow(login.URL)
	back, _ := url.Parse(callback)
	if err := ch.Exchange(ctx, login, back.Query()); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := channel.Subscribe(ctx, ch, "https://desk.example/x"); err != nil {
		fmt.Println(err)
		return
	}
	x.SayEncrypted(ada, "Where is my parcel?")
	x.Deliver(webhook)
	fmt.Printf("the customer reads %q\n", x.ChatSent()[0].Text)

	// Output:
	// chat:1987654321000000123: "Where is my parcel?"
	// answered: <nil>
	// the customer reads "Hello Ada"
}

const us = "1640000000000000007"

const ada = "1987654321000000123"

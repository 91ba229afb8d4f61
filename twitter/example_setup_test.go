package twitter_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// The webhook is registered, checked and the account subscribed in one call. X checks the address
// meanwhile, so the host must serve already.
func ExampleChannel_RegisterAndSubscribe() {
	x, ch := setupAccount(twittertest.Config{Fresh: true})
	x.Hook(&channel.Handler{Channel: ch, Store: func(context.Context, []channel.Event) error { return nil }})
	for range 2 { // it may be repeated
		sub, err := ch.RegisterAndSubscribe(context.Background(), twitter.Register{URL: "https://desk.example/x"})
		fmt.Println(sub.URL, sub.Active, len(sub.Findings), err)
	}
	// Output:
	// https://desk.example/x true 0 <nil>
	// https://desk.example/x true 0 <nil>
}

// A picture goes up once and is sent by its id.
func ExampleChannel_Upload() {
	ctx := context.Background()
	x, ch := setupAccount(twittertest.Config{})
	x.Say("2001", "What does it look like?")
	to := channel.Thread{Platform: twitter.Platform, Account: x.Config().Account, Contact: "2001"}
	picture := append([]byte("\xff\xd8\xff\xe0"), make([]byte, 1000)...)
	up, err := channel.Upload(ctx, ch, to, channel.Attachment{Kind: channel.MediaImage}, channel.File{
		Body: io.NopCloser(bytes.NewReader(picture)), Type: "image/jpeg", Size: int64(len(picture)),
	})
	fmt.Println(up.ID != "", err)
	_, err = ch.Send(ctx, to, channel.Message{Text: "Like this", Attachments: []channel.Attachment{up}})
	fmt.Println(len(x.Sent()), err)
	// Output:
	// true <nil>
	// 1 <nil>
}

// A welcome message greets those who open a conversation, and asks what it is about.
func ExampleChannel_CreateWelcome() {
	ctx := context.Background()
	x, ch := setupAccount(twittertest.Config{})
	id, err := ch.CreateWelcome(ctx, "first", channel.Message{
		Text: "Welcome! What is it about?", QuickReplies: []channel.QuickReply{{Text: "Parcels", Payload: "parcels"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = ch.DefaultWelcome(ctx, id)
	fmt.Println("for everyone:", err)

	// A link on the web site opens a conversation with it; the customer's message names it.
	x.Start("2001", id, "Parcels")
	x.Deliver(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, e := range events {
			if m, ok := e.Body.(channel.Message); ok && m.Referral != nil {
				fmt.Println(m.Text, "by the link:", m.Referral.Ref == id)
			}
		}
		return nil
	}})
	// Output:
	// for everyone: <nil>
	// Parcels by the link: true
}

// User tokens of OAuth 2.0 are kept for all nodes: a refresh token is good for one use, and a node
// that loses the race takes what the other stored. Package examples/outbox does it in SQL, and
// channel/postgres has a store of tokens.
func ExampleTokenStore() {
	ctx := context.Background()
	store := new(twitter.TokenMemory)
	first, err := store.Swap(ctx, "3000", 0, twitter.Tokens{Access: "a1", Refresh: "r1", Serial: 1})
	fmt.Println("stored:", first, err)
	for _, node := range []string{"north", "south"} { // both found the token ended, and asked X
		took, err := store.Swap(ctx, "3000", 1, twitter.Tokens{Access: channel.Secret("a2 of " + node), Refresh: "r2", Serial: 2})
		fmt.Println(node, took, err)
	}
	now, err := store.Load(ctx, "3000")
	fmt.Println(now.Access.Reveal(), err)
	// Output:
	// stored: true <nil>
	// north true <nil>
	// south false <nil>
	// a2 of north <nil>
}

// The pretended X loses an answer and moves its clock: how a host behaves is seen without waiting.
func Example_faultsAndClock() {
	ctx := context.Background()
	x, ch := setupAccount(twittertest.Config{Rate: standin.Rate{Kind: standin.FixedWindow, N: 2, Per: 15 * time.Minute}})
	x.Say("2001", "Hello")
	to := channel.Thread{Platform: twitter.Platform, Account: x.Config().Account, Contact: "2001"}
	send := func(text string) {
		_, err := ch.Send(ctx, to, channel.Message{Text: text})
		switch e, _ := errors.AsType[*channel.Error](err); {
		case errors.Is(err, channel.ErrUncertain):
			fmt.Println("it may have arrived")
		case errors.Is(err, channel.ErrRateLimited):
			fmt.Println("wait, then try again:", e.Wait > 0)
		default:
			fmt.Println("sent", err)
		}
	}
	x.Fail(standin.LoseAnswer(), 1)
	send("one")
	send("two")
	send("three")
	x.Advance(15 * time.Minute)
	send("three")
	fmt.Println(len(x.Sent()), "arrived")
	// Output:
	// it may have arrived
	// sent <nil>
	// wait, then try again: true
	// sent <nil>
	// 3 arrived
}

// Forged, changed and repeated calls against a host's own routes.
func Example_routes() {
	x, ch := setupAccount(twittertest.Config{})
	stored := map[string]bool{} // a unique index
	routes := &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, e := range events {
			stored[e.ID] = true
		}
		return nil
	}}
	x.Say("2001", "Hello")
	genuine := x.Batch()[0]
	fmt.Println(x.Path(), setupServe(routes, genuine), setupServe(routes, x.Repeat(genuine)), setupServe(routes, x.Forge(genuine)), setupServe(routes, x.Tamper(genuine)))
	fmt.Println(len(stored), "stored")
	// Output:
	// /x 200 200 401 401
	// 1 stored
}

// setupServe answers one call.
func setupServe(h http.Handler, r *http.Request) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// setupAccount is a channel at a pretended X.
func setupAccount(cfg twittertest.Config) (*twittertest.Server, *twitter.Channel) {
	x := twittertest.New(cfg)
	app := x.Config()
	ch, err := twitter.New(twitter.Config{
		Account: app.Account, APIKey: app.APIKey, APISecret: channel.NewKeys(channel.Secret(app.APISecret)),
		AccessToken: channel.Secret(app.AccessToken), AccessSecret: channel.Secret(app.AccessSecret), AppID: app.AppID, Env: app.Env,
		HTTP: x.Client(), Now: x.Now,
	})
	if err != nil {
		panic(err)
	}
	return x, ch
}

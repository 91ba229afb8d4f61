package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A test of a host's own routes: two customers in one call, again, and from strangers.
func Example_routes() {
	meta, ch := hostPage(facebooktest.Config{URL: "https://desk.example/hooks/facebook"})
	stored := map[string]bool{} // a unique index
	routes := http.NewServeMux()
	routes.Handle(meta.Path(), &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, e := range events {
			stored[e.ID] = true
		}
		return nil
	}})
	meta.Say("24001", "hello")
	meta.Say("24002", "good morning")
	batch := meta.Batch()
	fmt.Println(len(batch), "call")
	for _, call := range []*http.Request{batch[0], meta.Repeat(batch[0]), meta.Forge(batch[0]), meta.Tamper(batch[0])} {
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, call)
		fmt.Println(w.Code, len(stored))
	}
	// Output:
	// 1 call
	// 200 2
	// 200 2
	// 401 2
	// 401 2
}

// The pretended Meta loses an answer and moves its clock: how a host behaves is seen without
// waiting.
func Example_faultsAndClock() {
	ctx := context.Background()
	meta, ch := hostPage(facebooktest.Config{})
	meta.Say("24001", "hello")
	heard := meta.Now()
	to := channel.Thread{Platform: facebook.Platform, Account: ch.Info().Accounts[0], Contact: "24001"}
	send := func(text string) {
		_, err := ch.Send(ctx, to, channel.Message{Text: text, By: channel.ByRobot, Heard: heard})
		switch {
		case errors.Is(err, channel.ErrUncertain):
			fmt.Println("it may have arrived")
		case errors.Is(err, channel.ErrUnavailable):
			fmt.Println("it has not arrived: try again")
		case errors.Is(err, channel.ErrWindowClosed):
			fmt.Println("the customer must write first")
		default:
			fmt.Println("sent", err)
		}
	}
	meta.Fail(standin.LoseAnswer(), 1)
	send("one")
	meta.Fail(standin.Refuse(), 1)
	send("two")
	send("two")
	meta.Advance(25 * time.Hour)
	send("three")
	fmt.Println(len(meta.Sent()), "arrived")
	// Output:
	// it may have arrived
	// it has not arrived: try again
	// sent <nil>
	// the customer must write first
	// 2 arrived
}

// hostPage is a channel at a pretended Meta.
func hostPage(cfg facebooktest.Config) (*facebooktest.Server, *facebook.Channel) {
	meta := facebooktest.New(cfg)
	app := meta.Config()
	pages := facebook.PageMap{}
	for id, token := range app.Pages {
		pages[id] = facebook.Page{Token: channel.Secret(token)}
	}
	ch, err := facebook.New(facebook.Config{
		AppID: app.AppID, AppSecret: channel.NewKeys(channel.Secret(app.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(app.VerifyToken)),
		Pages: pages, HTTP: meta.Client(), Now: meta.Now,
	})
	if err != nil {
		panic(err)
	}
	return meta, ch
}

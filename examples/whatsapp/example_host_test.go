package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// How does a host behave when an answer is lost, and when the reply window has ended? The pretended
// WhatsApp loses the answer and moves its clock, so no test waits.
func Example_faultsAndClock() {
	ctx := context.Background()
	wa, ch := hostNumber(whatsapptest.Config{})
	wa.Say("DE.1000", "Where is my order?")
	heard := wa.Now()
	to := channel.Thread{Platform: whatsapp.Platform, Account: ch.Info().Accounts[0], Contact: "DE.1000"}
	send := func(text string) {
		_, err := ch.Send(ctx, to, channel.Message{Text: text, By: channel.ByRobot, Heard: heard})
		switch {
		case errors.Is(err, channel.ErrUncertain):
			fmt.Println("it may have arrived")
		case errors.Is(err, channel.ErrUnavailable):
			fmt.Println("it has not arrived: try again")
		case errors.Is(err, channel.ErrWindowClosed):
			fmt.Println("the customer must write first, or the business sends a template")
		default:
			fmt.Println("sent", err)
		}
	}
	wa.Fail(standin.LoseAnswer(), 1)
	send("one")
	wa.Fail(standin.Refuse(), 1)
	send("two")
	send("two")
	wa.Advance(25 * time.Hour)
	send("three")
	fmt.Println(len(wa.Sent()), "arrived")
	// Output:
	// it may have arrived
	// it has not arrived: try again
	// sent <nil>
	// the customer must write first, or the business sends a template
	// 2 arrived
}

// A host's own routes meet forged, changed and repeated calls.
func Example_routes() {
	wa, ch := hostNumber(whatsapptest.Config{URL: "https://desk.example/hooks/whatsapp"})
	stored := map[string]bool{} // a unique index
	routes := http.NewServeMux()
	routes.Handle(wa.Path(), &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, e := range events {
			stored[e.ID] = true
		}
		return nil
	}})
	wa.Say("DE.1000", "Where is my order?")
	genuine := wa.Batch()[0]
	for _, call := range []*http.Request{genuine, wa.Repeat(genuine), wa.Forge(genuine), wa.Tamper(genuine)} {
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, call)
		fmt.Println(call.URL.Path, w.Code, len(stored))
	}
	// Output:
	// /hooks/whatsapp 200 1
	// /hooks/whatsapp 200 1
	// /hooks/whatsapp 401 1
	// /hooks/whatsapp 401 1
}

// hostNumber is a channel at a pretended WhatsApp, which knows a person.
func hostNumber(cfg whatsapptest.Config) (*whatsapptest.Server, *whatsapp.Channel) {
	wa := whatsapptest.New(cfg)
	app := wa.Config()
	ch, err := whatsapp.New(whatsapp.Config{
		AppID: app.AppID, AppSecret: channel.NewKeys(channel.Secret(app.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(app.VerifyToken)),
		BusinessID: app.Business, Numbers: app.Numbers, Token: channel.Secret(app.Token), HTTP: wa.Client(), Now: wa.Now,
	})
	if err != nil {
		panic(err)
	}
	wa.Meet(whatsapptest.Person{UserID: "DE.1000", Number: "491701234567", Name: "Ada"})
	return wa, ch
}

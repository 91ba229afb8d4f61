// Command webhook is the smallest host: one Telegram bot that receives messages and answers them.
//
//	TELEGRAM_TOKEN=… TELEGRAM_WEBHOOK_SECRET=… go run ./examples/webhook -router chi
//
// Each other file mounts the webhook on one router: nethttp.go, chi.go, gin.go, echo.go, fiber.go.
// A real host stores events instead of printing them, unique on Event.ID, and answers later.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"maps"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// routers mount the webhook at /webhook, each by its own means.
var routers = map[string]func(webhook http.Handler) http.Handler{
	"nethttp": netHTTP, "chi": withChi, "gin": withGin, "echo": withEcho, "fiber": withFiber,
}

func main() {
	router := flag.String("router", "nethttp", fmt.Sprint("one of ", slices.Sorted(maps.Keys(routers))))
	flag.Parse()
	mount, ok := routers[*router]
	if !ok {
		log.Fatalf("no router %q", *router)
	}
	bot, err := telegram.New(telegram.Config{
		Token:         channel.Secret(os.Getenv("TELEGRAM_TOKEN")),
		WebhookSecret: channel.NewKeys(channel.Secret(os.Getenv("TELEGRAM_WEBHOOK_SECRET"))),
	})
	if err != nil {
		log.Fatal(err) // every complaint at once, each naming its field
	}
	server := &http.Server{
		Addr:              "127.0.0.1:8081",
		Handler:           mount(webhook(bot, printAndAnswer(bot))),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
	}
	log.Printf("waiting for webhooks on http://%s/webhook", server.Addr)
	log.Fatal(server.ListenAndServe())
}

// webhook is the endpoint of one channel, for any router.
func webhook(ch channel.Receiver, store func(context.Context, []channel.Event) error) http.Handler {
	return &channel.Handler{Channel: ch, Store: store, OnError: func(_ *http.Request, err error) { log.Print(err) }}
}

// printAndAnswer is the place of your storage. It answers every text at once, which a host would
// leave to an agent.
func printAndAnswer(ch channel.Channel) func(context.Context, []channel.Event) error {
	return func(ctx context.Context, events []channel.Event) error {
		for event, m := range channel.Answerable(events) { // our own messages come back as events too
			log.Printf("%s: %s", event.Thread.Key(), m.Text)
			answer := channel.Message{Text: "You said: " + m.Text, By: channel.ByRobot, Heard: event.Time}
			if _, err := ch.Send(context.WithoutCancel(ctx), event.Thread, answer); err != nil {
				log.Print(err) // not the webhook's fault, so it is answered with 200
			}
		}
		return nil
	}
}

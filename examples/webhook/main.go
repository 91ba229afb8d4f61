// Command webhook is the smallest host: one Telegram bot that receives messages and answers them.
//
//	TELEGRAM_TOKEN=… TELEGRAM_WEBHOOK_SECRET=… go run ./examples/webhook
//
// A real host stores events instead of printing them, unique on Event.ID, and answers later.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

func main() {
	bot, err := telegram.New(telegram.Config{
		Token:         channel.Secret(os.Getenv("TELEGRAM_TOKEN")),
		WebhookSecret: channel.NewKeys(channel.Secret(os.Getenv("TELEGRAM_WEBHOOK_SECRET"))),
	})
	if err != nil {
		log.Fatal(err) // every complaint at once, each naming its field
	}
	server := &http.Server{
		Addr:              "127.0.0.1:8081",
		Handler:           handler(bot, printEvents),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
	}
	log.Printf("waiting for webhooks on http://%s/webhook", server.Addr)
	log.Fatal(server.ListenAndServe())
}

// handler receives for one channel.
func handler(ch channel.Channel, store func(context.Context, channel.Channel, []channel.Event) error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/webhook", func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r) // bounded, stamped with the time
		var got channel.Delivery
		if err == nil {
			got, err = ch.Receive(call) // proved, then decoded
		}
		if err != nil {
			log.Print(err)
		}
		if len(got.Events) > 0 { // also beside ErrMalformed: then it is one event with the bytes, and refusing it would only bring it again
			if err = store(r.Context(), ch, got.Events); err != nil {
				log.Print(err)
			}
		}
		if err != nil {
			status := channel.StatusCode(err)
			http.Error(w, http.StatusText(status), status)
			return
		}
		got.Reply.ServeHTTP(w, r)
	})
	return mux
}

// printEvents stands for your storage. It answers every text at once, which a host would leave to an agent.
func printEvents(ctx context.Context, ch channel.Channel, events []channel.Event) error {
	for _, event := range events {
		line, err := json.Marshal(event)
		if err != nil {
			return err
		}
		log.Printf("%s", line)
		m, ok := event.Body.(channel.Message)
		if !ok || event.Origin != channel.OriginContact {
			continue
		}
		answer := channel.Message{Text: "You said: " + m.Text, By: channel.ByRobot, Heard: event.Time}
		if _, err := ch.Send(context.WithoutCancel(ctx), event.Thread, answer); err != nil {
			log.Print(err) // not the webhook's fault: the event is stored, so it is answered with 200
		}
	}
	return nil
}

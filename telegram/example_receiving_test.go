package telegram_test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// A webhook handler receives an update.
func Example_receiving() {
	ch, err := telegram.New(telegram.Config{
		Token:         "7310000042:AAHk9-the-token-of-BotFather-0123456",
		WebhookSecret: channel.NewKeys("the-secret_token-of-setWebhook"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, _ := http.NewRequest(http.MethodPost, "/telegram", strings.NewReader(`{"update_id":9,"message":{"message_id":7,
		"from":{"id":6804410077,"first_name":"Mira"},"chat":{"id":6804410077,"type":"private"},"date":1781000000,"text":"Hei!"}}`))
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "the-secret_token-of-setWebhook")

	call, err := channel.ReadWebhook(r)
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := ch.Receive(call)
	for _, ev := range got.Events { // also with an error: a body that cannot be decoded is one event
		if m, ok := ev.Body.(channel.Message); ok {
			fmt.Println(ev.ID)
			fmt.Println(ev.Thread.Key())
			fmt.Println(ev.From.Name+":", m.Text)
		}
	}
	if err != nil {
		fmt.Println(channel.StatusCode(err), err)
	}
	// Output:
	// telegram/7310000042/6804410077/7
	// telegram/7310000042/6804410077
	// Mira: Hei!
}

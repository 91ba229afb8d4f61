package telegram_test

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// The webhook is set, and what Telegram knows of it read back.
func ExampleChannel_Subscribe() {
	ch, bot := onTheBench(telegramtest.Config{Fresh: true})
	ctx := context.Background()
	if _, err := channel.Subscribe(ctx, ch, "https://desk.example:28090/hook"); err != nil {
		fmt.Println(channel.FieldErrors(err)[0].Reason)
	}
	sub, err := channel.Subscribe(ctx, ch, "https://desk.example/hook")
	fmt.Println(sub.URL, sub.Active, len(sub.Findings), err)

	bot.Say("7001", "hello")
	bot.Deliver(nothing(500)) // the host has a bad day
	bot.Advance(time.Second)
	sub, _ = channel.CheckSubscription(ctx, ch)
	for _, f := range sub.Findings {
		fmt.Println(f.Code, f.Fatal)
	}
	// Output:
	// Telegram calls the ports 443, 80, 88 and 8443 alone; another one needs a forwarder before it
	// https://desk.example/hook true 0 <nil>
	// failing true
	// pending false
}

// Options that are not for every call: a certificate of one's own, or a reaction to be told of.
func ExampleChannel_SetWebhook() {
	ch, _ := onTheBench(telegramtest.Config{Fresh: true})
	sub, err := ch.SetWebhook(context.Background(), "https://desk.example/hook", telegram.WebhookOptions{
		AllowedUpdates: append(telegram.DefaultUpdates(), "message_reaction"), MaxConnections: 10,
	})
	fmt.Println(sub.Active, err)
	// Output:
	// true <nil>
}

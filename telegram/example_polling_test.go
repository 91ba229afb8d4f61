package telegram_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// onTheBench makes a channel that talks to a stand-in.
func onTheBench(standIn telegramtest.Config) (*telegram.Channel, *telegramtest.Server) {
	server := telegramtest.New(standIn)
	ch, err := telegram.New(telegram.Config{
		Token:         channel.Secret(server.Config().Token),
		WebhookSecret: channel.NewKeys(channel.Secret(server.Config().WebhookSecret)),
		HTTP:          server.Client(), Now: server.Now,
	})
	if err != nil {
		panic(err)
	}
	return ch, server
}

// A host without a public address asks Telegram for updates, and treats them as webhook calls.
func ExampleChannel_Poll() {
	ch, bot := onTheBench(telegramtest.Config{Fresh: true})
	bot.Say("7001", "Anybody there?")
	ctx, done := context.WithCancelCause(context.Background())
	err := ch.Poll(ctx, func(_ context.Context, call channel.Webhook) error {
		got, err := ch.Receive(call) // as in a webhook handler
		if len(got.Events) == 0 {
			return err // with ErrMalformed there is one event, to be stored
		}
		for _, ev := range got.Events { // store them here: what is not stored comes again
			fmt.Println(ev.Body.(channel.Message).Text)
		}
		done(errors.New("end of the example"))
		return nil
	})
	fmt.Println(err)
	// Output:
	// Anybody there?
	// end of the example
}

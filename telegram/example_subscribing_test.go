package telegram_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// The webhook is set, and what Telegram knows of it read back.
func ExampleChannel_Subscribe() {
	ch, bot := subscribingOnTheBench(telegramtest.Config{Fresh: true})
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
	ch, _ := subscribingOnTheBench(telegramtest.Config{Fresh: true})
	sub, err := ch.SetWebhook(context.Background(), "https://desk.example/hook", telegram.WebhookOptions{
		AllowedUpdates: append(telegram.DefaultUpdates(), "message_reaction"), MaxConnections: 10,
	})
	fmt.Println(sub.Active, err)
	// Output:
	// true <nil>
}

// subscribingOnTheBench makes a channel that talks to a stand-in.
func subscribingOnTheBench(standIn telegramtest.Config) (*telegram.Channel, *telegramtest.Server) {
	server := telegramtest.New(standIn)
	ch, err := telegram.New(telegram.Config{
		Token:         channel.Secret(server.Config().Token),
		WebhookSecret: channel.NewKeys(channel.Secret(server.Config().WebhookSecret)),
		HTTP:          server.Client(), Now: server.Now, Files: subscribingHostFiles,
	})
	if err != nil {
		panic(err)
	}
	return ch, server
}

// subscribingHostFiles opens the files of the tests: the content of a file is its name.
func subscribingHostFiles(_ context.Context, name string) (channel.File, error) {
	content, found := strings.CutPrefix(name, "content:")
	switch {
	case found:
		return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: "host.txt", Type: "text/plain", Size: int64(len(content))}, nil
	case name == "streamed":
		return channel.File{Body: io.NopCloser(strings.NewReader("of no known length")), Size: -1}, nil
	case name == "cut short":
		return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Size: 4}, nil
	case name == "offline":
		return channel.File{}, fmt.Errorf("no answer from the store of bot %s", subscribingToken.Reveal())
	}
	return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

const subscribingBot = "7310000042"

const subscribingToken = channel.Secret(subscribingBot + ":AAHk9-Kiosk_tokenForTestsOnly0123456")

// nothing is a handler that only answers with a status.
func nothing(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
}

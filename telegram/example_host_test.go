package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A test of a host's own routes: the bot's calls, genuine, again, and from a stranger. A changed
// body is not noticed on Telegram: its proof is a secret header.
func Example_routes() {
	bot, ch := hostBot(telegramtest.Config{URL: "https://desk.example/hooks/telegram"})
	stored := map[string]bool{} // a unique index
	routes := http.NewServeMux()
	routes.Handle(bot.Path(), &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, e := range events {
			stored[e.ID] = true
		}
		return nil
	}})
	bot.Say("7001", "hello")
	genuine := bot.Batch()[0]
	for _, call := range []*http.Request{genuine, bot.Repeat(genuine), bot.Forge(genuine), bot.Sign([]byte(`{"update_id":`))} {
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, call)
		fmt.Println(call.URL.Path, w.Code, len(stored))
	}
	// Output:
	// /hooks/telegram 200 1
	// /hooks/telegram 200 1
	// /hooks/telegram 401 1
	// /hooks/telegram 200 2
}

// The pretended Telegram limits, loses answers and moves its clock: how a host behaves is seen
// without waiting.
func Example_faultsAndClock() {
	ctx := context.Background()
	bot, ch := hostBot(telegramtest.Config{ChatRate: standin.Rate{Kind: standin.SlidingWindow, N: 2, Per: 3 * time.Second}})
	bot.Say("7001", "hello")
	to := channel.Thread{Platform: telegram.Platform, Account: ch.Info().App, Contact: "7001"}
	send := func(text string) {
		_, err := ch.Send(ctx, to, channel.Message{Text: text})
		switch e, _ := errors.AsType[*channel.Error](err); {
		case errors.Is(err, channel.ErrUncertain):
			fmt.Println("it may have arrived")
		case errors.Is(err, channel.ErrRateLimited):
			fmt.Println("wait", e.Wait)
		default:
			fmt.Println("sent", err)
		}
	}
	bot.Fail(standin.LoseAnswer(), 1)
	send("one")
	send("two")
	send("three")
	bot.Advance(3 * time.Second)
	send("three")
	fmt.Println(len(bot.Sent()), "arrived")
	// Output:
	// it may have arrived
	// sent <nil>
	// wait 3s
	// sent <nil>
	// 3 arrived
}

// hostBot is a channel at a pretended Telegram.
func hostBot(cfg telegramtest.Config) (*telegramtest.Server, *telegram.Channel) {
	bot := telegramtest.New(cfg)
	ch, err := telegram.New(telegram.Config{
		Token:         channel.Secret(bot.Config().Token),
		WebhookSecret: channel.NewKeys(channel.Secret(bot.Config().WebhookSecret)),
		HTTP:          bot.Client(), Now: bot.Now,
	})
	if err != nil {
		panic(err)
	}
	return bot, ch
}

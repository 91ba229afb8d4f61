// Command bot is a whole host of one Telegram bot, with SQLite: it answers each message once, in
// order, also after a restart.
//
//	TELEGRAM_TOKEN=… TELEGRAM_WEBHOOK_SECRET=… go run ./examples/webhook/bot
package main

import (
	"context"
	"os"

	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/telegram"
)

func main() { os.Exit(host.Main(config(), host.Listen("127.0.0.1:8080"))) }

// config says what the host is made of.
func config() host.Config {
	return host.Config{
		Open: sqlite.File("sqlite", "bot.db", sqlite.Options{}), Records: []directory.Record{bot()},
		Directory: directory.Options{Drivers: []channel.Driver{telegram.Driver()}}, Conversation: conversation.Config{Robot: conversation.Answering(answer)},
	}
}

// answer is the robot.
func answer(_ context.Context, m channel.Message) (string, error) { return "You said: " + m.Text, nil }

// bot is the channel. Its ID never changes.
func bot() directory.Record {
	r := directory.Default("telegram")
	r.Tenant, r.ID, r.Name, r.State, r.Path = "north", "bot", "Bot", directory.Active, "/webhook"
	r.Service.Mode, r.Service.Robot = directory.Bot, "echo" // the robot alone
	r.Secrets.Keys = map[string]channel.Keys{"token": secret("TELEGRAM_TOKEN"), "webhookSecret": secret("TELEGRAM_WEBHOOK_SECRET")}
	return r
}

func secret(name string) channel.Keys { return channel.NewKeys(channel.Secret(os.Getenv(name))) }

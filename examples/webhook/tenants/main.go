// Command tenants is a host of three platforms for several tenants, with chi and SQLite: each
// channel receives at the path of its record, such as /north/telegram.
//
//	NORTH_TELEGRAM_TOKEN=… go run ./examples/webhook/tenants
package main

import (
	"context"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

func main() { os.Exit(host.Main(config(), server)) } // it tells every complaint at once, each with its channel and field

// config says what the host is made of.
func config() host.Config {
	return host.Config{
		Open: sqlite.File("sqlite", "tenants.db", sqlite.Options{}), Recover: true, Records: channels(), BaseURL: "https://desk.example.com",
		Directory:    directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}},
		Conversation: conversation.Config{Robot: conversation.Answering(answer)},
	}
}

// server has the routes: the webhooks of all channels, and the host's own pages.
func server(h *host.Host) *http.Server {
	routes := chi.NewRouter() // or any other
	routes.Handle("/{tenant}/{channel}", h.Webhook)
	return &http.Server{Addr: "127.0.0.1:8081", Handler: routes} // behind a reverse proxy
}

// answer is the robot.
func answer(_ context.Context, m channel.Message) (string, error) {
	return "You said: " + m.Text, nil
}

// channels are the records of both tenants. A host has them in a table or in files: see
// directory.ParseYAML and directory.Fill.
func channels() []directory.Record {
	bot := record("north", "telegram")
	bot.Secrets.Keys = map[string]channel.Keys{"token": secret("NORTH_TELEGRAM_TOKEN"), "webhookSecret": secret("NORTH_TELEGRAM_SECRET")}
	page := record("north", "facebook")
	page.Settings = map[string]string{"appId": os.Getenv("NORTH_FACEBOOK_APP")}
	page.Pages = []directory.Page{{ID: os.Getenv("NORTH_FACEBOOK_PAGE")}}
	page.Secrets.Keys = map[string]channel.Keys{"appSecret": secret("NORTH_FACEBOOK_SECRET"), "verifyToken": secret("NORTH_FACEBOOK_VERIFY")}
	page.Secrets.Tokens = map[string]map[string]channel.Keys{"pages": {page.Pages[0].ID: secret("NORTH_FACEBOOK_TOKEN")}}
	handle := record("south", "twitter")
	handle.Settings = map[string]string{"account": os.Getenv("SOUTH_X_ACCOUNT"), "apiKey": os.Getenv("SOUTH_X_KEY")}
	handle.Secrets.Keys = map[string]channel.Keys{
		"apiSecret": secret("SOUTH_X_SECRET"), "accessToken": secret("SOUTH_X_TOKEN"), "accessSecret": secret("SOUTH_X_TOKEN_SECRET"),
	}
	return []directory.Record{bot, page, handle}
}

func record(tenant, platform string) directory.Record {
	r := directory.Default(platform)
	r.Tenant, r.ID, r.Name, r.State = tenant, tenant+"-"+platform, tenant+"_"+platform, directory.Active
	r.Path = "/" + tenant + "/" + platform
	r.Service.Mode, r.Service.Robot = directory.Bot, "echo" // the robot alone; with Hybrid also keywords and a queue
	return r
}

func secret(name string) channel.Keys { return channel.NewKeys(channel.Secret(os.Getenv(name))) }

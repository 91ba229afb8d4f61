package directory_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// vault is a SecretStore: the host's, Vault or a table of its own with encrypted columns.
type vault map[string]directory.Secrets // by tenant and name

// Secrets returns what is kept under a name.
func (v vault) Secrets(_ context.Context, tenant, name string) (directory.Secrets, error) {
	s, ok := v[tenant+"/"+name]
	if !ok {
		return directory.Secrets{}, fmt.Errorf("vault: %s/%s: %w", tenant, name, directory.ErrNotFound)
	}
	return s, nil
}

// A node has not seen a channel yet: it was made at another node. The first call of its webhook
// makes the node ask the host's database for the path, once.
func ExampleOptions_load() {
	bot := telegramtest.New(telegramtest.Config{URL: "https://desk.example/telegram/sales"})
	rows := []directory.Record{loadRecord(bot)}
	d, err := directory.New(directory.Options{
		Drivers: []channel.Driver{telegram.Driver()}, HTTP: bot.Client(),
		Load: func(_ context.Context, q directory.Query) ([]directory.Record, error) { // SELECT … WHERE
			var found []directory.Record
			for _, r := range rows {
				if q.ID == r.ID || q.Path == r.CallbackPath() {
					found = append(found, r)
				}
			}
			fmt.Println("asked for", q.Path)
			return found, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	hook := &directory.Handler{Directory: d, Store: func(_ context.Context, got directory.Received) error {
		for _, r := range got.Events {
			if m, ok := r.Event.Body.(channel.Message); ok {
				fmt.Println(r.Owner.Name(), "hears:", m.Text)
			}
		}
		return nil
	}}
	bot.Say("7001", "hello")
	fmt.Println(bot.Deliver(hook))
	bot.Say("7001", "are you there?")
	fmt.Println(bot.Deliver(hook))
	// Output:
	// asked for /telegram/sales
	// Sales hears: hello
	// [200]
	// Sales hears: are you there?
	// [200]
}

// Credentials are kept apart from the records: the records come from the host's table, and Fill
// gets their secrets from a vault before they are loaded.
func ExampleSecretStore() {
	ctx := context.Background()
	bot := telegramtest.New(telegramtest.Config{})
	record := loadRecord(bot)
	secrets := vault{"north/sales": record.Secrets}
	record.Secrets = directory.Secrets{} // the table has none
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}, HTTP: bot.Client()})
	if err != nil {
		log.Fatal(err)
	}
	rows := []directory.Record{record}
	if err := directory.Fill(ctx, secrets, rows); err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Load(ctx, rows...))
	e, _ := d.Find("sales")
	fmt.Println(e.Name(), e.Channel())

	record.ID = "support" // nothing is kept for it
	err = directory.Fill(ctx, secrets, []directory.Record{record})
	fmt.Println(errors.Is(err, directory.ErrNotFound))
	// Output:
	// <nil>
	// Sales telegram.Channel(7100000001)
	// true
}

// One dispatcher sends for every channel of every tenant: the directory hands each message to the
// channel that has the thread's account at this moment, also after a rotation.
func ExampleDirectory_Sender() {
	ctx := context.Background()
	bot := telegramtest.New(telegramtest.Config{})
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}, HTTP: bot.Client()})
	if err != nil {
		log.Fatal(err)
	}
	if err := d.Load(ctx, loadRecord(bot)); err != nil {
		log.Fatal(err)
	}
	out, err := dispatch.New(d.Sender(), dispatch.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer out.Close(ctx)
	bot.Say("7001", "hello")

	to := channel.Thread{Platform: telegram.Platform, Account: "7100000001", Contact: "7001"}
	r, _, err := out.Prepare("session 1/answer 1", to, channel.Message{Text: "How can we help?", By: channel.ByPerson})
	if err != nil {
		log.Fatal(err)
	}
	r, err = out.Deliver(ctx, r)
	fmt.Println(r.Status(), err, bot.Sent()[0].Text)
	// Output: sent <nil> How can we help?
}

// The webhook secret is replaced while calls arrive: for two days the former one is accepted too.
// Subscribe tells the platform; Revoke ends the overlap of a secret that was disclosed.
func ExampleHandler_rotation() {
	ctx := context.Background()
	bot := telegramtest.New(telegramtest.Config{})
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}, HTTP: bot.Client()})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := d.Add(ctx, loadRecord(bot)); err != nil {
		log.Fatal(err)
	}
	hook := &directory.Handler{Directory: d, Store: func(context.Context, directory.Received) error { return nil }}
	call := func(secret string) int {
		r := httptest.NewRequest(http.MethodPost, "/telegram/sales", strings.NewReader(`{"update_id":9}`))
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		w := httptest.NewRecorder()
		hook.ServeHTTP(w, r)
		return w.Code
	}
	former := bot.Config().WebhookSecret
	e, _ := d.Find("sales") // the administrator's form
	record := e.Record()
	record.Secrets.Keys["webhookSecret"] = channel.NewKeys("the-new-secret")
	if record, err = d.Replace(ctx, record); err != nil { // the former one stays valid for Options.Overlap
		log.Fatal(err)
	}
	fmt.Println("replaced:", call(former), call("the-new-secret"), call("guessed"))

	if _, err := d.Subscribe(ctx, "sales", "https://desk.example"); err != nil { // tells Telegram
		log.Fatal(err)
	}
	bot.Say("7001", "hello")
	fmt.Println("Telegram calls with the new one:", bot.Deliver(hook))

	if record, err = d.Revoke(ctx, "sales"); err != nil { // it was disclosed: no overlap
		log.Fatal(err)
	}
	fmt.Println("revoked:", call(former), call("the-new-secret"))
	// Output:
	// replaced: 200 200 401
	// Telegram calls with the new one: [200]
	// revoked: 401 200
}

// loadRecord is the channel of a bot, as a row of the host's table.
func loadRecord(bot *telegramtest.Server) directory.Record {
	r := directory.Default(telegram.Platform)
	r.Tenant, r.ID, r.Name, r.State = "north", "sales", "Sales", directory.Active
	r.Service.Robot, r.Routing.Queue = "greeter", "first-line"
	r.Secrets.Keys = map[string]channel.Keys{
		"token":         channel.NewKeys(channel.Secret(bot.Config().Token)),
		"webhookSecret": channel.NewKeys(channel.Secret(bot.Config().WebhookSecret)),
	}
	return r
}

package host_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// rotationConfig is the Config of a host with one bot.
func rotationConfig() host.Config {
	bot := directory.Default("telegram")
	bot.Tenant, bot.ID, bot.Name, bot.State = "north", "sales", "Sales", directory.Active
	bot.Service.Mode, bot.Service.Robot = directory.Bot, "echo"
	return host.Config{
		Records: []directory.Record{bot}, BaseURL: "https://desk.example",
		Directory: directory.Options{Drivers: []channel.Driver{telegram.Driver()}},
		Conversation: conversation.Config{Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
			return "You said: " + m.Text, nil
		})},
	}
}

// TestRotation replaces the webhook's secret while customers write. Edit tells Telegram, and calls
// with the former secret are taken for directory.Options.Overlap, or until it is revoked.
func TestRotation(t *testing.T) {
	hosttest.Run(t, rotationConfig(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		bot.Say("7001", "one")
		former := bot.Batch()[0]                                           // a call with the former secret, which is under way
		_, err := h.Edit(t.Context(), "sales", func(r *directory.Record) { // where an administrator's form is saved
			r.Secrets.Keys["webhookSecret"] = channel.NewKeys("the-new-secret")
		})
		if got := h.Call(former); got != 200 || err != nil {
			t.Errorf("a call with the former secret is answered %d; the edit: %v", got, err)
		}
		h.Hear(bot, "7001", "two") // Telegram calls with the new one
		if sent := bot.Sent(); len(sent) != 2 {
			t.Errorf("%d answers, want both", len(sent))
		}
		_, err = h.Revoke(t.Context(), "sales") // it was disclosed: no overlap
		if got := h.Call(bot.Repeat(former)); got != 401 || err != nil {
			t.Errorf("a call with the revoked secret is answered %d; the revocation: %v", got, err)
		}
	})
}

// Credentials are replaced under traffic: go test runs TestRotation.
func ExampleHost_Edit_rotation() {
	out := os.Stdout
	os.Stdout = nil // the lines of go test -v are no output of the example
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "TestRotation", F: TestRotation}})
	os.Stdout = out
	fmt.Println(ok)
	// Output: true
}

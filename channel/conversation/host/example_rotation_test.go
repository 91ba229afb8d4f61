package host_test

import (
	"context"
	"fmt"
	"log"
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

// The webhook's secret is replaced while customers write. Edit tells Telegram, and calls that were
// signed with the former secret are taken for directory.Options.Overlap, or until it is revoked.
func ExampleHost_Edit_rotation() {
	var answers []int
	var sent int
	TestRotation := func(t *testing.T) { // func TestRotation(t *testing.T) in a file of yours
		hosttest.Run(t, rotationConfig(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
			bot.Say("7001", "one")
			former := bot.Batch()[0] // a call with the former secret, which is under way
			if _, err := h.Edit(t.Context(), "sales", func(r *directory.Record) {
				r.Secrets.Keys["webhookSecret"] = channel.NewKeys("the-new-secret")
			}); err != nil {
				log.Fatal(err)
			}
			answers = append(answers, h.Call(former))
			h.Hear(bot, "7001", "two") // Telegram calls with the new one
			sent = len(bot.Sent())
			if _, err := h.Directory.Revoke(t.Context(), "sales"); err != nil { // it was disclosed: no overlap
				log.Fatal(err)
			}
			answers = append(answers, h.Call(bot.Repeat(former)))
		})
	}
	fmt.Println(rotationTest(TestRotation), answers, sent, "answers")
	// Output: true [200 401] 2 answers
}

// rotationTest runs a test from an example; go test does it for yours. The lines of go test -v are
// no output of the example.
func rotationTest(test func(*testing.T)) (ok bool) {
	defer func(out *os.File) { os.Stdout = out }(os.Stdout)
	os.Stdout = nil
	return testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "Test", F: test}})
}

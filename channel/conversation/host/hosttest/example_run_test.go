package hosttest_test

import (
	"context"
	"fmt"
	"net/http"
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

// runConfig is what the program's main gives to host.Main, with the records and the store besides.
func runConfig() host.Config {
	return host.Config{
		Directory: directory.Options{Drivers: []channel.Driver{telegram.Driver()}},
		Conversation: conversation.Config{Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
			return "You said: " + m.Text, nil
		})},
	}
}

// TestAnswers lets a customer write to the whole host. Telegram delivers the message twice, and an
// attacker forges a call.
func TestAnswers(t *testing.T) {
	hosttest.Run(t, runConfig(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		bot.Say("7001", "hello")
		call := bot.Batch()[0]
		for _, one := range []struct {
			call *http.Request
			want int
		}{{call, 200}, {bot.Repeat(call), 200}, {bot.Forge(call), 401}} {
			if got := h.Call(one.call); got != one.want {
				t.Errorf("answered %d, want %d", got, one.want)
			}
		}
		h.Settle()
		if sent := bot.Sent(); len(sent) != 1 || sent[0].Text != "You said: hello" {
			t.Errorf("the customer reads %v", sent)
		}
	})
}

// TestWebhooks looks for what hosts get wrong with webhooks.
func TestWebhooks(t *testing.T) { hosttest.Check(t, runConfig()) }

// A program's Config is run in a test: go test runs TestAnswers and TestWebhooks.
func ExampleRun() {
	out := os.Stdout
	os.Stdout = nil // the lines of go test -v are no output of the example
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "TestAnswers", F: TestAnswers}, {Name: "TestWebhooks", F: TestWebhooks}})
	os.Stdout = out
	fmt.Println(ok)
	// Output: true
}

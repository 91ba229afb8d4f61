package hosttest_test

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

// runConfig is what the program's main gives to host.Main, with the records and the store besides.
func runConfig() host.Config {
	return host.Config{
		Directory: directory.Options{Drivers: []channel.Driver{telegram.Driver()}},
		Conversation: conversation.Config{Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
			return "You said: " + m.Text, nil
		})},
	}
}

// A customer writes to the whole host and is answered once, although Telegram delivers again. Check
// looks for what hosts get wrong with webhooks.
func ExampleRun() {
	var read []string
	TestAnswers := func(t *testing.T) { // func TestAnswers(t *testing.T) in a file of yours
		hosttest.Run(t, runConfig(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
			bot.Say("7001", "hello")
			again := bot.Repeat(bot.Batch()[0])
			h.Settle()
			read = append(read, fmt.Sprint(h.Call(again)))
			h.Settle()
			for _, m := range bot.Sent() {
				read = append(read, m.Text)
			}
		})
	}
	TestWebhooks := func(t *testing.T) { hosttest.Check(t, runConfig()) }
	fmt.Println(runTests(TestAnswers, TestWebhooks), read)
	// Output: true [200 You said: hello]
}

// runTests runs tests from an example; go test does it for yours. The lines of go test -v are no
// output of the example.
func runTests(tests ...func(*testing.T)) bool {
	defer func(out *os.File) { os.Stdout = out }(os.Stdout)
	os.Stdout = nil
	var list []testing.InternalTest
	for i, test := range tests {
		list = append(list, testing.InternalTest{Name: fmt.Sprint("Test", i), F: test})
	}
	return testing.RunTests(func(string, string) (bool, error) { return true, nil }, list)
}

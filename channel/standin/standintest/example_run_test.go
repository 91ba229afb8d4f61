package standintest_test

import (
	"cmp"
	"net/http"
	"testing"

	"github.com/contactkit/contactkit/channel/standin/standintest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// How is a pretended platform of one's own checked? Here it is that of Telegram. The function is a
// test, so the example has no output.
func ExampleRun() {
	test := func(t *testing.T) { // func TestControls(t *testing.T)
		standintest.Run(t, standintest.Harness[*telegramtest.Server]{
			New: func() *telegramtest.Server { return telegramtest.New(telegramtest.Config{}) },
			Say: func(s *telegramtest.Server, text string) { s.Say("7001", text) },
			Send: func(s *telegramtest.Server, client *http.Client, base string) error {
				address := cmp.Or(base, "https://api.telegram.org") + "/bot" + s.Config().Token + "/sendMessage"
				return standintest.Post(client, address, "application/json", `{"chat_id":7001,"text":"x"}`)
			},
			Sent:    func(s *telegramtest.Server) int { return len(s.Sent()) },
			Secrets: func(s *telegramtest.Server) []string { return []string{s.Config().Token} },
		})
	}
	_ = test
}

package telegramtest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A customer writes, the host's handler gets the update and answers through the Bot API.
func Example() {
	bot := telegramtest.New(telegramtest.Config{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != bot.Config().WebhookSecret {
			http.Error(w, "not Telegram", http.StatusForbidden)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		url := "https://api.telegram.org/bot" + bot.Config().Token + "/sendMessage"
		resp, err := bot.Client().Post(url, "application/json", strings.NewReader(`{"chat_id":7001,"text":"How can we help?"}`))
		if err != nil {
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		_ = resp.Body.Close()
	})

	bot.Say("7001", "hello")
	fmt.Println(bot.Deliver(handler))
	for _, m := range bot.Sent() {
		fmt.Println(m.To, m.Text)
	}
	// Output:
	// [200]
	// 7001 How can we help?
}

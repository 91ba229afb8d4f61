package telegramtest_test

import (
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// How does a host behave when the answer to a send is lost? The message arrived all the same.
func Example_lostAnswer() {
	bot := telegramtest.New(telegramtest.Config{})
	bot.Say("7001", "hello")
	bot.Fail(standin.LoseAnswer(), 1)

	url := "https://api.telegram.org/bot" + bot.Config().Token + "/sendMessage"
	_, err := bot.Client().Post(url, "application/json", strings.NewReader(`{"chat_id":7001,"text":"hi"}`))
	fmt.Println(err != nil, len(bot.Sent()))
	// Output: true 1
}

// How does a host behave when it is over the rate?
func ExampleRate() {
	bot := telegramtest.New(telegramtest.Config{
		ChatRate: standin.Rate{Kind: standin.SlidingWindow, N: 1, Per: 3e9},
	})
	bot.Say("7001", "hello")
	url := "https://api.telegram.org/bot" + bot.Config().Token + "/sendMessage"
	for range 2 {
		resp, err := bot.Client().Post(url, "application/json", strings.NewReader(`{"chat_id":7001,"text":"hi"}`))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d, retry after %q\n", resp.StatusCode, resp.Header.Get("Retry-After"))
		_ = resp.Body.Close()
	}
	// Output:
	// 200, retry after ""
	// 429, retry after "3"
}

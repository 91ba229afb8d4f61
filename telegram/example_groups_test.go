package telegram_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// In a group a bot that is an administrator can answer one member so that no other member sees it.
func ExampleEphemeralThread() {
	ch := groupsConnect(`{"ok":true,"result":{"message_id":0,"ephemeral_message_id":9,"date":1781000060}}`)
	group := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "group:-1002100000555"}
	sent, err := ch.Send(context.Background(), telegram.EphemeralThread(group, "6804410077"), channel.Message{Text: "Your order is ready."})
	fmt.Println(sent.IDs, err)
	// Output:
	// sendMessage {"chat_id":-1002100000555,"ephemeral_message_parameters":{"receiver_user_id":6804410077},"text":"Your order is ready."}
	// [9] <nil>
}

// A screen offers the reactions that Telegram takes. The heart of a keyboard, which has a variation
// selector, is one of them.
func ExampleReactions() {
	ch := groupsConnect(`{"ok":true,"result":true}`)
	to := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077"}
	fmt.Println(len(telegram.Reactions()), slices.Contains(telegram.Reactions(), "👍"))
	fmt.Println(ch.React(context.Background(), to, "7", "❤️"))
	// Output:
	// 73 true
	// setMessageReaction {"chat_id":6804410077,"message_id":7,"reaction":[{"type":"emoji","emoji":"❤"}]}
	// <nil>
}

// The event has the text of a customer's poll, for a desk that stores no raw bytes.
func ExampleChannel_Receive_poll() {
	ch := groupsConnect("")
	w := webhook([]byte(`{"update_id":1,"message":{"message_id":5,"date":1781000060,"from":{"id":6804410077,"first_name":"Mira"},"chat":{"id":6804410077,"type":"private"},
		"poll":{"id":"54","question":"When?","options":[{"text":"Monday"},{"text":"Tuesday"}]}}}`))
	w.Header.Set("X-Telegram-Bot-Api-Secret-Token", "the-secret_token-of-setWebhook")
	got, err := ch.Receive(w)
	if err != nil {
		fmt.Println(err)
		return
	}
	a := got.Events[0].Body.(channel.Message).Attachments[0]
	fmt.Printf("%s\n%s\n", a.Name, a.Detail)
	// Output:
	// When?
	// Monday
	// Tuesday
}

// groupsServer plays Telegram: it shows the request and gives the answer.
func groupsServer(answer string) *http.Client {
	return &http.Client{Transport: groupsRoundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		fmt.Println(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], string(body))
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer))}, err
	})}
}

type groupsRoundTrip func(*http.Request) (*http.Response, error)

func (f groupsRoundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func groupsConnect(answer string) *telegram.Channel {
	ch, err := telegram.New(telegram.Config{
		Token:         "7310000042:AAHk9-the-token-of-BotFather-0123456",
		WebhookSecret: channel.NewKeys("the-secret_token-of-setWebhook"),
		HTTP:          groupsServer(answer),
	})
	if err != nil {
		panic(err)
	}
	return ch
}

const groupsSecret = channel.Secret("kiosk-secret_0123456789")

// webhook is a call as Telegram makes it.
func webhook(body []byte) channel.Webhook {
	return channel.Webhook{
		Method: http.MethodPost,
		Header: http.Header{"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {groupsSecret.Reveal()}},
		Body:   body,
		At:     time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC),
	}
}

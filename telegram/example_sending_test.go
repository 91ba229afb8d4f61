package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// server plays Telegram: it shows the request and gives the answer.
func server(answer string) *http.Client {
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		fmt.Println(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], string(body))
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer))}, err
	})}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func connect(answer string) *telegram.Channel {
	ch, err := telegram.New(telegram.Config{
		Token:         "7310000042:AAHk9-the-token-of-BotFather-0123456",
		WebhookSecret: channel.NewKeys("the-secret_token-of-setWebhook"),
		HTTP:          server(answer),
	})
	if err != nil {
		panic(err)
	}
	return ch
}

// An answer with buttons whose taps come back as channel.Press.
func ExampleChannel_Send() {
	ch := connect(`{"ok":true,"result":{"message_id":8,"date":1781000060}}`)
	to := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077"}
	sent, err := ch.Send(context.Background(), to, channel.Message{
		Text: "Was this helpful?", By: channel.ByRobot, ReplyTo: "7",
		Buttons: []channel.Button{{Text: "Yes", Payload: "csat:5"}, {Text: "No", Payload: "csat:1"}},
	})
	fmt.Println(sent.IDs, sent.Time, err)
	// Output:
	// sendMessage {"chat_id":6804410077,"text":"Was this helpful?","reply_parameters":{"message_id":7,"allow_sending_without_reply":true},"reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"csat:5"}],[{"text":"No","callback_data":"csat:1"}]]}}
	// [8] 2026-06-09 10:14:20 +0000 UTC <nil>
}

// A refusal says what to do now.
func ExampleChannel_Send_refused() {
	ch := connect(`{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`)
	to := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077"}
	_, err := ch.Send(context.Background(), to, channel.Message{Text: "Hello?"})
	fmt.Println(errors.Is(err, channel.ErrUnreachable))
	fmt.Println(err)
	// Output:
	// sendMessage {"chat_id":6804410077,"text":"Hello?"}
	// true
	// telegram: send: contact unreachable (403): Forbidden: bot was blocked by the user
}

// Options of Telegram alone go with a message as data.
func ExampleNative() {
	ch := connect(`{"ok":true,"result":{"message_id":9,"date":1781000061}}`)
	to := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077"}
	_, err := ch.Send(context.Background(), to, channel.Message{
		Text: "Thank you", Native: telegram.Native(telegram.Options{Silent: true, RemoveKeyboard: true}),
	})
	fmt.Println(err)
	// Output:
	// sendMessage {"chat_id":6804410077,"text":"Thank you","reply_markup":{"remove_keyboard":true},"disable_notification":true}
	// <nil>
}

// A method that the package has no function for.
func ExampleChannel_Call() {
	ch := connect(`{"ok":true,"result":{"id":7310000042,"username":"kiosk_desk_bot"}}`)
	var me struct {
		Username string `json:"username"`
	}
	err := ch.Call(context.Background(), "getMe", struct{}{}, &me)
	fmt.Println(me.Username, err)
	// Output:
	// getMe {}
	// kiosk_desk_bot <nil>
}

// The waiting sign on a pressed button ends, with a word of thanks.
func ExampleChannel_AnswerPress() {
	ch := connect(`{"ok":true,"result":true}`)
	in := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077"}
	press := channel.Press{ID: "4100000000000000771", Payload: "csat:5"} // the Body of an event
	fmt.Println(channel.AnswerPress(context.Background(), ch, in, press, "Thanks!"))
	// Output:
	// answerCallbackQuery {"callback_query_id":"4100000000000000771","text":"Thanks!"}
	// <nil>
}

func ExampleChannel_ShowTyping() {
	ch := connect(`{"ok":true,"result":true}`)
	to := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077"}
	fmt.Println(channel.ShowTyping(context.Background(), ch, to))
	// Output:
	// sendChatAction {"chat_id":6804410077,"action":"typing"}
	// <nil>
}

// In a chat that the bot answers for a business account.
func ExampleChannel_MarkRead() {
	ch := connect(`{"ok":true,"result":true}`)
	to := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077", Via: "bcQx7Kiosk01"}
	fmt.Println(channel.MarkRead(context.Background(), ch, to, "181"))
	// Output:
	// readBusinessMessage {"business_connection_id":"bcQx7Kiosk01","chat_id":6804410077,"message_id":181}
	// <nil>
}

// An administrator's form is filled in wrong: every field says what is the matter.
func ExampleNew() {
	_, err := telegram.New(telegram.Config{Token: "not a token"})
	for _, e := range channel.FieldErrors(err) {
		fmt.Println(e.Field, e.Code)
	}
	// Output:
	// token invalid
	// webhookSecret missing
}

// Rights says what a business account lets the bot do.
func ExampleDecodeConnection() {
	c, err := telegram.DecodeConnection(channel.Custom{Kind: "business_connection", Data: []byte(`{"id":"bcQx7Kiosk01","user":{"id":6011122233,"first_name":"Kiosk"},
		"user_chat_id":6011122233,"date":1780700000,"is_enabled":true,"rights":{"can_reply":true}}`)})
	fmt.Println(c.ID, c.Owner.Name, c.Enabled, c.Reply, c.Read, err)
	// Output:
	// bcQx7Kiosk01 Kiosk true true false <nil>
}

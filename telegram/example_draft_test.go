package telegram_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// A robot that thinks shows what it has so far, then sends the whole answer.
func ExampleChannel_Draft() {
	ch := draftConnect(`{"ok":true,"result":true}`)
	to := channel.Thread{Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077"}
	stop := telegram.Native(telegram.Options{Stop: true})
	for _, soFar := range []string{"", "You have"} {
		if err := channel.Draft(context.Background(), ch, to, "turn-7", channel.Message{Text: soFar, Native: stop}); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// sendMessageDraft {"chat_id":6804410077,"draft_id":23845405789062,"text":"","can_stop":true}
	// sendMessageDraft {"chat_id":6804410077,"draft_id":23845405789062,"text":"You have","can_stop":true}
}

// The customer's tap on the button that stops a draft arrives as a Custom event.
func ExampleDecodeStopped() {
	c := channel.Custom{Kind: "stopped_message_generation", Data: []byte(`{"chat":{"id":6804410077,"type":"private"},"draft_id":23845405789062}`)}
	stopped, err := telegram.DecodeStopped(c)
	fmt.Println(stopped.Draft == telegram.DraftID("turn-7"), err)
	// Output:
	// true <nil>
}

// draftServer plays Telegram: it shows the request and gives the answer.
func draftServer(answer string) *http.Client {
	return &http.Client{Transport: draftRoundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		fmt.Println(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], string(body))
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer))}, err
	})}
}

type draftRoundTrip func(*http.Request) (*http.Response, error)

func (f draftRoundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func draftConnect(answer string) *telegram.Channel {
	ch, err := telegram.New(telegram.Config{
		Token:         "7310000042:AAHk9-the-token-of-BotFather-0123456",
		WebhookSecret: channel.NewKeys("the-secret_token-of-setWebhook"),
		HTTP:          draftServer(answer),
	})
	if err != nil {
		panic(err)
	}
	return ch
}

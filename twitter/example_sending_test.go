package twitter_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// exampleChannel is connected to a stand-in that accepts everything.
func exampleChannel(api twitter.API) *twitter.Channel {
	ch, err := twitter.New(twitter.Config{
		Account: "1640000000000000007", APIKey: "key", APISecret: channel.NewKeys("example-secret"), AccessToken: "example-token", AccessSecret: "token-secret",
		API:  api,
		HTTP: &http.Client{Transport: answering(`{"event":{"id":"2007000000000000900","created_timestamp":"1767323045678"},"data":{"dm_event_id":"2007000000000000900"}}`)},
	})
	if err != nil {
		panic(err)
	}
	return ch
}

// How do I answer, with choices to tap?
func ExampleChannel_Send() {
	ch := exampleChannel(twitter.V11)
	to := channel.Thread{Platform: twitter.Platform, Account: "1640000000000000007", Contact: "1987654321000000123"}
	sent, err := ch.Send(context.Background(), to, channel.Message{
		Text: "What is it about?",
		By:   channel.ByRobot,
		QuickReplies: []channel.QuickReply{
			{Text: "Internet", Payload: "topic:internet"},
			{Text: "Mobile", Payload: "topic:mobile"},
		},
	})
	fmt.Println(sent.IDs, sent.Time, err)
	// Output:
	// [2007000000000000900] 2026-01-02 03:04:05.678 +0000 UTC <nil>
}

// Limits says what may be sent; Send says it again, field by field.
func ExampleChannel_Limits() {
	ch := exampleChannel(twitter.V2)
	to := channel.Thread{Platform: twitter.Platform, Account: "1640000000000000007", Contact: "1987654321000000123"}
	fmt.Println("buttons:", ch.Limits(to).Buttons.Max)
	_, err := ch.Send(context.Background(), to, channel.Message{Text: "See", Buttons: []channel.Button{{Text: "Status", URL: "https://muster.example"}}})
	for _, complaint := range channel.FieldErrors(err) {
		fmt.Println(complaint)
	}
	// Output:
	// buttons: 0
	// buttons: buttons do not exist here
}

// ShowTyping and MarkRead show that an agent is writing, and that a message was read.
func ExampleChannel_ShowTyping() {
	ch := exampleChannel(twitter.V11)
	to := channel.Thread{Platform: twitter.Platform, Account: "1640000000000000007", Contact: "1987654321000000123"}
	fmt.Println(channel.MarkRead(context.Background(), ch, to, "2007000000000000101"))
	fmt.Println(channel.ShowTyping(context.Background(), ch, to))
	fmt.Println(errors.Is(channel.ShowTyping(context.Background(), exampleChannel(twitter.V2), to), errors.ErrUnsupported))
	// Output:
	// <nil>
	// <nil>
	// true
}

// How do I call what this package has no function for?
func ExampleChannel_Call() {
	ch := exampleChannel(twitter.V2)
	var answer struct {
		Data struct {
			ID string `json:"dm_event_id"`
		}
	}
	err := ch.Call(context.Background(), http.MethodPost, "/2/dm_conversations/with/1987654321000000123/messages", map[string]string{"text": "hello"}, &answer)
	fmt.Println(answer.Data.ID, err)
	// Output:
	// 2007000000000000900 <nil>
}

// answering is a transport that gives one answer to everything.
type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(a))), Request: r}, nil
}

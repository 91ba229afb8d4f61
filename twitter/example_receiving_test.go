package twitter_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// How do I receive direct messages? One handler takes X's check of the endpoint and its events.
func ExampleChannel_Receive() {
	ch, err := twitter.New(twitter.Config{
		Account: "1640000000000000007", APIKey: "key", APISecret: channel.NewKeys("example-secret"), AccessToken: "example-token", AccessSecret: "token-secret",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	handler := &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events { // store them here, unique on ev.ID
			if m, ok := ev.Body.(channel.Message); ok {
				fmt.Printf("%s says %q\n", ev.From.Name, m.Text)
			}
		}
		return nil
	}}

	// X checks the endpoint …
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/x?crc_token=abc", nil))
	fmt.Println(answer.Code, answer.Body)

	// … and delivers a message.
	body := `{"for_user_id":"1640000000000000007","direct_message_events":[{"type":"message_create","id":"2007000000000000101",
		"created_timestamp":"1767323045678","message_create":{"target":{"recipient_id":"1640000000000000007"},"sender_id":"1987654321000000123",
		"message_data":{"text":"Is 1 &lt; 2?"}}}],"users":{"1987654321000000123":{"name":"Ada Kestrel","screen_name":"adakestrel"}}}`
	mac := hmac.New(sha256.New, []byte("example-secret"))
	mac.Write([]byte(body))
	r := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(body))
	r.Header.Set("x-twitter-webhooks-signature", "sha256="+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	answer = httptest.NewRecorder()
	handler.ServeHTTP(answer, r)
	fmt.Println(answer.Code)
	// Output:
	// 200 {"response_token":"sha256=08cICduCwJIpsCLD4K+i5ZccXJ0Kj0buoZYG4X9/dw4="}
	// Ada Kestrel says "Is 1 < 2?"
	// 200
}

// End-to-end encrypted messages arrive as events of their own thread.
func ExampleDecodeChat() {
	raw := []byte(`{"event_type":"chat.received","payload":{"id":"5f0c1d2e",
		"sender_id":"1987654321000000123","conversation_id":"1640000000000000007:1987654321000000123","encoded_event":"CwABAAAAEz"}}`)
	chat, err := twitter.DecodeChat(channel.Custom{Kind: "chat.received", Data: raw}) // Event.Raw
	fmt.Println(chat.Sender, "wrote, encrypted:", chat.Encrypted, err)
	// Output:
	// 1987654321000000123 wrote, encrypted: true <nil>
}

package benchmarks

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/dghubble/oauth1"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

const twitterSent = `{"event":{"type":"message_create","id":"2007000000000000909","created_timestamp":"1767323045678","message_create":{"target":{"recipient_id":"1987654321000000123"},"sender_id":"1640000000000000007","message_data":{"text":"` + answer + `"}}}}`

// twitterSenders send a text by v1.1, signed by OAuth 1.0a.
var twitterSenders = []sender{
	{"contactkit", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		c := twitterConfig()
		c.HTTP, c.BaseURL = s.Client(), s.URL
		ch, err := twitter.New(c)
		if err != nil {
			tb.Fatal(err)
		}
		return sends(ch, channel.Thread{Platform: twitter.Platform, Account: "1640000000000000007", Contact: "1987654321000000123"})
	}},
	{"oauth1", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		ctx := context.WithValue(tb.Context(), oauth1.HTTPClient, s.Client())
		client := oauth1.NewConfig("api-key-0", appSecret).Client(ctx, oauth1.NewToken("1640000000000000007-token", "access-secret-Wx3"))
		return func(ctx context.Context) (string, error) { return sendDirect(ctx, client, s.URL) }
	}},
	{"net-http-unsigned", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		return func(ctx context.Context) (string, error) { return sendDirect(ctx, s.Client(), s.URL) }
	}},
}

// sendDirect sends the text as X's documentation shows it.
func sendDirect(ctx context.Context, client *http.Client, base string) (string, error) {
	var got struct {
		Event struct {
			ID string `json:"id"`
		} `json:"event"`
	}
	err := post(ctx, client, base+"/1.1/direct_messages/events/new.json", map[string]any{"event": map[string]any{"type": "message_create",
		"message_create": map[string]any{"target": map[string]string{"recipient_id": "1987654321000000123"}, "message_data": map[string]string{"text": answer}}}}, &got)
	return got.Event.ID, err
}

func TestTwitterSendersAgree(t *testing.T) {
	testSenders(t, twitterSent, "2007000000000000909", twitterSenders)
}

func BenchmarkTwitterSend(b *testing.B) {
	benchmarkSenders(b, twitterSent, "2007000000000000909", twitterSenders)
}

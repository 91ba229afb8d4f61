package benchmarks

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

const facebookSent = `{"recipient_id":"7300000000000011","message_id":"m_sent1"}`

// facebookSenders send a text by the Send API. Package paked/messenger cannot be told another host.
var facebookSenders = []sender{
	{"contactkit", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		c := facebookConfig()
		c.HTTP, c.BaseURL = s.Client(), s.URL
		ch, err := facebook.New(c)
		if err != nil {
			tb.Fatal(err)
		}
		return sends(ch, channel.Thread{Platform: facebook.Platform, Account: pageID, Contact: "7300000000000011"})
	}},
	{"net-http", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		client := s.Client()
		return func(ctx context.Context) (string, error) {
			var got struct {
				ID string `json:"message_id"`
			}
			err := post(ctx, client, s.URL+"/v26.0/"+pageID+"/messages", map[string]any{"access_token": pageToken, "messaging_type": "RESPONSE",
				"recipient": map[string]string{"id": "7300000000000011"}, "message": map[string]string{"text": answer}}, &got)
			return got.ID, err
		}
	}},
}

func TestFacebookSendersAgree(t *testing.T) {
	testSenders(t, facebookSent, "m_sent1", facebookSenders)
}

func BenchmarkFacebookSend(b *testing.B) {
	benchmarkSenders(b, facebookSent, "m_sent1", facebookSenders)
}

package telegram_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/stretchr/testify/require"
)

func BenchmarkReceive(b *testing.B) {
	ch := newChannel(b, nil)
	all := bodies(b)
	for _, name := range []string{"message_text", "message_text_plain", "message_photo_caption", "callback_query", "message_text_formatted"} {
		var body bytes.Buffer // as Telegram sends it, without white space
		require.NoError(b, json.Compact(&body, all[name]))
		b.Run(name, func(b *testing.B) { receive(b, ch, body.Bytes()) })
	}
}

func receive(b *testing.B, ch *telegram.Channel, body []byte) {
	call := webhook(body)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		got, err := ch.Receive(call)
		if err != nil || len(got.Events) != 1 {
			b.Fatal(len(got.Events), err)
		}
	}
}

// BenchmarkSend compares Send with the same request by bare net/http, both to a server on the
// loopback.
func BenchmarkSend(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, sentOK)
	}))
	defer server.Close()
	client := server.Client()
	b.Run("send", func(b *testing.B) {
		ch := newChannel(b, func(c *telegram.Config) { c.HTTP, c.BaseURL = client, server.URL })
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ch.Send(b.Context(), private, channel.Message{Text: "Your order left this morning."}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			body, err := json.Marshal(map[string]any{"chat_id": 6804410077, "text": "Your order left this morning."})
			if err != nil {
				b.Fatal(err)
			}
			resp, err := client.Post(server.URL+"/bot"+token.Reveal()+"/sendMessage", "application/json", bytes.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			var answer struct {
				OK     bool
				Result struct {
					ID int64 `json:"message_id"`
				}
			}
			err = json.NewDecoder(resp.Body).Decode(&answer)
			resp.Body.Close()
			if err != nil || answer.Result.ID == 0 {
				b.Fatal(err)
			}
		}
	})
}

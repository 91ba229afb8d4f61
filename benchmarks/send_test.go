package benchmarks

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/mymmrac/telego"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

const (
	answer = "Your order left this morning."
	sent   = `{"ok":true,"result":{"message_id":77,"date":1790000000,"chat":{"id":6804410077,"type":"private"},"text":"` + answer + `"}}`
)

// senders send a text to a server, each as its library does, and tell the message's id.
var senders = []struct {
	by   string
	send func(tb testing.TB, server *httptest.Server) func(context.Context) (int, error)
}{
	{"contactkit", func(tb testing.TB, s *httptest.Server) func(context.Context) (int, error) {
		ch, err := telegram.New(telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret), HTTP: s.Client(), BaseURL: s.URL})
		if err != nil {
			tb.Fatal(err)
		}
		to := channel.Thread{Platform: telegram.Platform, Account: "7200000001", Contact: "6804410077"}
		return func(ctx context.Context) (int, error) {
			got, err := ch.Send(ctx, to, channel.Message{Text: answer})
			if err != nil || len(got.IDs) != 1 || got.IDs[0] != "77" {
				return 0, err
			}
			return 77, nil
		}
	}},
	{"bare", func(tb testing.TB, s *httptest.Server) func(context.Context) (int, error) {
		client := s.Client()
		return func(ctx context.Context) (int, error) {
			body, err := json.Marshal(map[string]any{"chat_id": 6804410077, "text": answer})
			if err != nil {
				return 0, err
			}
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/bot"+token+"/sendMessage", bytes.NewReader(body))
			if err != nil {
				return 0, err
			}
			req.Header.Set("Content-Type", "application/json")
			resp, err := client.Do(req)
			if err != nil {
				return 0, err
			}
			defer resp.Body.Close()
			var got struct {
				Result struct {
					ID int `json:"message_id"`
				}
			}
			err = json.NewDecoder(resp.Body).Decode(&got)
			return got.Result.ID, err
		}
	}},
	{"go-telegram-bot", func(tb testing.TB, s *httptest.Server) func(context.Context) (int, error) {
		b, err := bot.New(token, bot.WithSkipGetMe(), bot.WithServerURL(s.URL), bot.WithHTTPClient(0, s.Client()))
		if err != nil {
			tb.Fatal(err)
		}
		return func(ctx context.Context) (int, error) {
			m, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: 6804410077, Text: answer})
			if err != nil {
				return 0, err
			}
			return m.ID, nil
		}
	}},
	{"telego", func(tb testing.TB, s *httptest.Server) func(context.Context) (int, error) {
		b, err := telego.NewBot(token, telego.WithAPIServer(s.URL), telego.WithDiscardLogger(), telego.WithHTTPClient(s.Client()))
		if err != nil {
			tb.Fatal(err)
		}
		return func(ctx context.Context) (int, error) {
			m, err := b.SendMessage(ctx, &telego.SendMessageParams{ChatID: telego.ChatID{ID: 6804410077}, Text: answer})
			if err != nil {
				return 0, err
			}
			return m.MessageID, nil
		}
	}},
}

// newServer is Telegram as far as one call goes. It counts the texts that it was sent.
func newServer(tb testing.TB) (*httptest.Server, *atomic.Int64) {
	var texts atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil && strings.Contains(string(body), answer) {
			texts.Add(1)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, sent)
	}))
	tb.Cleanup(s.Close)
	return s, &texts
}

// All senders send the text, once, and read the answer.
func TestSendersAgree(t *testing.T) {
	for _, sender := range senders {
		server, texts := newServer(t)
		id, err := sender.send(t, server)(t.Context())
		if err != nil || id != 77 || texts.Load() != 1 {
			t.Errorf("%s: id %d, %v, %d texts arrived", sender.by, id, err, texts.Load())
		}
	}
}

func BenchmarkSend(b *testing.B) {
	for _, sender := range senders {
		b.Run("by="+sender.by, func(b *testing.B) {
			server, _ := newServer(b)
			send := sender.send(b, server)
			b.ReportAllocs()
			for b.Loop() {
				if id, err := send(b.Context()); err != nil || id != 77 {
					b.Fatal(id, err)
				}
			}
		})
	}
}

package benchmarks

import (
	"context"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/mymmrac/telego"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

const telegramSent = `{"ok":true,"result":{"message_id":77,"date":1790000000,"chat":{"id":6804410077,"type":"private"},"text":"` + answer + `"}}`

// telegramSenders send a text by sendMessage.
var telegramSenders = []sender{
	{"contactkit", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		ch, err := telegram.New(telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret), HTTP: s.Client(), BaseURL: s.URL})
		if err != nil {
			tb.Fatal(err)
		}
		return sends(ch, channel.Thread{Platform: telegram.Platform, Account: "7200000001", Contact: "6804410077"})
	}},
	{"net-http", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		client := s.Client()
		return func(ctx context.Context) (string, error) {
			var got struct {
				Result struct {
					ID int `json:"message_id"`
				}
			}
			err := post(ctx, client, s.URL+"/bot"+token+"/sendMessage", map[string]any{"chat_id": 6804410077, "text": answer}, &got)
			return strconv.Itoa(got.Result.ID), err
		}
	}},
	{"go-telegram-bot", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		b, err := bot.New(token, bot.WithSkipGetMe(), bot.WithServerURL(s.URL), bot.WithHTTPClient(0, s.Client()))
		if err != nil {
			tb.Fatal(err)
		}
		return func(ctx context.Context) (string, error) {
			m, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: 6804410077, Text: answer})
			if err != nil {
				return "", err
			}
			return strconv.Itoa(m.ID), nil
		}
	}},
	{"telego", func(tb testing.TB, s *httptest.Server) func(context.Context) (string, error) {
		b, err := telego.NewBot(token, telego.WithAPIServer(s.URL), telego.WithDiscardLogger(), telego.WithHTTPClient(s.Client()))
		if err != nil {
			tb.Fatal(err)
		}
		return func(ctx context.Context) (string, error) {
			m, err := b.SendMessage(ctx, &telego.SendMessageParams{ChatID: telego.ChatID{ID: 6804410077}, Text: answer})
			if err != nil {
				return "", err
			}
			return strconv.Itoa(m.MessageID), nil
		}
	}},
}

// sends sends the text answer through a channel.
func sends(ch channel.Channel, to channel.Thread) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		got, err := ch.Send(ctx, to, channel.Message{Text: answer})
		if err != nil || len(got.IDs) != 1 {
			return "", err
		}
		return got.IDs[0], nil
	}
}

func TestTelegramSendersAgree(t *testing.T) { testSenders(t, telegramSent, "77", telegramSenders) }

func BenchmarkTelegramSend(b *testing.B) { benchmarkSenders(b, telegramSent, "77", telegramSenders) }

package benchmarks

import (
	"encoding/json"
	"net/http"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/go-telegram/bot/models"
	"github.com/mymmrac/telego"
	telebot "gopkg.in/telebot.v4"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

const (
	token  = "7200000001:AAF0bench0bench0bench0bench0bench0b"
	secret = "bench-secret_1"
)

// telegramReaders read the text of an update. The peers only decode; contactkit also proves the
// call.
var telegramReaders = []reader{
	{"contactkit", func(tb testing.TB) func([]byte) (string, error) {
		ch, err := telegram.New(telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret)})
		if err != nil {
			tb.Fatal(err)
		}
		call := channel.Webhook{Method: http.MethodPost, Header: http.Header{
			"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {secret}}}
		return func(body []byte) (string, error) {
			call.Body = body
			got, err := ch.Receive(call)
			if err != nil || len(got.Events) == 0 {
				return "", err
			}
			m, _ := got.Events[0].Body.(channel.Message)
			return m.Text, nil
		}
	}},
	{"go-telegram-bot", func(testing.TB) func([]byte) (string, error) {
		return func(body []byte) (string, error) {
			var u models.Update
			if err := json.Unmarshal(body, &u); err != nil || u.Message == nil {
				return "", err
			}
			return u.Message.Text + u.Message.Caption, nil
		}
	}},
	{"telego", func(testing.TB) func([]byte) (string, error) {
		return func(body []byte) (string, error) {
			var u telego.Update
			if err := json.Unmarshal(body, &u); err != nil || u.Message == nil {
				return "", err
			}
			return u.Message.Text + u.Message.Caption, nil
		}
	}},
	{"telebot", func(testing.TB) func([]byte) (string, error) {
		return func(body []byte) (string, error) {
			var u telebot.Update
			if err := json.Unmarshal(body, &u); err != nil || u.Message == nil {
				return "", err
			}
			return u.Message.Text + u.Message.Caption, nil
		}
	}},
	{"tgbotapi", func(testing.TB) func([]byte) (string, error) {
		return func(body []byte) (string, error) {
			var u tgbotapi.Update
			if err := json.Unmarshal(body, &u); err != nil || u.Message == nil {
				return "", err
			}
			return u.Message.Text + u.Message.Caption, nil
		}
	}},
}

// updates are what is read: a plain text, one with formatting, a photo with a caption.
var updates = []string{"message_text_plain", "message_text_formatted", "message_photo_caption"}

func TestTelegramReadersAgree(t *testing.T) {
	for _, name := range updates {
		agree(t, recorded(t, "telegram", name), telegramReaders, func(string) bool { return true })
	}
}

func BenchmarkTelegramReceive(b *testing.B) {
	for _, name := range updates {
		data := recorded(b, "telegram", name)
		for _, r := range telegramReaders {
			b.Run("case="+name+"/by="+r.by, func(b *testing.B) { measure(b, r, data) })
		}
	}
}

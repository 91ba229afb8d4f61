package benchmarks

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
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

// body is a recorded update as Telegram sends it, without white space.
func body(tb testing.TB, name string) []byte {
	tb.Helper()
	pretty, err := os.ReadFile("../telegram/testdata/webhooks/" + name + ".json")
	if err != nil {
		tb.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, pretty); err != nil {
		tb.Fatal(err)
	}
	return compact.Bytes()
}

// readers read the text of an update, each as its library does.
var readers = []struct {
	by   string
	read func(tb testing.TB) func(body []byte) (string, error)
}{
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

// All readers see the same text: none measures an empty path.
func TestReadersAgree(t *testing.T) {
	for _, name := range updates {
		b := body(t, name)
		want := ""
		for _, r := range readers {
			got, err := r.read(t)(b)
			if err != nil || got == "" {
				t.Errorf("%s: %s read %q, %v", name, r.by, got, err)
			}
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s: %s read %q, want %q", name, r.by, got, want)
			}
		}
	}
}

func BenchmarkReceive(b *testing.B) {
	for _, name := range updates {
		data := body(b, name)
		for _, r := range readers {
			b.Run("update="+name+"/by="+r.by, func(b *testing.B) {
				read := r.read(b)
				b.ReportAllocs()
				b.SetBytes(int64(len(data)))
				for b.Loop() {
					if text, err := read(data); err != nil || text == "" {
						b.Fatal(text, err)
					}
				}
			})
		}
	}
}

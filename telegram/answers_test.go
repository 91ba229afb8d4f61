package telegram_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// What getFile answers decides where a file is read: below the address of files, on the server's disk, or not now.
func TestAnswersOfGetFile(t *testing.T) {
	onDisk := func(c *telegram.Config) {
		c.BaseURL, c.Local = "http://127.0.0.1:8081", true
		c.LocalFiles = func(_ context.Context, name string) (channel.File, error) {
			return channel.File{Body: io.NopCloser(nil), Name: name, Size: -1}, nil
		}
	}
	for name, tt := range map[string]struct {
		answer string
		change func(*telegram.Config)
		want   channel.File
		url    string // that was asked last
		err    error
	}{
		"a path": {`{"ok":true,"result":{"file_id":"AgACKiosk","file_unique_id":"AQADk","file_size":5120,"file_path":"photos/file_7.jpg"}}`, nil,
			channel.File{Name: "file_7.jpg", Size: 5120}, "https://api.telegram.org/file/bot" + token.Reveal() + "/photos/file_7.jpg", nil},
		"no path": {`{"ok":true,"result":{"file_id":"BQACKiosk","file_unique_id":"AgADk","file_size":5120}}`, nil,
			channel.File{}, "https://api.telegram.org/bot" + token.Reveal() + "/getFile", channel.ErrUnavailable},
		"a path on the disk of a local server, which holds the token": {`{"ok":true,"result":{"file_id":"BQACKiosk","file_size":3221225999,"file_path":"/var/lib/telegram-bot-api/` + token.Reveal() + `/documents/file_9.zip"}}`, onDisk,
			channel.File{Name: "/var/lib/telegram-bot-api/[secret]/documents/file_9.zip", Size: 3221225999}, "http://127.0.0.1:8081/bot" + token.Reveal() + "/getFile", nil},
		"a path on a disk that cannot be read": {`{"ok":true,"result":{"file_path":"/var/lib/telegram-bot-api/file_9.zip"}}`, nil,
			channel.File{}, "https://api.telegram.org/bot" + token.Reveal() + "/getFile", channel.ErrRejected},
	} {
		ch, f := sending(t, tt.change)
		f.answer = tt.answer
		got, err := ch.OpenMedia(t.Context(), private, channel.Attachment{ID: "AgACKiosk"})
		got.Body = nil
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) || f.url != tt.url {
			t.Errorf("%s: %v, asked %s (-want +got):\n%s", name, err, f.url, diff)
		}
	}
}

// One answer may carry updates of several kinds, and none at all.
func TestAnswersOfGetUpdates(t *testing.T) {
	const from = `"from":{"id":6804410077,"is_bot":false,"first_name":"Mira"}`
	const chat = `"chat":{"id":6804410077,"first_name":"Mira","type":"private"}`
	ctx, cancel := context.WithCancelCause(t.Context())
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":[{"update_id":910,"message":{"message_id":71,` + from + `,` + chat + `,"date":1781000700,"text":"en"}},` +
		`{"update_id":912,"callback_query":{"id":"48000777","chat_instance":"-5",` + from + `,"message":{"message_id":70,` + chat + `,"date":1781000600},"data":"ja"}}]}`
	var ids []string
	err := ch.Poll(ctx, func(_ context.Context, w channel.Webhook) error {
		got, err := ch.Receive(w)
		for _, ev := range got.Events {
			ids = append(ids, ev.ID)
		}
		f.answer = `{"ok":true,"result":[]}`
		f.on = map[string]func(){"getUpdates": func() { cancel(errEnough) }} // of the next call
		return err
	})
	want := []string{"telegram/7310000042/6804410077/71", "telegram/7310000042/48000777"}
	if diff := cmp.Diff(want, ids); diff != "" || !errors.Is(err, errEnough) || offsetOf(t, f.body) != 913 {
		t.Errorf("Poll: %v, then asked %s (-want +got):\n%s", err, f.body, diff)
	}
}

// Telegram says "true" whether there was something to change or not.
func TestAnswersThatNothingChanged(t *testing.T) {
	for _, text := range []string{"Webhook was deleted", "Webhook is already deleted", ""} {
		ch, f := sending(t, nil)
		f.answer = `{"ok":true,"result":true,"description":"` + text + `"}`
		if err := ch.Unsubscribe(t.Context()); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	ch, server := hired(t, telegramtest.Config{}, nil)
	for range 2 { // "was set", "is already set"
		server.Advance(2e9)
		sub, err := ch.Subscribe(t.Context(), callback)
		if err != nil || sub.URL != callback || !sub.Active {
			t.Errorf("Subscribe: %+v, %v", sub, err)
		}
	}
}

// A text with marks of MarkdownV2 or HTML goes by Method; the customer sees it without them.
func TestParseModes(t *testing.T) {
	for mode, text := range map[string]string{
		"MarkdownV2": `*Sum:* 24\.90 \(med mva\)\!`,
		"HTML":       "<b>Sum:</b> 24.90 (med mva)!",
	} {
		ch, server := hired(t, telegramtest.Config{}, nil)
		n, err := telegram.Method("sendMessage", map[string]any{"text": text, "parse_mode": mode})
		require.NoError(t, err)
		if _, err := ch.Send(t.Context(), private, channel.Message{Native: n}); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
		if got := lastSent(t, server); got.Text != "Sum: 24.90 (med mva)!" {
			t.Errorf("%s: arrived %q", mode, got.Text)
		}
		n, err = telegram.Method("sendMessage", map[string]any{"text": "*Sum", "parse_mode": "MarkdownV2"})
		require.NoError(t, err)
		if _, err := ch.Send(t.Context(), private, channel.Message{Native: n}); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("marks without an end: %v", err)
		}
	}
}

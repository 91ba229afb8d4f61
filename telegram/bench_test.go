package telegram_test

import (
	"bytes"
	"encoding/json"
	"testing"

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

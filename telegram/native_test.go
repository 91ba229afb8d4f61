package telegram_test

import (
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/stretchr/testify/require"
)

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

func method(t *testing.T, name string, params any) channel.Native {
	t.Helper()
	n, err := telegram.Method(name, params)
	require.NoError(t, err)
	return n
}

package telegram_test

import (
	"testing"

	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestMe(t *testing.T) {
	ch, _ := hired(t, telegramtest.Config{Username: "kiosk_bot"}, nil)
	got, err := ch.Me(t.Context())
	require.NoError(t, err)
	if diff := cmp.Diff(telegram.Bot{ID: bot, Name: "Example Desk", Handle: "kiosk_bot", Groups: true, Business: true}, got); diff != "" {
		t.Errorf("Me (-want +got):\n%s", diff)
	}
}

package telegram_test

import (
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestFetchConnection(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	id := server.Connect("6011122233")
	got, err := ch.FetchConnection(t.Context(), id)
	require.NoError(t, err)
	want := telegram.Connection{ID: id, Owner: channel.Person{ID: "6011122233", Name: "Customer 6011122233", Locale: "en"}, Chat: "6011122233", Since: server.Now(), Enabled: true, Reply: true, Read: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("FetchConnection (-want +got):\n%s", diff)
	}
	if _, err := ch.FetchConnection(t.Context(), "none"); !errors.Is(err, channel.ErrUnreachable) {
		t.Errorf("of none: %v", err)
	}
	odd, f := sending(t, nil)
	f.answer = `{"ok":true,"result":{"id":"x"}}`
	if _, err := odd.FetchConnection(t.Context(), "x"); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("an answer of another form: %v", err)
	}
}

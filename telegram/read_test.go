package telegram_test

import (
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestMarkRead(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	require.NoError(t, channel.MarkRead(t.Context(), ch, business, "181"))
	want := []string{"readBusinessMessage", `{"business_connection_id":"bcQx7Kiosk01","chat_id":6804410077,"message_id":181}`}
	if diff := cmp.Diff(want, []string{f.method, f.body}); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	f.calls = 0
	if err := channel.MarkRead(t.Context(), ch, private, "181"); !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
		t.Errorf("in a private chat: %v after %d calls", err, f.calls)
	}
	if err := channel.MarkRead(t.Context(), ch, business, "x"); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("of no message: %v after %d calls", err, f.calls)
	}
}

package telegram_test

import (
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestShowTyping(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	for _, tt := range []struct {
		to   channel.Thread
		want string
	}{
		{private, `{"chat_id":6804410077,"action":"typing"}`},
		{group, `{"chat_id":-1002100000999,"message_thread_id":33,"action":"typing"}`},
		{business, `{"business_connection_id":"bcQx7Kiosk01","chat_id":6804410077,"action":"typing"}`},
	} {
		require.NoError(t, channel.ShowTyping(t.Context(), ch, tt.to))
		if diff := cmp.Diff([]string{"sendChatAction", tt.want}, []string{f.method, f.body}); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
	}
	f.calls = 0
	if err := channel.ShowTyping(t.Context(), ch, direct); !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
		t.Errorf("in direct messages: %v after %d calls", err, f.calls)
	}
	if err := channel.ShowTyping(t.Context(), ch, channel.Thread{}); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("in no thread: %v after %d calls", err, f.calls)
	}
}

package telegram_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
)

func TestDeleteMessages(t *testing.T) {
	tests := []struct {
		in     channel.Thread
		ids    []string
		method string
		want   string
	}{
		{private, []string{"7"}, "deleteMessage", `{"chat_id":6804410077,"message_id":7}`},
		{group, []string{"7", "8"}, "deleteMessages", `{"chat_id":-1002100000999,"message_ids":[7,8]}`},
		{business, []string{"7"}, "deleteBusinessMessages", `{"business_connection_id":"bcQx7Kiosk01","message_ids":[7]}`},
	}
	for _, tt := range tests {
		ch, f := sending(t, nil)
		f.answer = `{"ok":true,"result":true}`
		require.NoError(t, ch.DeleteMessages(t.Context(), tt.in, tt.ids...))
		if diff := cmp.Diff([]string{tt.method, tt.want}, []string{f.method, f.body}); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
	}
	ch, f := sending(t, nil)
	for _, ids := range [][]string{nil, {"x"}, {"0"}, slices.Repeat([]string{"7"}, 101)} {
		if err := ch.DeleteMessages(t.Context(), private, ids...); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
			t.Errorf("%d ids: %v after %d calls", len(ids), err, f.calls)
		}
	}
}

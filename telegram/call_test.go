package telegram_test

import (
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestCall(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":{"username":"kiosk_desk_bot"}}`
	var me struct{ Username string }
	require.NoError(t, ch.Call(t.Context(), "getChat", map[string]int{"chat_id": 1}, &me))
	if diff := cmp.Diff([]string{"getChat", `{"chat_id":1}`, "kiosk_desk_bot"}, []string{f.method, f.body, me.Username}); diff != "" {
		t.Errorf("Call (-want +got):\n%s", diff)
	}
	if err := ch.Call(t.Context(), "getMe", nil, &[]int{}); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("a result of another form: %v", err)
	}
	f.calls = 0
	for _, method := range []string{"", "../../file/x", "get me", "getMe?a=1"} {
		if err := ch.Call(t.Context(), method, nil, nil); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
			t.Errorf("method %q: %v after %d calls", method, err, f.calls)
		}
	}
	if err := ch.Call(t.Context(), "getMe", func() {}, nil); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("parameters that are no JSON: %v after %d calls", err, f.calls)
	}
	f.status, f.answer = 400, `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified: it is the same"}`
	if err := ch.Call(t.Context(), "editMessageText", nil, &me); err != nil {
		t.Errorf("nothing to change: %v", err)
	}
}

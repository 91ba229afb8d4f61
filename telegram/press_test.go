package telegram_test

import (
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestAnswerPress(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	press := channel.Press{ID: "4100000000000000771"}
	require.NoError(t, channel.AnswerPress(t.Context(), ch, private, press, "Takk!"))
	want := []string{"answerCallbackQuery", `{"callback_query_id":"4100000000000000771","text":"Takk!"}`}
	if diff := cmp.Diff(want, []string{f.method, f.body}); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	f.status, f.answer = 400, `{"ok":false,"error_code":400,"description":"Bad Request: query is too old and response timeout expired or query ID is invalid"}`
	if err := channel.AnswerPress(t.Context(), ch, private, press, ""); err != nil {
		t.Errorf("too late: %v; want none, the sign is gone", err)
	}
	f.calls = 0
	if err := channel.AnswerPress(t.Context(), ch, private, channel.Press{}, ""); !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
		t.Errorf("a press that waits for nothing: %v after %d calls", err, f.calls)
	}
	if err := channel.AnswerPress(t.Context(), ch, private, press, string(make([]byte, 201))); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("a long text: %v after %d calls", err, f.calls)
	}
}

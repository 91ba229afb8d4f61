package telegram_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

func TestReactWithTelegramsList(t *testing.T) {
	all := telegram.Reactions()
	if len(all) != 73 || strings.Contains(strings.Join(all, ""), "\ufe0f") {
		t.Errorf("%d reactions, want 73 without a variation selector: %q", len(all), all)
	}
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	for emoji, want := range map[string]string{
		"👍":                   `[{"type":"emoji","emoji":"👍"}]`,
		"❤\ufe0f":             `[{"type":"emoji","emoji":"❤"}]`,
		"❤\ufe0f\u200d🔥":      `[{"type":"emoji","emoji":"❤` + "\u200d" + `🔥"}]`,
		"🤷\u200d♂\ufe0f":      `[{"type":"emoji","emoji":"🤷` + "\u200d" + `♂"}]`,
		"5368324170671202286": `[{"type":"custom_emoji","custom_emoji_id":"5368324170671202286"}]`,
		"":                    `[]`,
		"\ufe0f":              `[]`,
	} {
		if err := channel.React(t.Context(), ch, private, "7", emoji); err != nil {
			t.Errorf("React(%q): %v", emoji, err)
		}
		if diff := cmp.Diff(`{"chat_id":6804410077,"message_id":7,"reaction":`+want+`}`, f.body); diff != "" {
			t.Errorf("React(%q) (-want +got):\n%s", emoji, diff)
		}
	}
	f.calls = 0
	for _, emoji := range []string{"🏳", "👍🏽", "👍👍", "x"} {
		err := channel.React(t.Context(), ch, private, "7", emoji)
		if e := channel.FieldErrors(err); !errors.Is(err, channel.ErrRejected) || len(e) != 1 || e[0].Field != "emoji" || f.calls != 0 {
			t.Errorf("React(%q): %v after %d calls, want a complaint about emoji before any", emoji, err, f.calls)
		}
	}
}

func TestReact(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	for emoji, want := range map[string]string{
		"👍":                   `[{"type":"emoji","emoji":"👍"}]`,
		"5368324170671202286": `[{"type":"custom_emoji","custom_emoji_id":"5368324170671202286"}]`,
		"":                    `[]`,
	} {
		require.NoError(t, channel.React(t.Context(), ch, private, "7", emoji))
		if diff := cmp.Diff([]string{"setMessageReaction", `{"chat_id":6804410077,"message_id":7,"reaction":` + want + `}`}, []string{f.method, f.body}); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
	}
	f.calls = 0
	if err := channel.React(t.Context(), ch, business, "7", "👍"); !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
		t.Errorf("in a business chat: %v after %d calls", err, f.calls)
	}
	if err := channel.React(t.Context(), ch, private, "x", "👍"); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("to no message: %v after %d calls", err, f.calls)
	}
}

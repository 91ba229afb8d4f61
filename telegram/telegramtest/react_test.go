package telegramtest_test

import (
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestReactionsOfTheListAlone(t *testing.T) {
	s := frozen(telegramtest.Config{})
	id := s.Say("7001", "hi")
	for reaction, ok := range map[string]bool{
		`[]`: true, `[{"type":"emoji","emoji":"❤"}]`: true, `[{"type":"custom_emoji","custom_emoji_id":"5"}]`: true,
		`[{"type":"emoji","emoji":"❤️"}]`: false, `[{"type":"emoji","emoji":"🏳"}]`: false, `[{"type":"paid"}]`: false,
		`[{"type":"emoji","emoji":"👍"},{"type":"emoji","emoji":"👎"}]`: false,
	} {
		r := call(t, s, "setMessageReaction", `{"chat_id":7001,"message_id":`+id+`,"reaction":`+reaction+`}`)
		if r.OK != ok || !ok && r.Description != "Bad Request: REACTION_INVALID" {
			t.Errorf("%s: %v %q", reaction, r.OK, r.Description)
		}
	}
}

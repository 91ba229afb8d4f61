package telegramtest_test

import (
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestCopiesAndForwards(t *testing.T) {
	s := frozen(telegramtest.Config{})
	id := s.Say("7001", "hi")
	s.Say("7002", "hello")
	r := call(t, s, "copyMessage", `{"chat_id":7002,"from_chat_id":7001,"message_id":`+id+`}`)
	if string(r.Result) != `{"message_id":2}` {
		t.Errorf("copyMessage = %s", r.Result)
	}
	if m := call(t, s, "forwardMessage", `{"chat_id":7002,"from_chat_id":7001,"message_id":`+id+`}`).message(t); m.Text != "hi" {
		t.Errorf("forwardMessage = %+v", m)
	}
	if r := call(t, s, "forwardMessage", `{"chat_id":7002,"from_chat_id":7001,"message_id":99}`); r.Description != "Bad Request: message to forward not found" {
		t.Errorf("forward of nothing = %q", r.Description)
	}
}

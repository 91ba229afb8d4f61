package telegramtest_test

import (
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestEphemeralMessages(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Group("-1002100000555", "Plain")
	s.Say("7001", "hi")
	if r := call(t, s, "sendMessage", `{"chat_id":7001,"text":"x","ephemeral_message_parameters":{"receiver_user_id":7001}}`); r.Description != "Bad Request: BOT_NOT_ADMIN" {
		t.Errorf("in a private chat: %q", r.Description)
	}
	r := call(t, s, "sendMessage", `{"chat_id":-1002100000555,"text":"x","ephemeral_message_parameters":{"receiver_user_id":7001}}`)
	if m := r.message(t); m.ID != 0 || m.Text != "x" {
		t.Errorf("sent as %+v, want message_id 0", m)
	}
	const it = `{"chat_id":-1002100000555,"receiver_user_id":7001,"ephemeral_message_id":1`
	for body, want := range map[string]string{it + `,"text":" "}`: "Bad Request: text must be non-empty", it + `1,"text":"y"}`: "Bad Request: message to edit not found"} {
		if r := call(t, s, "editEphemeralMessageText", body); r.Description != want {
			t.Errorf("%s: %q, want %q", body, r.Description, want)
		}
	}
	edited := call(t, s, "editEphemeralMessageText", it+`,"text":"y"}`)
	deleted := call(t, s, "deleteEphemeralMessage", it+`}`)
	again := call(t, s, "deleteEphemeralMessage", it+`}`)
	sent := s.Sent()
	if !edited.OK || !deleted.OK || again.OK || len(sent) != 1 || sent[0].Receiver != "7001" || sent[0].ID != "1" || sent[0].Text != "y" || !sent[0].Deleted {
		t.Errorf("%v %v %v: %+v", edited, deleted, again, sent)
	}
	if id := s.SayEphemeral("-1002100000555", "7001", "/order"); id != "1" {
		t.Errorf("the id is %s: it is used again", id)
	}
}

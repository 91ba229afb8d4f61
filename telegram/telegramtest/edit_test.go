package telegramtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestEdits(t *testing.T) {
	s := frozen(telegramtest.Config{})
	theirs := s.Say("7001", "hi")
	m := call(t, s, "sendMessage", `{"chat_id":7001,"text":"one","reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"y"}]]}}`).message(t)
	ours := fmt.Sprint(m.ID)
	edit := func(method, id, rest string) reply {
		t.Helper()
		return call(t, s, method, `{"chat_id":7001,"message_id":`+id+rest+`}`)
	}
	const keys = `,"reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"y"}]]}`
	const unchanged = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	tests := []struct{ method, id, rest, want string }{
		{"editMessageText", "99", `,"text":"x"`, "message to edit not found"},
		{"editMessageText", theirs, `,"text":"x"`, "message can't be edited"},
		{"editMessageText", ours, `,"text":"one"` + keys, unchanged},
		{"editMessageText", ours, `,"text":""`, "message text is empty"},
		{"editMessageText", ours, `,"text":"` + strings.Repeat("x", 4097) + `"`, "message is too long"},
		{"editMessageCaption", ours, `,"caption":"x"`, "there is no caption in the message to edit"},
		{"editMessageText", ours, `,"text":"x","reply_markup":{"keyboard":[["a"]]}`, "inline keyboard expected"},
	}
	for _, tt := range tests {
		if r := edit(tt.method, tt.id, tt.rest); r.Description != "Bad Request: "+tt.want {
			t.Errorf("%s %s%.40s = %q, want %q", tt.method, tt.id, tt.rest, r.Description, tt.want)
		}
	}
	if m := edit("editMessageText", ours, `,"text":"<b>two</b>","parse_mode":"HTML"`).message(t); m.Text != "two" || len(m.Entities) != 1 || m.Markup != nil {
		t.Errorf("edited %+v", m)
	}
	if m := edit("editMessageReplyMarkup", ours, keys).message(t); m.Markup == nil {
		t.Errorf("keyboard %+v", m)
	}
	if r := edit("editMessageReplyMarkup", ours, keys); r.Description != "Bad Request: "+unchanged {
		t.Errorf("again = %q", r.Description)
	}
	photo := call(t, s, "sendPhoto", `{"chat_id":7001,"photo":"https://x.example/a.jpg","caption":"old"}`).message(t)
	edit("editMessageCaption", fmt.Sprint(photo.ID), `,"caption":"new"`).message(t)
	got := s.Sent()
	if got[0].Text != "two" || !got[0].Edited.Equal(noon) || len(got[0].Buttons) != 1 || got[1].Text != "new" {
		t.Errorf("Sent %+v", got)
	}

	if r := edit("deleteMessage", ours, ""); !r.OK || !s.Sent()[0].Deleted {
		t.Errorf("delete = %+v", r)
	}
	if r := edit("deleteMessage", ours, ""); r.Description != "Bad Request: message to delete not found" {
		t.Errorf("delete again = %q", r.Description)
	}
	if r := call(t, s, "deleteMessages", `{"chat_id":7001,"message_ids":[`+ours+`,`+fmt.Sprint(photo.ID)+`]}`); !r.OK || !s.Sent()[1].Deleted {
		t.Errorf("deleteMessages = %+v", r)
	}
	if r := call(t, s, "deleteMessages", `{"chat_id":7001,"message_ids":[]}`); r.OK {
		t.Error("none to delete")
	}
	s.Advance(48 * time.Hour)
	if r := edit("deleteMessage", theirs, ""); r.Description != "Bad Request: message can't be deleted for everyone" {
		t.Errorf("after 48 hours = %q", r.Description)
	}
	if r := edit("setMessageReaction", theirs, `,"reaction":[{"type":"emoji","emoji":"👍"}]`); !r.OK {
		t.Errorf("reaction = %+v", r)
	}
	if r := edit("setMessageReaction", theirs, `,"reaction":[{"type":"emoji","emoji":"👍"},{"type":"emoji","emoji":"🔥"}]`); r.OK {
		t.Error("two reactions")
	}
	if r := edit("setMessageReaction", "99", ``); r.Description != "Bad Request: message to react not found" {
		t.Errorf("reaction to nothing = %q", r.Description)
	}
}

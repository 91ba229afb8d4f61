package telegramtest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

func TestGroups(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Group("-4001", "Shop")
	s.SayIn("-4001", "7001", "hi all")
	call(t, s, "sendMessage", `{"chat_id":-4001,"text":"hello"}`).message(t)
	s.Migrate("-4001", "-1002000000001")
	r := call(t, s, "sendMessage", `{"chat_id":-4001,"text":"hello"}`)
	if diff := cmp.Diff(map[string]int64{"migrate_to_chat_id": -1002000000001}, r.Parameters); diff != "" || r.Code != 400 {
		t.Errorf("after migration %+v (-want +got):\n%s", r, diff)
	}
	call(t, s, "sendMessage", `{"chat_id":-1002000000001,"text":"hello"}`).message(t)
	s.Kick("-1002000000001", "7001")
	if r := call(t, s, "sendMessage", `{"chat_id":-1002000000001,"text":"x"}`); r.Description != "Forbidden: bot was kicked from the supergroup chat" {
		t.Errorf("kicked = %q", r.Description)
	}
	h := &host{}
	s.Deliver(h)
	var got []string
	for _, raw := range h.raw {
		var u struct {
			Message struct {
				Chat struct {
					ID   int64
					Type string
				}
				Text string
				To   int64 `json:"migrate_to_chat_id"`
				From int64 `json:"migrate_from_chat_id"`
			}
			Member *struct{} `json:"my_chat_member"`
		}
		if err := json.Unmarshal(raw, &u); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(u.Message.Chat.ID, " ", u.Message.Chat.Type, u.Message.Text, u.Message.To, u.Message.From, u.Member != nil))
	}
	want := []string{
		"-4001 grouphi all0 0 false", "-4001 group-1002000000001 0 false", "-1002000000001 supergroup0 -4001 false", "0 0 0 true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("updates (-want +got):\n%s", diff)
	}
}

func TestBusinessMessages(t *testing.T) {
	s := frozen(telegramtest.Config{})
	conn := s.Connect("6001")
	id := s.SayBusiness(conn, "7001", "is it open?")
	s.EditBusiness(conn, "7001", id, "is the shop open?")
	params := `"business_connection_id":"` + conn + `"`
	if r := call(t, s, "getBusinessConnection", `{`+params+`}`); !strings.Contains(string(r.Result), `"can_reply":true`) {
		t.Errorf("getBusinessConnection = %s", r.Result)
	}
	if r := call(t, s, "readBusinessMessage", `{`+params+`,"chat_id":7001,"message_id":`+id+`}`); !r.OK {
		t.Errorf("readBusinessMessage = %+v", r)
	}
	ours := call(t, s, "sendMessage", `{"chat_id":7001,"text":"yes",`+params+`}`).message(t)
	call(t, s, "editMessageText", fmt.Sprintf(`{"chat_id":7001,"message_id":%d,"text":"yes, till 6",%s}`, ours.ID, params)).message(t)
	if r := call(t, s, "deleteBusinessMessages", fmt.Sprintf(`{"message_ids":[%d],%s}`, ours.ID, params)); !r.OK || !s.Sent()[0].Deleted || s.Sent()[0].Text != "yes, till 6" {
		t.Errorf("deleteBusinessMessages = %+v, sent %+v", r, s.Sent())
	}
	s.DeleteBusiness(conn, "7001", id)
	h := &host{}
	for s.Pending() > 0 {
		s.Deliver(h)
	}
	last := string(h.raw[len(h.raw)-1])
	if !strings.Contains(last, `"deleted_business_messages":{`) || !strings.Contains(last, `"message_ids":[`+id+`]`) {
		t.Errorf("last update %s", last)
	}
	if !strings.Contains(string(h.raw[2]), `"edited_business_message":{`) || !strings.Contains(string(h.raw[2]), "is the shop open?") {
		t.Errorf("edit %s", h.raw[2])
	}
	s.Advance(24 * time.Hour)
	if r := call(t, s, "readBusinessMessage", `{`+params+`,"chat_id":7001,"message_id":`+id+`}`); r.OK {
		t.Error("read after a day")
	}
}

package telegramtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestBusiness(t *testing.T) {
	s := frozen(telegramtest.Config{})
	conn := s.Connect("6001")
	s.SayBusiness(conn, "7001", "is it open?")
	s.OwnerSays(conn, "7001", "wait")
	m := call(t, s, "sendMessage", `{"chat_id":7001,"text":"yes","business_connection_id":"`+conn+`"}`).message(t)
	if m.Business != conn || m.From.ID != 6001 || m.ID != 3 {
		t.Errorf("sent %+v", m)
	}
	h := &host{}
	s.Deliver(h)
	if len(h.got) != 4 || h.got[0].Connection == nil || h.got[3].Business.Text != "yes" {
		t.Errorf("got %+v", h.got)
	}
	s.Advance(24 * time.Hour)
	if r := call(t, s, "sendMessage", `{"chat_id":7001,"text":"late","business_connection_id":"`+conn+`"}`); r.Description != "Bad Request: BUSINESS_PEER_INVALID" {
		t.Errorf("after a day = %+v", r)
	}
	s.Disconnect(conn)
	if r := call(t, s, "sendMessage", `{"chat_id":7001,"text":"x","business_connection_id":"`+conn+`"}`); r.Description != "Bad Request: business connection not found" {
		t.Errorf("disconnected = %+v", r)
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

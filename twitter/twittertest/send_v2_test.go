package twittertest_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestSendV2(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000"})
	s.Say("2001", "hi")
	s.Meet(twittertest.Person{ID: "2003"})
	const with, to = "/2/dm_conversations/with/", "/2/dm_conversations/"
	tests := []struct {
		path, body string
		status     int
		want       string
	}{
		{with + "2001/messages", `{"text":"x"}`, 201, `"dm_conversation_id":"2001-3000"`},
		{to + "2001-3000/messages", `{"text":"x"}`, 201, `"dm_conversation_id":"2001-3000"`},
		{with + "abc/messages", `{"text":"x"}`, 400, "The `participant_id` path parameter value [abc] is not valid"},
		{with + "9/messages", `{"text":"x"}`, 403, "You do not have permission to DM one or more participants."},
		{with + "2003/messages", `{"text":"x"}`, 403, "You do not have permission to DM one or more participants."},
		{to + "2001-2003/messages", `{"text":"x"}`, 403, "You do not have permission"},
		{to + "x/messages", `{"text":"x"}`, 400, "is not valid"},
		{with + "2001/messages", `{}`, 400, "invalid-request"},
		{with + "2001/messages", `{"text":""}`, 400, "invalid-request"},
		{with + "2001/messages", `{"text":"x","quick_reply":{}}`, 400, "invalid-request"},
		{with + "2001/messages", `{"text":"` + strings.Repeat("x", 10001) + `"}`, 400, "invalid-request"},
		{with + "2001/messages", `{"attachments":[{"media_id":"1"},{"media_id":"2"}]}`, 400, "invalid-request"},
		{with + "2001/messages", `{"attachments":[{"media_id":"1"}]}`, 400, "invalid-request"},
		{"/2/dm_conversations", `{"conversation_type":"Group","participant_ids":["2001"],"message":{"text":"x"}}`, 400, "invalid-request"},
		{"/2/dm_conversations", `{"conversation_type":"Group","participant_ids":["2001","2003"],"message":{"text":"x"}}`, 403, "You do not have permission"},
	}
	for _, tt := range tests {
		if r := call(t, s, "POST", tt.path, jsonType, tt.body); r.status != tt.status || !strings.Contains(r.body, tt.want) {
			t.Errorf("%s %.60s = %d %s, want %d %s", tt.path, tt.body, r.status, r.body, tt.status, tt.want)
		}
	}
	s.Say("2003", "hi")
	r := call(t, s, "POST", "/2/dm_conversations", jsonType, `{"conversation_type":"Group","participant_ids":["2001","2003"],"message":{"text":"x"}}`)
	var group struct {
		Data struct {
			Conversation string `json:"dm_conversation_id"`
		}
	}
	r.into(t, &group)
	if r := call(t, s, "POST", to+group.Data.Conversation+"/messages", jsonType, `{"text":"to all"}`); r.status != 201 {
		t.Errorf("into the group = %d %s", r.status, r.body)
	}
	if got := s.Sent(); len(got) != 4 || got[0].ID == got[1].ID || got[3].To != group.Data.Conversation {
		t.Errorf("Sent = %+v", got)
	}
}

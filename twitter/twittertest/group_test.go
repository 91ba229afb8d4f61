package twittertest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestGroups(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000"})
	for _, who := range []string{"2001", "2002"} {
		s.Say(who, "hi")
	}
	create := func(people, message string) reply {
		return call(t, s, "POST", "/2/dm_conversations", jsonType, `{"conversation_type":"Group","participant_ids":[`+people+`],"message":`+message+`}`)
	}
	if r := create(`"2001","x"`, `{"text":"x"}`); r.status != 400 {
		t.Errorf("with no user id = %d %s", r.status, r.body)
	}
	if r := create(`"2001","2002"`, `{"text":""}`); r.status != 400 {
		t.Errorf("with an empty message = %d %s", r.status, r.body)
	}
	s.Deliver(&host{})
	var made struct {
		Data struct {
			Conversation string `json:"dm_conversation_id"`
			Event        string `json:"dm_event_id"`
		}
	}
	create(`"2001","2002"`, `{"text":"welcome"}`).into(t, &made)
	group := made.Data.Conversation
	answer := s.SayIn(group, "2002", "thanks")
	s.LeaveGroup(group, "2002")
	if s.SayIn(group, "2002", "still here?") != "" || s.SayIn("1", "2001", "x") != "" {
		t.Error("somebody writes into a group that is not theirs")
	}
	if n := s.Pending(); n != 0 {
		t.Errorf("%d webhooks tell of a group", n)
	}
	const fields = "?dm_event.fields=sender_id,participant_ids,dm_conversation_id&expansions=sender_id,participant_ids"
	r := call(t, s, "GET", "/2/dm_conversations/"+group+"/dm_events"+fields, "", "")
	var got struct {
		Data     []map[string]any
		Includes struct{ Users []struct{ ID string } }
	}
	r.into(t, &got)
	for _, e := range got.Data {
		if e["event_type"] != "MessageCreate" {
			delete(e, "id")
		}
	}
	want := []map[string]any{
		{"event_type": "ParticipantsLeave", "participant_ids": []any{"2002"}, "dm_conversation_id": group},
		{"event_type": "MessageCreate", "id": answer, "text": "thanks", "sender_id": "2002", "dm_conversation_id": group},
		{"event_type": "MessageCreate", "id": made.Data.Event, "text": "welcome", "sender_id": "3000", "dm_conversation_id": group},
		{"event_type": "ParticipantsJoin", "participant_ids": []any{"2001", "2002"}, "sender_id": "3000", "dm_conversation_id": group},
	}
	if diff := cmp.Diff(want, got.Data); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if len(got.Includes.Users) != 3 {
		t.Errorf("users %v", got.Includes.Users)
	}
	only := call(t, s, "GET", "/2/dm_events?event_types=ParticipantsJoin,ParticipantsLeave", "", "")
	if only.into(t, &got); len(got.Data) != 2 {
		t.Errorf("comings and goings %v", got.Data)
	}
	if r := call(t, s, "GET", "/2/dm_events?event_types=Everything", "", ""); r.status != 400 {
		t.Errorf("unknown type = %d %s", r.status, r.body)
	}
	list := call(t, s, "GET", "/1.1/direct_messages/events/list.json", "", "")
	if strings.Contains(list.body, "welcome") || !strings.Contains(list.body, `"text":"hi"`) {
		t.Errorf("v1.1 lists %s", list.body)
	}
	if r := call(t, s, "GET", "/1.1/direct_messages/events/show.json?id="+made.Data.Event, "", ""); r.status != 404 {
		t.Errorf("v1.1 shows %s", r.body)
	}
	if r := call(t, s, "POST", "/2/dm_conversations/123456789012345678/messages", jsonType, `{"text":"x"}`); r.status != 404 {
		t.Errorf("an unknown group = %d %s", r.status, r.body)
	}
}

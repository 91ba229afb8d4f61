package twittertest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

const notPermitted = "You do not have permission to DM one or more participants."

func TestWhoTakesMessages(t *testing.T) {
	refused := []any{403, "Forbidden", notPermitted, "about:blank"}
	v11 := func(status, code int) []any { return []any{status, code} }
	tests := []struct {
		name   string
		before func(*twittertest.Server)
		cfg    twittertest.Config
		v1, v2 any
	}{
		{"a follower", func(s *twittertest.Server) { s.Follow("2001") }, twittertest.Config{}, 200, 201},
		{"a former follower", func(s *twittertest.Server) { s.Follow("2001"); s.Unfollow("2001") }, twittertest.Config{}, v11(403, 150), refused},
		{"open messages", func(s *twittertest.Server) { s.Meet(twittertest.Person{ID: "2001", OpenDMs: true}) }, twittertest.Config{}, 200, 201},
		{"for the verified", func(s *twittertest.Server) { s.Meet(twittertest.Person{ID: "2001", OpenDMs: true, VerifiedOnly: true}) }, twittertest.Config{}, v11(403, 476), refused},
		{"for the verified, wrote", func(s *twittertest.Server) {
			s.Meet(twittertest.Person{ID: "2001", VerifiedOnly: true})
			s.Say("2001", "hi")
		}, twittertest.Config{}, 200, 201},
		{"left", func(s *twittertest.Server) { s.Say("2001", "hi"); s.Leave("2001") }, twittertest.Config{}, v11(404, 108), refused},
		{"blocked", func(s *twittertest.Server) { s.Follow("2001"); s.Block("2001") }, twittertest.Config{BlockedCode: 136}, v11(403, 136), refused},
		{"unblocked, but follows no more", func(s *twittertest.Server) { s.Follow("2001"); s.Block("2001"); s.Unblock("2001") }, twittertest.Config{}, v11(403, 150), refused},
		{"blocked, and writes again", func(s *twittertest.Server) { s.Block("2001"); s.Say("2001", "hi") }, twittertest.Config{}, 200, 201},
	}
	for _, tt := range tests {
		s := frozen(tt.cfg)
		tt.before(s)
		got := []any{
			problem(dm(t, s, "2001", `"text":"x"`)),
			problem(call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"text":"y"}`)),
		}
		if diff := cmp.Diff([]any{tt.v1, tt.v2}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestProfilesAndLocations(t *testing.T) {
	s := frozen(twittertest.Config{CustomProfiles: []string{"100"}})
	s.Say("2001", "hi")
	as := func(profile string) any {
		return problem(call(t, s, "POST", "/1.1/direct_messages/events/new.json", jsonType, `{"event":{"type":"message_create","message_create":`+
			`{"target":{"recipient_id":2001},"custom_profile_id":"`+profile+`","message_data":{"text":"by `+profile+`"}}}}`))
	}
	if diff := cmp.Diff([]any{200, []any{403, 200}}, []any{as("100"), as("200")}); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
	if got := s.Sent(); len(got) != 1 || got[0].Profile != "100" {
		t.Errorf("sent %+v", got)
	}
	point := func(at string) string {
		return `"text":"at ` + at + `","attachment":{"type":"location","location":{"type":"shared_coordinate","shared_coordinate":{"coordinates":{"type":"Point","coordinates":[` + at + `]}}}}`
	}
	for at, want := range map[string]any{"180,-90": 200, "181,0": []any{400, 214}, "0,91": []any{400, 214}, "-0.1": []any{400, 214}} {
		if diff := cmp.Diff(want, problem(dm(t, s, "2001", point(at)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", at, diff)
		}
	}
	none := frozen(twittertest.Config{NoLocations: true})
	none.Say("2001", "hi")
	if r := dm(t, none, "2001", point("1,2")); r.code() != 214 {
		t.Errorf("without locations = %d %s", r.status, r.body)
	}
}

func TestBodies(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	const v11, v2 = "/1.1/direct_messages/events/new.json", "/2/dm_conversations/with/2001/messages"
	good := `{"event":{"type":"message_create","message_create":{"target":{"recipient_id":"2001"},"message_data":{"text":"x"}}}}`
	tests := []struct {
		name, path, typ, body string
		status                int
	}{
		{"v1.1 with a charset", v11, "application/json; charset=utf-8", good, 200},
		{"v1.1 as text", v11, "text/plain", good, 400},
		{"v1.1 with more behind", v11, jsonType, good + `{}`, 400},
		{"v1.1 cut", v11, jsonType, good[:20], 400},
		{"v2 with a charset", v2, "application/json; charset=utf-8", `{"text":"y"}`, 201},
		{"v2 without a type", v2, "", `{"text":"y"}`, 400},
		{"v2 with more behind", v2, jsonType, `{"text":"y"} x`, 400},
	}
	for _, tt := range tests {
		if r := call(t, s, "POST", tt.path, tt.typ, tt.body); r.status != tt.status {
			t.Errorf("%s = %d %s, want %d", tt.name, r.status, r.body, tt.status)
		}
	}
}

// wire is how a text of a contact's arrives.
func wire(t *testing.T, s *twittertest.Server, text string) (shown string, entities map[string]any) {
	t.Helper()
	s.Say("2001", text)
	h := &host{}
	s.Deliver(h)
	data := events(t, h, "direct_message_events")[0]["message_create"].(map[string]any)["message_data"].(map[string]any)
	return data["text"].(string), data["entities"].(map[string]any)
}

func TestEntities(t *testing.T) {
	s := frozen(twittertest.Config{Username: "desk", Account: "3000"})
	shown, e := wire(t, s, "@Desk @nobody $ABC #deal (see https://shop.example/a?b=1).")
	url := e["urls"].([]any)[0].(map[string]any)
	if want := "@Desk @nobody $ABC #deal (see " + url["url"].(string) + ")."; shown != want {
		t.Errorf("text %q, want %q", shown, want)
	}
	want := map[string]any{
		"user_mentions": []any{map[string]any{"screen_name": "desk", "name": "Example Desk", "id": 3000.0, "id_str": "3000", "indices": []any{0.0, 5.0}}},
		"symbols":       []any{map[string]any{"text": "ABC", "indices": []any{14.0, 18.0}}},
		"hashtags":      []any{map[string]any{"text": "deal", "indices": []any{19.0, 24.0}}},
		"urls": []any{map[string]any{
			"url": url["url"], "expanded_url": "https://shop.example/a?b=1", "display_url": "shop.example/a?b=1", "indices": []any{30.0, 53.0},
		}},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

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

func TestCustomersWords(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000"})
	s.Start("2001", "77", "by welcome")
	s.AnswerPost("2001", "88", "by post")
	s.SendLocation("2001", "here", 48.5, 2.5)
	dm(t, s, "2001", `"text":"one"`)
	dm(t, s, "2001", `"text":"two"`)
	s.ReadTo("2001", s.Sent()[0].ID)
	h := &host{}
	s.Deliver(h)
	messages := events(t, h, "direct_message_events")
	var via []any
	for _, m := range messages[:3] {
		via = append(via, m["initiated_via"])
	}
	if diff := cmp.Diff([]any{map[string]any{"welcome_message_id": "77"}, map[string]any{"tweet_id": "88"}, nil}, via); diff != "" {
		t.Errorf("initiated_via (-want +got):\n%s", diff)
	}
	at := messages[2]["message_create"].(map[string]any)["message_data"].(map[string]any)["attachment"]
	want := map[string]any{"type": "location", "location": map[string]any{"type": "shared_coordinate", "shared_coordinate": map[string]any{
		"coordinates": map[string]any{"type": "Point", "coordinates": []any{2.5, 48.5}},
	}}}
	if diff := cmp.Diff(want, at); diff != "" {
		t.Errorf("location (-want +got):\n%s", diff)
	}
	if got := events(t, h, "direct_message_mark_read_events"); len(got) != 1 || got[0]["last_read_event_id"] != s.Sent()[0].ID {
		t.Errorf("read %v", got)
	}
	if !strings.HasPrefix(h.raw[0], `{"for_user_id":"3000","direct_message_events":[`) {
		t.Errorf("the envelope begins %.60s", h.raw[0])
	}
	s.SayEncrypted("2001", "hello")
	if n := s.Pending(); n != 0 {
		t.Error("Account Activity tells of XChat")
	}
}

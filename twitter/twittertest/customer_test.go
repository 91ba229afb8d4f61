package twittertest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

const notPermitted = "You do not have permission to DM one or more participants."

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

func TestCustomers(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000", Username: "desk"})
	s.TapQuickReply("2001", "Red", "r")
	s.Type("2001")
	if s.Read("2001") != "" {
		t.Error("there is something to read")
	}
	dm(t, s, "2001", `"text":"ours"`)
	human := s.PersonSays("2001", "by hand")
	if got := s.Read("2001"); got != human {
		t.Errorf("read up to %s, want %s", got, human)
	}
	s.Mention("2001", "help")
	s.Follow("2001")
	h := &host{}
	s.Deliver(h)
	messages := events(t, h, "direct_message_events")
	var got []any
	for _, m := range messages {
		create := m["message_create"].(map[string]any)
		data := create["message_data"].(map[string]any)
		got = append(got, []any{create["sender_id"], data["text"], data["quick_reply_response"], create["source_app_id"]})
	}
	want := []any{
		[]any{"2001", "Red", map[string]any{"type": "options", "metadata": "r"}, nil},
		[]any{"3000", "ours", nil, s.Config().AppID},
		[]any{"3000", "by hand", nil, "3033300"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	typing := []map[string]any{{"created_timestamp": "1772452800000", "sender_id": "2001", "target": map[string]any{"recipient_id": "3000"}}}
	if diff := cmp.Diff(typing, events(t, h, "direct_message_indicate_typing_events")); diff != "" {
		t.Errorf("typing (-want +got):\n%s", diff)
	}
	read := []map[string]any{{"created_timestamp": "1772452800000", "sender_id": "2001", "target": map[string]any{"recipient_id": "3000"}, "last_read_event_id": human}}
	if diff := cmp.Diff(read, events(t, h, "direct_message_mark_read_events")); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if got := events(t, h, "tweet_create_events"); len(got) != 1 || got[0]["text"] != "@desk help" {
		t.Errorf("posts %v", got)
	}
	if got := events(t, h, "follow_events"); len(got) != 1 || got[0]["type"] != "follow" {
		t.Errorf("follows %v", got)
	}
	s.Revoke()
	s.Deliver(h)
	if last := h.raw[len(h.raw)-1]; !strings.Contains(last, `{"user_event":{"revoke":{"date_time":"2026-03-02T12:00:00+00:00"`) {
		t.Errorf("revoked: %s", last)
	}
	if s.Say("2001", "too late"); s.Pending() != 0 {
		t.Error("events come after the access was taken back")
	}
}

func TestReceivedMedia(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.SendPhoto("2001", "my phone", []byte("\xff\xd8\xff photo"))
	s.SendPhoto("2001", "", []byte("\xff\xd8\xff other"))
	s.SendFile("2001", "video", "", []byte("mpegmpeg"))
	h := &host{}
	s.Deliver(h)
	got := events(t, h, "direct_message_events")
	data := func(i int) map[string]any {
		return got[i]["message_create"].(map[string]any)["message_data"].(map[string]any)
	}
	media := func(i int) map[string]any {
		return data(i)["attachment"].(map[string]any)["media"].(map[string]any)
	}
	if text, link := data(0)["text"], media(0)["url"].(string); text != "my phone "+link {
		t.Errorf("text %q", text)
	}
	if text, link := data(1)["text"], media(1)["url"].(string); text != " "+link { // a leading blank
		t.Errorf("text %q", text)
	}
	if u := media(0)["media_url_https"].(string); !strings.HasPrefix(u, "https://ton.twitter.com/1.1/ton/data/dm/"+got[0]["id"].(string)+"/"+media(0)["id_str"].(string)+"/") {
		t.Errorf("photo at %s", u)
	}
	if v := media(2)["video_info"].(map[string]any)["variants"].([]any); len(v) != 3 {
		t.Errorf("variants %v", v)
	}
}

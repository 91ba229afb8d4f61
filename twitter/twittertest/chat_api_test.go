package twittertest_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestChatLists(t *testing.T) {
	c := newChats(t)
	c.s.SayEncrypted(chatAda, "again")
	c.s.SayEncrypted("2002", "me too")
	c.s.SayUnencrypted("2003", "a request")
	c.s.RequestChat("2003")
	type page struct {
		Data []struct {
			ID     string
			Sender string `json:"sender_id"`
		}
		Meta struct {
			Next     string   `json:"next_token"`
			Requests bool     `json:"has_message_requests"`
			Keys     []string `json:"conversation_key_events"`
		}
	}
	var list page
	call(t, c.s, "GET", "/2/chat/conversations?max_results=1", "", "").into(t, &list)
	if len(list.Data) != 1 || list.Meta.Next == "" || !list.Meta.Requests {
		t.Errorf("the first page: %+v", list)
	}
	first := list.Data[0].ID
	list = page{}
	call(t, c.s, "GET", "/2/chat/conversations?max_results=1&pagination_token=1", "", "").into(t, &list)
	if len(list.Data) != 1 || list.Data[0].ID == first || list.Meta.Next != "" {
		t.Errorf("the last page: %+v", list)
	}
	var events page
	call(t, c.s, "GET", chatPath+"/events?chat_message_event.fields=id,sender_id,encoded_event", "", "").into(t, &events)
	if len(events.Data) != 3 || events.Data[0].Sender != chatAda || len(events.Meta.Keys) != 1 {
		t.Errorf("events: %+v", events)
	}
	for path, want := range map[string]int{
		chatPath + "/events?chat_message_event.fields=text": 400,
		chatPath + "/events?max_results=101":                400,
		chatPath + "/events?max_results=0":                  400,
		chatPath + "/events?pagination_token=x":             400,
		"/2/chat/conversations/2009-3000/events":            404,
		"/2/chat/conversations/g1/events":                   404,
		"/2/chat/conversations/x/events":                    400,
		"/2/users/public_keys?ids=x":                        400,
		"/2/users/@ada/public_keys":                         400,
		"/2/users/2001/public_keys":                         200,
		"/2/chat/media/2001-3000/nothing":                   404,
		"/2/chat/media/2001/nothing":                        404,
	} {
		if r := call(t, c.s, "GET", path, "", ""); r.status != want {
			t.Errorf("%s: %d %s, want %d", path, r.status, r.body, want)
		}
	}
	for path, body := range map[string]string{
		chatPath + "/read":                `{"seen_until_sequence_id":"x"}`,
		"/2/chat/media/upload/initialize": `{"conversation_id":"2001-3000","total_bytes":1}`,
		"/2/chat/media/upload/1/append":   `{"conversation_id":"2001-3000","media_hash_key":"a","segment_index":0,"media":"AAAA"}`,
		"/2/chat/media/upload/1/finalize": `{"conversation_id":"2001-3000","media_hash_key":"a","num_parts":"1"}`,
		"/2/users/3000/public_keys":       `{"public_key":{"public_key":"AAAA"},"version":"0","generate_version":true}`,
	} {
		if r := c.post(path, body); r.status != 400 {
			t.Errorf("%s: %d %s, want 400", path, r.status, r.body)
		}
	}
	if r := c.post("/2/users/2001/public_keys", `{"public_key":{},"version":"0","generate_version":true}`); r.status != 403 {
		t.Errorf("keys for somebody else: %d %s", r.status, r.body)
	}
}

func TestChatScopes(t *testing.T) {
	s := frozen(twittertest.Config{Account: chatUs})
	s.SayEncrypted(chatAda, "hello")
	for _, tt := range []struct {
		scope, method, path, body string
		want                      int
	}{
		{"dm.read", "GET", "/2/chat/conversations", "", 403},
		{"dm.read users.read", "GET", "/2/chat/conversations", "", 200},
		{"dm.read users.read tweet.read", "POST", chatPath + "/typing", "{}", 403},
		{"dm.write users.read tweet.read", "POST", chatPath + "/typing", "{}", 200},
		{"dm.write users.read tweet.read", "POST", "/2/chat/media/upload/initialize", `{"conversation_id":"2001-3000","total_bytes":99}`, 403},
		{"media.write", "POST", "/2/chat/media/upload/initialize", `{"conversation_id":"2001-3000","total_bytes":99}`, 200},
	} {
		token, _ := s.Grant(strings.Fields(tt.scope)...)
		contentType := ""
		if tt.body != "" {
			contentType = jsonType
		}
		if r := do(t, s, tt.method, api+tt.path, contentType, tt.body, "Bearer "+token); r.status != tt.want {
			t.Errorf("%s %s with %q: %d %s, want %d", tt.method, tt.path, tt.scope, r.status, r.body, tt.want)
		}
	}
}

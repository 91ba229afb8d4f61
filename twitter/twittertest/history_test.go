package twittertest_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestEmptyPages(t *testing.T) {
	s := frozen(twittertest.Config{EmptyPages: true})
	for i := range 3 {
		s.Say("2001", fmt.Sprint(i))
	}
	var sizes []int
	cursor := ""
	for range 10 {
		var p struct {
			Events []map[string]any
			Next   *string `json:"next_cursor"`
		}
		call(t, s, "GET", "/1.1/direct_messages/events/list.json?count=2"+cursor, "", "").into(t, &p)
		sizes = append(sizes, len(p.Events))
		if p.Next == nil {
			break
		}
		cursor = "&cursor=" + *p.Next
	}
	if diff := cmp.Diff([]int{0, 2, 0, 1}, sizes); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	for _, query := range []string{"cursor=%21", "cursor=" + base64.RawURLEncoding.EncodeToString([]byte("x")), "count=x", "count=0"} {
		if r := call(t, s, "GET", "/1.1/direct_messages/events/list.json?"+query, "", ""); r.status != 400 {
			t.Errorf("%s = %d %s", query, r.status, r.body)
		}
	}
}

func TestHistoryV11(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000"})
	var ids []string
	ids = append(ids, s.Say("2001", "old"))
	s.Advance(31 * 24 * time.Hour)
	for _, text := range []string{"a", "b"} {
		ids = append(ids, s.Say("2001", text))
	}
	dm(t, s, "2001", `"text":"ours"`)
	ids = append(ids, s.Sent()[0].ID)
	type page struct {
		Events []struct {
			ID     string
			Create struct {
				App string `json:"source_app_id"`
			} `json:"message_create"`
		}
		Next string `json:"next_cursor"`
		Apps map[string]any
	}
	get := func(query string) (p page) {
		t.Helper()
		call(t, s, "GET", "/1.1/direct_messages/events/list.json"+query, "", "").into(t, &p)
		return p
	}
	p := get("")
	if len(p.Events) != 3 || p.Events[0].ID != ids[3] || p.Events[2].ID != ids[1] || p.Next != "" {
		t.Errorf("list = %+v", p)
	}
	if p.Events[0].Create.App != s.Config().AppID || p.Events[1].Create.App != "" || p.Apps[s.Config().AppID] == nil {
		t.Errorf("apps = %+v", p)
	}
	p = get("?count=2")
	if len(p.Events) != 2 || p.Next == "" {
		t.Errorf("first page = %+v", p)
	}
	p = get("?count=2&cursor=" + p.Next)
	if len(p.Events) != 1 || p.Events[0].ID != ids[1] || p.Next != "" {
		t.Errorf("second page = %+v", p)
	}
	p = get("?count=3")
	if p = get("?count=3&cursor=" + p.Next); len(p.Events) != 0 || p.Next != "" {
		t.Errorf("a last page that is empty = %+v", p)
	}
	if r := call(t, s, "GET", "/1.1/direct_messages/events/list.json?count=51", "", ""); r.status != 400 {
		t.Errorf("count=51: %d", r.status)
	}
	if r := call(t, s, "GET", "/1.1/direct_messages/events/show.json?id="+ids[1], "", ""); !strings.Contains(r.body, `"text":"a"`) {
		t.Errorf("show = %s", r.body)
	}
	destroy := "/1.1/direct_messages/events/destroy.json?id=" + ids[1]
	if r := call(t, s, "DELETE", destroy, "", ""); r.status != 204 {
		t.Errorf("destroy = %d %s", r.status, r.body)
	}
	if r := call(t, s, "DELETE", destroy, "", ""); r.status != 404 || r.code() != 34 {
		t.Errorf("destroy again = %d %s", r.status, r.body)
	}
}

func TestHistoryV2(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000"})
	const path = "/2/dm_events"
	if r := call(t, s, "GET", path, "", ""); r.body != `{"meta":{"result_count":0}}` {
		t.Errorf("nothing = %s", r.body)
	}
	a := s.Say("2001", "a")
	b := s.Say("2002", "b")
	photo := s.SendPhoto("2001", "", []byte("\xff\xd8\xff"))
	type page struct {
		Data []map[string]any
		Meta struct {
			Count int    `json:"result_count"`
			Next  string `json:"next_token"`
			Prev  string `json:"previous_token"`
		}
		Includes struct {
			Users []map[string]any
			Media []map[string]any
		}
	}
	get := func(path string) (p page) {
		t.Helper()
		call(t, s, "GET", path, "", "").into(t, &p)
		return p
	}
	p := get(path + "?max_results=2")
	if len(p.Data) != 2 || p.Data[0]["id"] != photo || p.Meta.Next == "" || len(p.Data[1]) != 3 {
		t.Errorf("default fields = %+v", p)
	}
	p = get(path + "?max_results=2&pagination_token=" + p.Meta.Next)
	if diff := cmp.Diff([]map[string]any{{"id": a, "event_type": "MessageCreate", "text": "a"}}, p.Data); diff != "" || p.Meta.Next != "" || p.Meta.Prev == "" {
		t.Errorf("second page %+v (-want +got):\n%s", p.Meta, diff)
	}
	p = get("/2/dm_conversations/with/2002/dm_events?dm_event.fields=id,event_type,text,dm_conversation_id,created_at,sender_id,attachments&expansions=sender_id")
	want := []map[string]any{{"id": b, "event_type": "MessageCreate", "text": "b", "dm_conversation_id": "2002-3000", "created_at": "2026-03-02T12:00:00.000Z", "sender_id": "2002"}}
	if diff := cmp.Diff(want, p.Data); diff != "" || len(p.Includes.Users) != 1 {
		t.Errorf("all fields %+v (-want +got):\n%s", p.Includes, diff)
	}
	p = get("/2/dm_conversations/2001-3000/dm_events?dm_event.fields=attachments&expansions=attachments.media_keys")
	if len(p.Data) != 2 || p.Data[0]["attachments"] == nil || len(p.Includes.Media) != 1 || p.Includes.Media[0]["type"] != "photo" {
		t.Errorf("media = %+v", p)
	}
	if r := call(t, s, "GET", path+"?max_results=101", "", ""); r.status != 400 {
		t.Errorf("max_results=101: %d", r.status)
	}
	if r := call(t, s, "DELETE", path+"/"+a, "", ""); r.body != `{"data":{"deleted":true}}` {
		t.Errorf("DELETE = %s", r.body)
	}
	if r := call(t, s, "GET", path+"/"+a, "", ""); r.status != 404 || !strings.Contains(r.body, "resource-not-found") {
		t.Errorf("a deleted event = %d %s", r.status, r.body)
	}
}

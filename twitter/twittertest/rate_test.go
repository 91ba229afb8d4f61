package twittertest_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestDocumentedRates(t *testing.T) {
	s := frozen(twittertest.Config{Documented: true, Others: standin.Rate{Kind: standin.FixedWindow, N: 7, Per: time.Hour}})
	s.Say("2001", "hi")
	limit := func(r reply) string {
		return r.header.Get("x-rate-limit-limit") + " " + r.header.Get("x-user-limit-24hour-limit") + " " + r.header.Get("x-app-limit-24hour-limit")
	}
	tests := []struct {
		name string
		r    reply
		want string
	}{
		{"v2 send", call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"text":"x"}`), "15 1440 1440"},
		{"v1.1 send", dm(t, s, "2001", `"text":"y"`), "  "},
		{"typing", call(t, s, "POST", "/1.1/direct_messages/indicate_typing.json?recipient_id=2001", "", ""), "1000  "},
		{"dm_events", call(t, s, "GET", "/2/dm_events", "", ""), "15  "},
		{"webhooks v2", bearer(t, s, "GET", "/2/webhooks", ""), "450  "},
		{"webhooks v1.1", bearer(t, s, "GET", "/1.1/account_activity/webhooks.json", ""), "15  "},
		{"a name, for the app", bearer(t, s, "GET", "/2/users/by/username/desk", ""), "300  "},
		{"a name, for a user", call(t, s, "GET", "/2/users/by/username/desk", "", ""), "900  "},
		{"one without a figure", call(t, s, "GET", "/2/users/2001", "", ""), "7  "},
	}
	for _, tt := range tests {
		if got := limit(tt.r); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	for i := range 15 {
		if r := call(t, s, "GET", "/2/dm_events", "", ""); (r.status == 429) != (i == 14) {
			t.Errorf("call %d = %d %v", i+2, r.status, r.header)
		}
	}
}

func TestTheAppsDay(t *testing.T) {
	perDay := func(n int) standin.Rate {
		return standin.Rate{Kind: standin.FixedWindow, N: n, Per: 24 * time.Hour}
	}
	s := frozen(twittertest.Config{Day: perDay(5), AppDay: perDay(2)})
	s.Say("2001", "hi")
	var got []string
	for i := range 3 {
		r := call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, fmt.Sprintf(`{"text":"%d"}`, i))
		got = append(got, fmt.Sprint(r.status, " ", r.header.Get("x-user-limit-24hour-remaining"), " ", r.header.Get("x-app-limit-24hour-remaining")))
	}
	if diff := cmp.Diff([]string{"201 4 1", "201 3 0", "429 2 0"}, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

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

func TestSimpleUpload(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	png := "\x89PNG\r\n\x1a\n and so on"
	upload := func(data, more string) reply {
		return call(t, s, "POST", "/1.1/media/upload.json", formType, "media_data="+strings.ReplaceAll(strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte(data)), "+", "%2B"), "=", "%3D")+more)
	}
	var out struct {
		ID    string `json:"media_id_string"`
		Size  int
		Image struct {
			Type string `json:"image_type"`
		}
	}
	r := upload(png, "&media_category=dm_image")
	if r.into(t, &out); r.status != 200 || out.Size != len(png) || out.Image.Type != "image/png" {
		t.Fatalf("upload = %d %s", r.status, r.body)
	}
	if r := dm(t, s, "2001", `"text":"x","attachment":{"type":"media","media":{"id":`+out.ID+`}}`); r.status != 200 {
		t.Errorf("attach = %d %s", r.status, r.body)
	}
	if r := upload("plain text", ""); r.status != 400 || !strings.Contains(r.body, `"error":"media type unrecognized."`) {
		t.Errorf("text = %d %s", r.status, r.body)
	}
	for _, form := range []string{"media_data=%21", "command=STOP", "x=y"} {
		if r := call(t, s, "POST", "/1.1/media/upload.json", formType, form); r.status != 400 {
			t.Errorf("%s = %d %s", form, r.status, r.body)
		}
	}
}

func TestUnheardMessages(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "heard")
	if r := call(t, s, "POST", "/2/users/2001/dm/block", "", ""); r.status != 200 {
		t.Fatal(r.status, r.body)
	}
	id := s.Say("2001", "unheard")
	if r := call(t, s, "GET", "/2/dm_events/"+id, "", ""); r.status != http.StatusNotFound || s.Pending() != 1 {
		t.Errorf("%d %s, and %d webhooks", r.status, r.body, s.Pending())
	}
	if r := call(t, s, "POST", "/2/users/2001/dm/unblock", "", ""); r.status != 200 {
		t.Fatal(r.status, r.body)
	}
	if s.Say("2001", "heard again"); s.Pending() != 2 {
		t.Error("nothing comes after the block was lifted")
	}
	if r := call(t, s, "POST", "/2/users/9/dm/block", "", ""); r.status != 404 {
		t.Errorf("nobody = %d %s", r.status, r.body)
	}
}

func TestActivityPages(t *testing.T) {
	s := frozen(twittertest.Config{Activity: true})
	var ids []string
	token := ""
	for {
		var p struct {
			Data []struct {
				ID string `json:"subscription_id"`
			}
			Meta struct {
				Total int    `json:"total_subscriptions"`
				Next  string `json:"next_token"`
			}
		}
		bearer(t, s, "GET", "/2/activity/subscriptions?max_results=3"+token, "").into(t, &p)
		for _, d := range p.Data {
			ids = append(ids, d.ID)
		}
		if p.Meta.Total != 4 {
			t.Fatal(p.Meta)
		}
		if p.Meta.Next == "" {
			break
		}
		token = "&pagination_token=" + p.Meta.Next
	}
	if len(ids) != 4 {
		t.Fatalf("ids %v", ids)
	}
	if r := bearer(t, s, "GET", "/2/activity/subscriptions?pagination_token=x", ""); r.status != 400 {
		t.Errorf("a bad token = %d %s", r.status, r.body)
	}
	if r := bearer(t, s, "GET", "/2/activity/subscriptions?max_results=0", ""); r.status != 400 {
		t.Errorf("no results = %d %s", r.status, r.body)
	}
	if r := bearer(t, s, "DELETE", "/2/activity/subscriptions?ids="+ids[0]+",1", ""); r.status != 404 {
		t.Errorf("one unknown = %d %s", r.status, r.body)
	}
	if r := bearer(t, s, "DELETE", "/2/activity/subscriptions?ids="+ids[0]+","+ids[3], ""); r.body != `{"data":{"deleted":true},"meta":{"total_subscriptions":2}}` {
		t.Errorf("two = %d %s", r.status, r.body)
	}
}

package twittertest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

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

func TestActivitySubscriptions(t *testing.T) {
	s := frozen(twittertest.Config{Fresh: true, Account: "3000"})
	h := &host{secret: s.Config().APISecret}
	s.Hook(h)
	var hook struct{ Data struct{ ID string } }
	bearer(t, s, "POST", "/2/webhooks", `{"url":"https://desk.example/x"}`).into(t, &hook)
	access, _ := s.Grant("dm.read", "users.read")
	other, _ := s.Grant("users.read")
	user := func(method, path, body, token string) reply {
		t.Helper()
		return do(t, s, method, api+path, jsonType, body, "Bearer "+token)
	}
	const path = "/2/activity/subscriptions"
	body := func(kind, more string) string {
		return `{"event_type":"` + kind + `","filter":{"user_id":"3000"}` + more + `}`
	}
	received := body("dm.received", `,"tag":"in","webhook_id":"`+hook.Data.ID+`"`)
	tests := []struct {
		name, body, token string
		status            int
	}{
		{"app-only", received, s.Config().Bearer, 403},
		{"scope", received, other, 403},
		{"kind", body("dm.deleted", ""), access, 400},
		{"direction", `{"event_type":"dm.received","filter":{"user_id":"3000","direction":"inbound"}}`, access, 400},
		{"webhook", body("dm.received", `,"webhook_id":"1"`), access, 400},
		{"other user", `{"event_type":"dm.received","filter":{"user_id":"3001"}}`, access, 403},
		{"tag", body("dm.received", `,"tag":"`+strings.Repeat("t", 201)+`"`), access, 400},
		{"right", received, access, 200},
		{"again", received, access, 400},
	}
	for _, tt := range tests {
		if r := user("POST", path, tt.body, tt.token); r.status != tt.status {
			t.Errorf("%s = %d %s, want %d", tt.name, r.status, r.body, tt.status)
		}
	}
	var list struct {
		Data []struct {
			ID  string `json:"subscription_id"`
			Tag string
		}
		Meta struct {
			Total int `json:"total_subscriptions"`
		}
	}
	bearer(t, s, "GET", path, "").into(t, &list)
	if list.Meta.Total != 1 || list.Data[0].Tag != "in" {
		t.Fatalf("list = %+v", list)
	}
	if r := bearer(t, s, "PUT", path+"/"+list.Data[0].ID, `{"tag":"new"}`); !strings.Contains(r.body, `"tag":"new"`) {
		t.Errorf("PUT = %s", r.body)
	}
	s.Say("2001", "hi")
	s.Type("2001") // not subscribed
	s.Deliver(h)
	if len(h.raw) != 1 || !strings.Contains(h.raw[0], `"event_type":"dm.received"`) || !strings.Contains(h.raw[0], `"tag":"new"`) {
		t.Errorf("delivered %v", h.raw)
	}
	if r := bearer(t, s, "DELETE", path+"/"+list.Data[0].ID, ""); r.body != `{"data":{"deleted":true},"meta":{"total_subscriptions":0}}` {
		t.Errorf("DELETE = %s", r.body)
	}
	if r := bearer(t, s, "DELETE", path+"/"+list.Data[0].ID, ""); r.status != 404 {
		t.Errorf("DELETE again = %d", r.status)
	}
	for form, want := range map[string]string{"array": `{"data":[{`, "wrapped": `{"data":{"subscription":{`, "": `{"data":{"created_at"`} {
		s := frozen(twittertest.Config{ActivityForm: form, Account: "3000"})
		access, _ := s.Grant("dm.read")
		r := do(t, s, "POST", api+path, jsonType, body("dm.read", ""), "Bearer "+access)
		if !strings.HasPrefix(r.body, want) {
			t.Errorf("%q = %s", form, r.body)
		}
	}
	if diff := cmp.Diff(0, s.Pending()); diff != "" {
		t.Error("something waits")
	}
}

package telegramtest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
)

func TestSetWebhookRefusals(t *testing.T) {
	tests := []struct{ body, want string }{
		{`{"url":"http://desk.example/"}`, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
		{`{"url":"https://desk.example:444/"}`, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"},
		{`{"url":"https://10.0.0.1/"}`, "Bad Request: bad webhook: IP address 10.0.0.1 is reserved"},
		{`{"url":"https://[2001:db8::1]/"}`, "Bad Request: bad webhook: IPv6-only addresses are not allowed"},
		{`{"url":"https://desk/"}`, "Bad Request: bad webhook: Failed to resolve host: Name or service not known"},
		{`{"url":"::"}`, "Bad Request: invalid webhook URL specified"},
		{`{"url":"https://desk.example/","secret_token":"a b"}`, "Bad Request: secret token contains unallowed characters"},
		{`{"url":"https://desk.example/","secret_token":"` + strings.Repeat("a", 257) + `"}`, "Bad Request: secret token is too long"},
	}
	for _, tt := range tests {
		s := frozen(telegramtest.Config{})
		if r := call(t, s, "setWebhook", tt.body); r.Description != tt.want || r.Code != 400 {
			t.Errorf("%s = %q, want %q", tt.body, r.Description, tt.want)
		}
	}
}

func TestWebhookSetting(t *testing.T) {
	s := frozen(telegramtest.Config{Fresh: true})
	set := func(method, body, want string) {
		t.Helper()
		if r := call(t, s, method, body); !r.OK || r.Description != want || string(r.Result) != "true" {
			t.Errorf("%s %s = %+v, want %q", method, body, r, want)
		}
	}
	info := func() (m map[string]any) {
		t.Helper()
		if err := json.Unmarshal(call(t, s, "getWebhookInfo", "").Result, &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if diff := cmp.Diff(map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": 0.0}, info()); diff != "" {
		t.Errorf("fresh (-want +got):\n%s", diff)
	}
	set("deleteWebhook", "", "Webhook is already deleted")
	set("setWebhook", `{"url":"https://a.example/x","secret_token":"s1","max_connections":10,"allowed_updates":["message","nonsense"]}`, "Webhook was set")
	if r := call(t, s, "setWebhook", `{"url":"https://a.example/x"}`); r.Code != 429 || r.Parameters["retry_after"] != 1 {
		t.Errorf("again within a second = %+v", r)
	}
	s.Advance(time.Second)
	set("setWebhook", `{"url":"https://a.example/x","secret_token":"s1","max_connections":10}`, "Webhook is already set")
	s.Press("7001", "1", "x") // not asked for
	s.Say("7001", "hi")
	if n := s.Pending(); n != 1 {
		t.Errorf("%d updates wait, want the message alone", n)
	}
	h := &host{statuses: []int{403}}
	s.Deliver(h)
	want := map[string]any{
		"url": "https://a.example/x", "has_custom_certificate": false, "pending_update_count": 1.0, "max_connections": 10.0,
		"ip_address": "203.0.113.7", "allowed_updates": []any{"message"},
		"last_error_date": float64(noon.Unix() + 1), "last_error_message": "Wrong response from the webhook: 403 Forbidden",
	}
	if diff := cmp.Diff(want, info()); diff != "" {
		t.Errorf("failing (-want +got):\n%s", diff)
	}
	if h.headers[0].Get("X-Telegram-Bot-Api-Secret-Token") != "s1" {
		t.Error("the secret is not the one that was set")
	}
	s.Advance(time.Second)
	set("setWebhook", `{"url":"https://a.example/x"}`, "Webhook was set") // without secret and connections: they are gone
	if got := info(); got["max_connections"] != 40.0 || got["last_error_message"] != nil || got["allowed_updates"] == nil {
		t.Errorf("after a change: %v", got)
	}
	s.Advance(time.Second)
	if r := call(t, s, "setWebhook", `{"url":"http://a.example/x"}`); r.Code != 400 || info()["url"] != "" {
		t.Errorf("a refused change leaves %v", info())
	}
	s.Advance(time.Second)
	set("deleteWebhook", `{"drop_pending_updates":true}`, "Webhook is already deleted")
	if s.Pending() != 0 {
		t.Error("updates were not dropped")
	}
}

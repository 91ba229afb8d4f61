package twittertest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestDelivery(t *testing.T) {
	s := frozen(twittertest.Config{APISecret: "api-secret", Account: "3000"})
	s.Meet(twittertest.Person{ID: "2001", Name: "Ada", Username: "ada_m"})
	id := s.Say("2001", "é 1 < 2")
	h := &host{}
	if diff := cmp.Diff([]int{200}, s.Deliver(h)); diff != "" {
		t.Fatalf("statuses (-want +got):\n%s", diff)
	}
	if !strings.Contains(h.raw[0], `"text":"é 1 &lt; 2"`) {
		t.Errorf("body %s", h.raw[0])
	}
	mac := hmac.New(sha256.New, []byte("api-secret"))
	mac.Write([]byte(h.raw[0]))
	if got := h.headers[0].Get("x-twitter-webhooks-signature"); got != "sha256="+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		t.Errorf("signature %s", got)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(h.raw[0]), &got); err != nil {
		t.Fatal(err)
	}
	users := got["users"].(map[string]any)
	if users["2001"].(map[string]any)["screen_name"] != "ada_m" || users["3000"] == nil {
		t.Errorf("users %v", users)
	}
	delete(got, "users")
	want := map[string]any{
		"for_user_id": "3000",
		"direct_message_events": []any{map[string]any{
			"type": "message_create", "id": id, "created_timestamp": "1772452800000",
			"message_create": map[string]any{
				"target": map[string]any{"recipient_id": "3000"}, "sender_id": "2001",
				"message_data": map[string]any{"text": "é 1 &lt; 2", "entities": map[string]any{
					"hashtags": []any{}, "symbols": []any{}, "user_mentions": []any{}, "urls": []any{}}},
			},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	s.Raw([]byte(`{"unknown":1}`))
	s.Deliver(h)
	if h.raw[1] != `{"unknown":1}` || h.headers[1].Get("x-twitter-webhooks-signature") == "" {
		t.Errorf("Raw delivered %q", h.raw[1])
	}
}

func TestRetrySchedule(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	var tries []time.Duration
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tries = append(tries, s.Now().Sub(noon))
		w.WriteHeader(204)
	}))
	if err := s.Flush(t.Context()); err == nil || !strings.Contains(err.Error(), "204") {
		t.Errorf("Flush = %v", err)
	}
	if diff := cmp.Diff([]time.Duration{0, 3e9, 30e9, 272e9}, tries); diff != "" {
		t.Errorf("tries (-want +got):\n%s", diff)
	}
}

// After the API secret was regenerated, the old one signs nothing, in either direction.
func TestRegenerate(t *testing.T) {
	s := frozen(twittertest.Config{})
	old := signerOf(s)
	s.Say("2001", "still waits")
	s.Regenerate("another-secret")
	if got := s.Config().APISecret; got != "another-secret" {
		t.Errorf("the secret is %q", got)
	}
	const address = api + "/1.1/account/verify_credentials.json"
	if r := do(t, s, "GET", address, "", "", old.header("GET", address, "")); r.status != 401 || r.code() != 32 {
		t.Errorf("signed with the old secret = %d %s", r.status, r.body)
	}
	if r := do(t, s, "GET", address, "", "", signerOf(s).header("GET", address, "")); r.status != 200 {
		t.Errorf("signed with the new secret = %d %s", r.status, r.body)
	}
	if s.Handshake(&host{secret: old.secret}) == nil || s.Handshake(&host{secret: "another-secret"}) != nil {
		t.Error("a check is not made with the new secret")
	}
	h := &host{secret: "another-secret"}
	s.Deliver(h)
	mac := hmac.New(sha256.New, []byte("another-secret"))
	mac.Write([]byte(h.raw[0]))
	if got := h.headers[0].Get("x-twitter-webhooks-signature"); got != "sha256="+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		t.Errorf("what waited is signed %q", got)
	}
}

package twittertest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
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

func TestHandshake(t *testing.T) {
	s := frozen(twittertest.Config{})
	h := &host{secret: s.Config().APISecret}
	if err := s.Handshake(h); err != nil {
		t.Errorf("a right answer fails: %v", err)
	}
	q, err := url.ParseQuery(h.queries[0])
	if err != nil || q.Get("crc_token") == "" || q.Get("nonce") == "" {
		t.Errorf("asked %s", h.queries[0])
	}
	mac := hmac.New(sha256.New, []byte(s.Config().APISecret))
	mac.Write([]byte(h.queries[0]))
	if got := h.headers[0].Get("x-twitter-webhooks-signature"); got != "sha256="+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		t.Errorf("signature %q", got)
	}
	if err := s.Recheck(h); err != nil || h.headers[1].Get("x-twitter-webhooks-signature") != "" {
		t.Errorf("Recheck = %v, signature %q", err, h.headers[1].Get("x-twitter-webhooks-signature"))
	}
	for name, bad := range map[string]*host{
		"secret": {secret: "other"}, "status": {secret: h.secret, statuses: []int{404}}, "redirect": {secret: h.secret, statuses: []int{301}},
		"no JSON": {secret: h.secret, body: "ok"}, "type": {secret: h.secret, typ: "text/plain"},
	} {
		if err := s.Handshake(bad); err == nil {
			t.Errorf("%s: passes", name)
		}
	}
}

func TestASlowCheckFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := twittertest.New(twittertest.Config{})
		begin := time.Now()
		err := s.Handshake(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
		if err == nil || !strings.Contains(err.Error(), "less than 3 seconds") || time.Since(begin) != 3*time.Second {
			t.Errorf("Handshake = %v after %v", err, time.Since(begin))
		}
	})
}

// events takes the events of one key out of deliveries.
func events(t *testing.T, h *host, key string) (out []map[string]any) {
	t.Helper()
	for _, body := range h.raw {
		var m map[string]json.RawMessage
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			t.Fatal(err)
		}
		var list []map[string]any
		if m[key] != nil {
			if err := json.Unmarshal(m[key], &list); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, list...)
	}
	return out
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

func TestNoEchoes(t *testing.T) {
	s := frozen(twittertest.Config{NoEchoes: true})
	s.Say("2001", "hi")
	dm(t, s, "2001", `"text":"ours"`)
	s.PersonSays("2001", "by hand")
	if n := s.Pending(); n != 2 {
		t.Errorf("%d events wait, want 2", n)
	}
}

func TestActivityForm(t *testing.T) {
	s := frozen(twittertest.Config{Activity: true, Account: "3000"})
	s.Say("2001", "hi")
	s.Type("2001")
	dm(t, s, "2001", `"text":"ours"`)
	s.Read("2001")
	h := &host{}
	s.Deliver(h)
	var kinds []string
	for _, body := range h.raw {
		var e struct {
			Data struct {
				UUID    string `json:"event_uuid"`
				Type    string `json:"event_type"`
				Filter  map[string]string
				Tag     string
				Payload struct {
					Messages []map[string]any `json:"direct_message_events"`
					Users    map[string]struct {
						Data struct{ Username string }
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			t.Fatal(err)
		}
		if e.Data.UUID == "" || e.Data.Filter["user_id"] != "3000" || e.Data.Payload.Users["2001"].Data.Username == "" || strings.Contains(body, "for_user_id") {
			t.Errorf("event %s", body)
		}
		kinds = append(kinds, e.Data.Type)
	}
	if diff := cmp.Diff([]string{"dm.received", "dm.indicate_typing", "dm.sent", "dm.read"}, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
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

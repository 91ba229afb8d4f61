package facebooktest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever is sent to the Send API, it answers JSON, with an error or with a message that Sent has.
func FuzzSend(f *testing.F) {
	for _, s := range []string{
		`{"recipient":{"id":"24001"},"message":{"text":"x"}}`, `{"recipient":"{\"id\":\"24001\"}","message":"{\"text\":\"x\"}"}`,
		`{"recipient":{"id":"24001"},"message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"x","buttons":[{}]}}}}`,
		`{"recipient":{"id":"24001"},"sender_action":"react","payload":{}}`, `[]`, `{"recipient":1}`, `{"message":{"quick_replies":[null]}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := New(Config{})
		s.Say("24001", "hi")
		r := httptest.NewRequest(http.MethodPost, "/me/messages?access_token=EAAexamplePageToken", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		var out struct {
			ID    string `json:"message_id"`
			Error *struct{ Code int }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatalf("%q is answered %q", body, w.Body)
		}
		if (out.Error != nil) != (w.Code != 200) || (out.ID != "") != (len(s.Sent()) == 1) {
			t.Errorf("%q is answered %d %q, sent %d", body, w.Code, w.Body, len(s.Sent()))
		}
	})
}

package twittertest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

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

package channel_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestCustomBytesNeverBecomeU0000(t *testing.T) {
	for _, data := range []string{"\x00", "{\x00}", "\xff\x00", `{"text":"a\u0000b"}`} {
		want := channel.Event{ID: "p/a/1", Body: channel.Custom{Kind: channel.KindMalformed, Data: []byte(data)}, Raw: []byte(data)}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		// Within a JSON text that stands in a JSON string, \\u0000 is six plain characters.
		if bytes.Contains(bytes.ReplaceAll(text, []byte(`\\`), nil), []byte(`\u0000`)) {
			t.Errorf("%q is written as %s, which PostgreSQL's jsonb refuses", data, text)
		}
		var got channel.Event
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q after a round trip (-want +got):\n%s", data, diff)
		}
	}
}

func TestEventWithoutBodyIsNotWritten(t *testing.T) {
	for _, b := range []channel.Body{nil, &channel.Typing{}, (*channel.Message)(nil), struct{ channel.Message }{}} {
		if data, err := json.Marshal(channel.Event{ID: "p/a/1", Body: b}); err == nil {
			t.Errorf("an event with the body %T is written as %s, which nobody can read", b, data)
		}
	}
}

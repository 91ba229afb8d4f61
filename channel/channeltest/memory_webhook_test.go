package channeltest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// An authentic call never panics, never loses a thing, fails only as ErrMalformed, and what it
// tells can be stored.
func FuzzMemoryReceive(f *testing.F) {
	for _, body := range samples() {
		f.Add(body)
	}
	for _, body := range []string{``, `{}`, `{"events":[7,null,{"kind":"message"}],"events":{}}`, "{\"events\":[\"\xff\\u0000\"]}", `{"events":[{"kind":"a\u0000b"}]}`, `{"events":[]]`, `[`} {
		f.Add([]byte(body))
	}
	m, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		call := m.Raw(bytes.Clone(body))
		got, err := m.Receive(call)
		if err != nil && (!errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1) {
			t.Fatalf("%d events, %v", len(got.Events), err)
		}
		var object map[string]json.RawMessage // a struct would match "Events" too
		var list []json.RawMessage
		if json.Unmarshal(body, &object) == nil && json.Unmarshal(object["events"], &list) == nil && len(got.Events) < len(list) {
			t.Errorf("%d elements became %d events", len(list), len(got.Events))
		}
		for i, e := range got.Events {
			if !bytes.Contains(body, e.Raw) || e.ID == "" {
				t.Errorf("event %d: %q with the bytes %q", i, e.ID, e.Raw)
			}
			data, err := json.Marshal(e)
			if err != nil {
				t.Fatalf("event %d cannot be stored: %v", i, err)
			}
			var back channel.Event
			if err := json.Unmarshal(data, &back); err != nil {
				t.Fatalf("event %d cannot be read back: %v", i, err)
			}
			if _, custom := e.Body.(channel.Custom); !custom {
				e.Raw = nil
			}
			if diff := cmp.Diff(e, back, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("event %d after a round trip (-before +after):\n%s", i, diff)
			}
		}
	})
}

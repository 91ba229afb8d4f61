package facebook_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/facebook"
)

// FuzzReceive: an authentic call never panics, never loses an event, and fails only as
// ErrMalformed.
func FuzzReceive(f *testing.F) {
	for _, body := range golden.Bodies(f) {
		f.Add(body)
	}
	for _, body := range []string{"", "{}", "[]", "null", `{"object":"page","entry":{}}`, `{"object":"page","entry":[{"messaging":[{"message":{"mid":"m\u0000","text":"\ud800"},"sender":{"id":1e2}}]}]}`} {
		f.Add([]byte(body))
	}
	ch := newChannel(f, nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		call := signed(body)
		got, err := ch.Receive(call)
		if err != nil {
			if !errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1 {
				t.Fatalf("Receive: %v with %d events", err, len(got.Events))
			}
			return
		}
		if least := elements(body); len(got.Events) < least {
			t.Errorf("%d events of %d elements", len(got.Events), least)
		}
		again, err := ch.Receive(call)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, again); diff != "" {
			t.Errorf("a redelivery differs:\n%s", diff)
		}
		for _, ev := range got.Events {
			checkEvent(t, body, ev)
		}
	})
}

// checkEvent looks at what every event promises.
func checkEvent(t *testing.T, body []byte, ev channel.Event) {
	t.Helper()
	if !strings.HasPrefix(ev.ID, facebook.Platform+"/") || ev.Body == nil || ev.Thread.Platform != facebook.Platform {
		t.Errorf("incomplete: %+v", ev)
	}
	if len(ev.Raw) == 0 || !bytes.Contains(body, ev.Raw) {
		t.Errorf("Raw is no part of the body: %q", ev.Raw)
	}
	everyString(reflect.ValueOf(ev), func(s string) {
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			t.Errorf("a text that cannot be stored: %q", s)
		}
	})
	data, err := json.Marshal(ev)
	if err != nil {
		t.Fatalf("Marshal: %v", err)
	}
	var back channel.Event
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatalf("Unmarshal: %v", err)
	}
	if _, ok := ev.Body.(channel.Custom); !ok {
		ev.Raw = nil
	}
	if diff := cmp.Diff(ev, back); diff != "" {
		t.Errorf("lost in JSON (-want +got):\n%s", diff)
	}
}

// everyString calls f with each text in v, but for bytes.
func everyString(v reflect.Value, f func(string)) {
	switch v.Kind() {
	case reflect.String:
		f(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				everyString(v.Field(i), f)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			everyString(v.Index(i), f)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			everyString(v.Elem(), f)
		}
	}
}

// elements counts by encoding/json what must come out of a body.
func elements(body []byte) int {
	list := func(raw json.RawMessage) (items []json.RawMessage) {
		if json.Unmarshal(raw, &items) != nil && len(raw) > 0 {
			return []json.RawMessage{raw}
		}
		return items
	}
	var call map[string]json.RawMessage
	if json.Unmarshal(body, &call) != nil {
		return 0
	}
	var object string
	_ = json.Unmarshal(call["object"], &object)
	n := 0
	for _, raw := range list(call["entry"]) {
		var entry map[string]json.RawMessage
		if object != "page" && object != "instagram" || json.Unmarshal(raw, &entry) != nil {
			n++
			continue
		}
		for _, name := range []string{"messaging", "standby", "changes"} {
			n += len(list(entry[name]))
		}
	}
	return n
}

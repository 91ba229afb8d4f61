package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// FuzzReceive: an authentic call never panics, never loses an event, and fails only as
// ErrMalformed.
func FuzzReceive(f *testing.F) {
	for _, b := range golden.Bodies(f) {
		f.Add(b)
	}
	for _, b := range []string{"", "{}", "[]", "null", `{"object":"whatsapp_business_account","entry":{}}`,
		`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":"a\u0000","from":1e2,"type":"text","text":{"body":"\ud800"}}]}}]}]}`,
		`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"contacts":[{"user_id":"a/b","wa_id":"1"}],"messages":[{"id":"1","type":"contacts","contacts":[{},[],{"name":{"formatted_name":"x"}}]}]}}]}]}`} {
		f.Add([]byte(b))
	}
	ch := newChannel(f, func(c *whatsapp.Config) { c.LinkNumbers = true })
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
	if ev.ID == "" || ev.Body == nil || ev.Thread.Platform != whatsapp.Platform {
		t.Errorf("incomplete: %+v", ev)
	}
	if len(ev.Raw) == 0 || !bytes.Contains(body, ev.Raw) {
		t.Errorf("Raw is no part of the body: %q", ev.Raw)
	}
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

// elements counts by encoding/json what must come out of a body.
func elements(body []byte) int {
	list := func(raw json.RawMessage) (items []json.RawMessage) {
		if json.Unmarshal(raw, &items) != nil && len(raw) > 0 {
			return []json.RawMessage{raw}
		}
		return items
	}
	object := func(raw json.RawMessage) (m map[string]json.RawMessage) {
		if json.Unmarshal(raw, &m) != nil {
			return nil
		}
		return m
	}
	call := object(body)
	var name string
	if json.Unmarshal(call["object"], &name) != nil || name != "whatsapp_business_account" {
		return 0
	}
	n := 0
	for _, raw := range list(call["entry"]) {
		entry := object(raw)
		if entry == nil {
			n++
			continue
		}
		for _, raw := range list(entry["changes"]) {
			value := object(object(raw)["value"])
			inside := 0
			for _, member := range []string{"messages", "message_echoes", "statuses", "errors", "user_preferences"} {
				inside += len(list(value[member]))
			}
			var field string
			if json.Unmarshal(object(raw)["field"], &field) != nil || field == "" || value == nil {
				inside = 1
			}
			n += inside
		}
	}
	return n
}

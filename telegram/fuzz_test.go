package telegram_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// An authentic call never panics, never loses an event, fails only as ErrMalformed; and an event can be stored.
func FuzzReceive(f *testing.F) {
	for _, body := range bodies(f) {
		f.Add(body)
	}
	f.Add([]byte(`{"update_id":1,"message":null,"callback_query":{"id":"2","from":{"id":3}}}`))
	ch := newChannel(f, nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := ch.Receive(webhook(body))
		if err != nil && (!errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1) {
			t.Fatalf("%d events, %v", len(got.Events), err)
		}
		if n := elements(body); err == nil && len(got.Events) < n {
			t.Errorf("%d events of %d elements", len(got.Events), n)
		}
		for _, ev := range got.Events {
			if ev.ID == "" || ev.Body == nil || ev.Thread.Platform != "telegram" || ev.Thread.Account != bot {
				t.Errorf("incomplete: %+v", ev)
			}
			if !bytes.Contains(body, ev.Raw) {
				t.Errorf("Raw is no part of the body: %s", ev.Raw)
			}
			data, err := json.Marshal(ev)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(`\u0000`)) && !bytes.Contains(body, []byte("u0000")) || !utf8.Valid(data) {
				t.Errorf("not clean: %s", data)
			}
			var again channel.Event
			if err := json.Unmarshal(data, &again); err != nil || again.ID != ev.ID || again.Thread != ev.Thread {
				t.Errorf("%v: %s", err, data)
			}
			m, _ := ev.Body.(channel.Message)
			for _, s := range m.Spans {
				if s.Start < 0 || s.Start >= s.End || s.End > len(m.Text) || !utf8.ValidString(m.Text[s.Start:s.End]) {
					t.Errorf("span %+v of %q", s, m.Text)
				}
			}
		}
	})
}

// elements counts what an update carries beside its number.
func elements(body []byte) int {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return 0
	}
	delete(members, "update_id")
	n := 0 // nulls count where there is nothing else
	for _, value := range members {
		if string(value) != "null" {
			n++
		}
	}
	if n == 0 {
		return len(members)
	}
	return n
}

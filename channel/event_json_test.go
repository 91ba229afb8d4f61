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
		// Within a JSON text that is itself a JSON string, \\u0000 is six plain characters.
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

func TestEventJSON(t *testing.T) {
	tests := []struct {
		event channel.Event
		want  string
	}{
		{channel.Event{ID: "telegram/7/42/5", Thread: channel.Thread{Platform: "telegram", Account: "7", Contact: "42"}, From: channel.Person{ID: "42", Name: "Ann"}, Origin: channel.OriginContact,
			Time: noon, Renews: true, Body: channel.Message{ID: "5", Text: "Hello"}, Raw: []byte("{}")},
			`{"id":"telegram/7/42/5","thread":{"platform":"telegram","account":"7","contact":"42"},"from":{"id":"42","name":"Ann"},"origin":"contact","time":"2026-03-02T12:00:00Z","renews":true,"kind":"message","body":{"id":"5","text":"Hello"}}`},
		{channel.Event{ID: "x/1/2", Late: true, Standby: true, Body: channel.Typing{}},
			`{"id":"x/1/2","thread":{"platform":"","account":"","contact":""},"late":true,"standby":true,"kind":"typing","body":{}}`},
		{channel.Event{ID: "x/1/3", Body: channel.Custom{Kind: "follow", Data: []byte(`{"a":1}`)}, Raw: []byte(`{"a":1}`)},
			`{"id":"x/1/3","thread":{"platform":"","account":"","contact":""},"kind":"custom","body":{"kind":"follow","data":"{\"a\":1}","same":true}}`},
		{channel.Event{ID: "x/1/4", Body: channel.Custom{Kind: "follow", Data: []byte("\xff")}, Raw: []byte(`[]`)},
			`{"id":"x/1/4","thread":{"platform":"","account":"","contact":""},"kind":"custom","body":{"kind":"follow","data64":"/w==","raw":"[]"}}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.event)
		if err != nil || string(got) != tt.want {
			t.Errorf("the event is written as %s, %v, want %s", got, err, tt.want)
		}
	}
}

func TestEventUnmarshalRefuses(t *testing.T) {
	before := channel.Event{ID: "kept", Body: channel.Typing{}}
	for _, text := range []string{``, `[]`, `{}`, `{"kind":""}`, `{"kind":"telepathy","body":{}}`, `{"kind":"message"}`, `{"kind":"message","body":[]}`, `{"kind":"message","body":{"text":7}}`,
		`{"kind":"custom","body":7}`, `{"kind":"custom","body":{"data64":"%"}}`, `{"kind":"typing","body":{},"time":"yesterday"}`} {
		e := before
		if err := json.Unmarshal([]byte(text), &e); err == nil {
			t.Errorf("%s is read as %+v", text, e)
		}
		if diff := cmp.Diff(before, e); diff != "" {
			t.Errorf("%s is refused and changes the event:\n%s", text, diff)
		}
	}
}

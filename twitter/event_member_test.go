package twitter_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/channel"
)

// A fault in any member but the id, both sides and the text does not take a message out of the
// contact's thread.
func TestMinorMembersThatDoNotFit(t *testing.T) {
	const id, at = "1900000000000000007", "1781000000000"
	now := time.UnixMilli(1781000000000).UTC()
	plain := channel.Message{ID: id, By: channel.ByCustomer, Text: "Hello"}
	with := func(change func(*channel.Message)) channel.Message {
		m := plain
		change(&m)
		return m
	}
	photo := with(func(m *channel.Message) {
		m.Attachments = []channel.Attachment{{ID: "5", Kind: channel.MediaImage, URL: "https://ton.example.com/5.jpg"}}
	})
	other := func(name string) channel.Message {
		return with(func(m *channel.Message) {
			m.Attachments = []channel.Attachment{{Kind: channel.MediaOther, Name: name}}
		})
	}
	tests := []struct {
		name, kind, created, data string
		time                      time.Time
		want                      channel.Message
	}{
		{"a time that is empty", `"message_create"`, `""`, ``, time.Time{}, plain},
		{"a time that is a word", `"message_create"`, `"yesterday"`, ``, time.Time{}, plain},
		{"a time that is a list", `"message_create"`, `[` + at + `]`, ``, time.Time{}, plain},
		{"a time in seconds", `"message_create"`, `1781000000`, ``, now, plain},
		{"a time in seconds, as a text", `"message_create"`, `"1781000000"`, ``, now, plain},
		{"the last time in seconds", `"message_create"`, `253402300799`, ``, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), plain},
		{"the clock of a synctest bubble", `"message_create"`, `946684800000`, ``, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), plain},
		{"a type that is a number", `7`, at, ``, now, plain},
		{"sizes that are a list", `"message_create"`, at, `,"attachment":{"type":"media","media":{"id_str":"5","type":"photo","media_url_https":"https://ton.example.com/5.jpg","sizes":[1]}}`, now, photo},
		{"a width that is a word", `"message_create"`, at, `,"attachment":{"type":"media","media":{"id_str":"5","type":"photo","media_url_https":"https://ton.example.com/5.jpg","sizes":{"large":{"w":"wide","h":9}}}}`, now, photo},
		{"an attachment that is a word", `"message_create"`, at, `,"attachment":"photo"`, now, other("")},
		{"half a point", `"message_create"`, at, `,"attachment":{"type":"location","location":{"shared_coordinate":{"coordinates":{"coordinates":["east",47.5]}}}}`, now, other("location")},
		{"a point of nulls", `"message_create"`, at, `,"attachment":{"type":"location","location":{"shared_coordinate":{"coordinates":{"coordinates":[null,null]}}}}`, now, other("location")},
		{"metadata that is a number", `"message_create"`, at, `,"quick_reply_response":{"type":"options","metadata":7}`, now, with(func(m *channel.Message) { m.Payload = "7" })},
		{"metadata that is an object", `"message_create"`, at, `,"quick_reply_response":{"type":"options","metadata":{}}`, now, plain},
		{"an answer that is a word", `"message_create"`, at, `,"quick_reply_response":"yes"`, now, plain},
		{"entities that are a list", `"message_create"`, at, `,"entities":[1]`, now, plain},
		{"entities of other forms", `"message_create"`, at, `,"entities":{"urls":{},"hashtags":[7,{"text":[]}],"user_mentions":[{"screen_name":7}],"polls":true}`, now, plain},
		{"options and buttons of other forms", `"message_create"`, at, `,"quick_reply":{"options":[7,{"label":{}},{"label":"Yes","metadata":[]}]},"ctas":[true,{"label":"Open","url":7}]`, now,
			with(func(m *channel.Message) {
				m.QuickReplies, m.Buttons = []channel.QuickReply{{Text: "Yes"}}, []channel.Button{{Text: "Open"}}
			})},
	}
	ch := open(t, config())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// A mark in the text makes the entities be read.
			got, err := ch.Receive(post([]byte(`{"for_user_id":"20","direct_message_events":[{"type":` + tt.kind + `,"id":"` + id + `","created_timestamp":` + tt.created +
				`,"message_create":{"target":{"recipient_id":"20"},"sender_id":"30","message_data":{"text":"Hello #1"` + tt.data + `}}}]}`)))
			tt.want.Text = "Hello #1"
			want := channel.Delivery{Events: []channel.Event{{ID: "twitter/20/" + id, Thread: channel.Thread{Platform: "twitter", Account: "20", Contact: "30"},
				From: channel.Person{ID: "30"}, Origin: channel.OriginContact, Renews: true, Time: tt.time, Body: tt.want}}}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(channel.Event{}, "Raw")); diff != "" || err != nil {
				t.Errorf("Receive: %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// Without an id, two sides or a readable text it is no message that a desk could place or show: the
// bytes are kept.
func TestMembersThatDecide(t *testing.T) {
	const target, data = `"target":{"recipient_id":"20"}`, `"message_data":{"text":"Hello"}`
	ch := open(t, config())
	for _, element := range []string{
		`{"type":"message_create","id":{},"message_create":{` + target + `,"sender_id":"30",` + data + `}}`,
		`{"type":"message_create","message_create":{` + target + `,"sender_id":"30",` + data + `}}`,
		`{"type":"message_create","id":"7","message_create":{` + target + `,"sender_id":[],` + data + `}}`,
		`{"type":"message_create","id":"7","message_create":{"target":"20","sender_id":"30",` + data + `}}`,
		`{"type":"message_create","id":"7","message_create":[]}`,
		`{"type":[],"id":"7"}`,
		`{"type":"message_create","id":"7","message_create":{` + target + `,"sender_id":"30","message_data":{"text":{"a":"Hello"}}}}`,
		`{"type":"message_create","id":"7","message_create":{` + target + `,"sender_id":"30","message_data":"Hello"}}`,
	} {
		got, err := ch.Receive(post([]byte(`{"for_user_id":"20","direct_message_events":[` + element + `]}`)))
		want := channel.Delivery{Events: []channel.Event{{ID: "twitter/20/direct_message_events/" + channel.Fingerprint([]byte(element)),
			Thread: channel.Thread{Platform: "twitter", Account: "20"}, Body: channel.Custom{Kind: channel.KindOdd, Data: []byte(element)}, Raw: []byte(element)}}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("Receive(%s): %v (-want +got):\n%s", element, err, diff)
		}
	}
}

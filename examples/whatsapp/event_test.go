package whatsapp_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// With LinkNumbers a message that tells number and user id joins their threads, with one ID each
// time.
func TestLinkNumbers(t *testing.T) {
	ch := newChannel(t, func(c *whatsapp.Config) { c.LinkNumbers = true })
	bodies := golden.Bodies(t)
	first, err := ch.Receive(signed(bodies["text_with_number"]))
	if err != nil || len(first.Events) != 2 {
		t.Fatalf("%d events, %v", len(first.Events), err)
	}
	moved := first.Events[0]
	want := channel.Event{ID: "whatsapp/" + numberID + "/" + phone + "/is/" + userID, Thread: thread(userID), From: channel.Person{ID: userID, Name: "Ada", Phone: phone},
		Origin: channel.OriginPlatform, Time: first.Events[1].Time, Body: channel.Moved{From: thread(phone)}, Raw: first.Events[1].Raw}
	if diff := cmp.Diff(want, moved); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again, err := ch.Receive(signed(bodies["text_without_contacts"]))
	if err != nil || len(again.Events) != 2 || again.Events[0].ID != moved.ID {
		t.Errorf("a later message: %+v, %v", again.Events, err)
	}
	status, err := ch.Receive(signed(bodies["status_delivered_to_number"]))
	if err != nil || len(status.Events) != 2 || status.Events[0].ID != moved.ID {
		t.Errorf("the status of a message to the number: %+v, %v", status.Events, err)
	}
	for _, name := range []string{"text", "text_before_user_ids", "group", "number_changed"} {
		if got, err := ch.Receive(signed(bodies[name])); err != nil || len(got.Events) != 1 {
			t.Errorf("%s: %d events, %v", name, len(got.Events), err)
		}
	}
	twice := body(numberID, `"messages":[{"id":"1","from":"`+phone+`","from_user_id":"`+userID+`","type":"text","text":{"body":"a"}},{"id":"2","from":"`+phone+`","from_user_id":"`+userID+`","type":"text","text":{"body":"b"}}]`)
	if got, err := ch.Receive(signed(twice)); err != nil || len(got.Events) != 3 {
		t.Errorf("two messages of one call: %d events, %v", len(got.Events), err)
	}
}

// Only something that a person says renews the reply window.
func TestRenews(t *testing.T) {
	ch := newChannel(t, nil)
	for name, want := range map[string]bool{"text": true, "image": true, "button_reply": true, "list_reply": true, "order": true, "unsupported": true, "flow_reply": true, "contact": true,
		"reaction": false, "edit": false, "revoke": false, "status_read": false, "number_changed": false, "echo_of_phone": false, "marketing_stopped": false, "identity_changed": false} {
		got, err := ch.Receive(signed(golden.Bodies(t)[name]))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range got.Events {
			if e.Renews != want {
				t.Errorf("%s: Renews = %v", name, e.Renews)
			}
		}
	}
}

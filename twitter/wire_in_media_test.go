package twitter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// An attachment of a customer is never dropped without a trace.
func TestAttachmentsThatAreNotKnown(t *testing.T) {
	other := func(name string) []channel.Attachment {
		return []channel.Attachment{{Kind: channel.MediaOther, Name: name}}
	}
	tests := []struct {
		attachment string
		want       []channel.Attachment
	}{
		{`null`, nil},
		{`{}`, nil},
		{`{"type":"voice","voice":{"id":"1900000000000000011"}}`, other("voice")},
		{`{"type":"media","media":null}`, other("media")},
		{`{"type":"location","location":{"type":"shared_area","shared_area":{}}}`, other("location")},
	}
	ch := open(t, config())
	for _, tt := range tests {
		got, err := ch.Receive(post([]byte(`{"for_user_id":"20","direct_message_events":[{"type":"message_create","id":"1900000000000000007",` +
			`"created_timestamp":"1781000000000","message_create":{"target":{"recipient_id":"20"},"sender_id":"30",` +
			`"message_data":{"text":"","attachment":` + tt.attachment + `}}}]}`)))
		if err != nil || len(got.Events) != 1 {
			t.Fatalf("Receive(%s): %d events, %v", tt.attachment, len(got.Events), err)
		}
		want := channel.Message{ID: "1900000000000000007", By: channel.ByCustomer, Attachments: tt.want}
		if diff := cmp.Diff(want, got.Events[0].Body); diff != "" {
			t.Errorf("attachment %s (-want +got):\n%s", tt.attachment, diff)
		}
	}
}

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

// How the sender describes a picture is shown below it.
func TestDescriptionOfAPicture(t *testing.T) {
	got, err := open(t, config()).Receive(post([]byte(`{"for_user_id":"` + us + `","direct_message_events":[{"type":"message_create","id":"1900000000000000008",` +
		`"message_create":{"target":{"recipient_id":"` + us + `"},"sender_id":"` + ada + `","message_data":{"text":"look","attachment":{"type":"media",` +
		`"media":{"id_str":"77","type":"photo","media_url_https":"https://ton.x.com/a.jpg","ext_alt_text":"a red shoe"}}}}}]}`)))
	if err != nil || len(got.Events) != 1 {
		t.Fatalf("%d events, %v", len(got.Events), err)
	}
	want := []channel.Attachment{{Kind: channel.MediaImage, ID: "77", URL: "https://ton.x.com/a.jpg", Detail: "a red shoe"}}
	if diff := cmp.Diff(want, got.Events[0].Body.(channel.Message).Attachments); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

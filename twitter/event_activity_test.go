package twitter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/channel"
)

// An activity whose frame is damaged still brings its message to the account that takes part in it.
func TestActivityWithAnOddFrame(t *testing.T) {
	ch := open(t, config())
	const id = "1900000000000000007"
	list := `"direct_message_events":[{"type":"message_create","id":"` + id + `","message_create":{"target":{"recipient_id":"` + us + `"},"sender_id":"` + ada +
		`","message_data":{"text":"Hello"}}}]`
	want := []channel.Event{{ID: "twitter/" + us + "/" + id, Thread: channel.Thread{Platform: "twitter", Account: us, Contact: ada}, From: channel.Person{ID: ada},
		Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: id, Text: "Hello", By: channel.ByCustomer}}}
	for _, frame := range []string{
		`"event_uuid":{},"filter":{"user_id":"` + us + `"},"payload":{`,
		`"event_uuid":-7,"filter":{"user_id":` + us + `},"payload":{"for_user_id":null,"users":null,"apps":[],`,
		`"event_uuid":"7","filter":"` + us + `","includes":7,"payload":{`,
		`"event_uuid":"7","filter":{"user_id":[]},"includes":{"users":{}},"tag":7,"payload":{`,
	} {
		got, err := ch.Receive(post([]byte(`{"data":{"event_type":"dm.received",` + frame + list + `}}}`)))
		if diff := cmp.Diff(want, got.Events, cmpopts.IgnoreFields(channel.Event{}, "Raw")); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", frame, err, diff)
		}
	}
}

// The files of a post are shown, with how their author describes them; without a description the
// key tells that there is one.
func TestFilesOfAnActivity(t *testing.T) {
	ch := open(t, config())
	const media = `,"includes":{"media":[{"media_key":"3_77","type":"photo","url":"https://pbs.twimg.com/a.jpg","width":4,"height":3,"alt_text":"a red shoe"}]}`
	for includes, want := range map[string]channel.Attachment{
		media:              {Kind: channel.MediaImage, ID: "77", URL: "https://pbs.twimg.com/a.jpg", Width: 4, Height: 3, Detail: "a red shoe"},
		`,"includes":{}`:   {Kind: channel.MediaImage, ID: "77"},
		`,"includes":null`: {Kind: channel.MediaImage, ID: "77"},
	} {
		got, err := ch.Receive(post([]byte(`{"data":{"event_type":"post.mention.create","filter":{"user_id":"` + us + `"},"payload":{"id":"9","author_id":"` + ada +
			`","text":"@shop this one https://t.co/x","attachments":{"media_keys":["3_77"]}}` + includes + `}}`)))
		if err != nil || len(got.Events) != 1 {
			t.Fatalf("%s: %d events, %v", includes, len(got.Events), err)
		}
		body := channel.Post{ID: "9", Kind: channel.PostMention, Text: "@shop this one", Attachments: []channel.Attachment{want}}
		if diff := cmp.Diff(channel.Body(body), got.Events[0].Body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", includes, diff)
		}
	}
}

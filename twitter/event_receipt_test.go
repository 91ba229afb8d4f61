package twitter_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// Typing has no id of its own. Without a time, what differs in the bytes names it, so that a
// redelivered one is still the same.
func TestTypingWithoutTime(t *testing.T) {
	const one, two = `{"sender_id":"30","target":{"recipient_id":"20"}}`, `{"created_timestamp":0,"sender_id":"30","target":{"recipient_id":"20"},"n":2}`
	plain := func(element string) string {
		return `{"for_user_id":"20","direct_message_indicate_typing_events":[` + element + `]}`
	}
	activity := func(uuid, element string) string {
		return `{"data":{"event_uuid":"` + uuid + `","filter":{"user_id":"20"},"event_type":"dm.indicate_typing","payload":{"direct_message_indicate_typing_events":[` + element + `]}}}`
	}
	ch := open(t, config())
	var got []string
	for _, body := range []string{plain(one), plain(one), plain(two), activity("-7", one), activity("-7", one), activity("-8", one)} {
		d, err := ch.Receive(post([]byte(body)))
		if err != nil || len(d.Events) != 1 {
			t.Fatalf("Receive(%s): %d events, %v", body, len(d.Events), err)
		}
		if diff := cmp.Diff(channel.Body(channel.Typing{}), d.Events[0].Body); diff != "" {
			t.Errorf("body (-want +got):\n%s", diff)
		}
		got = append(got, d.Events[0].ID)
	}
	first, second := channel.Fingerprint([]byte(one)), channel.Fingerprint([]byte(two))
	want := []string{first, first, second, "-7", "-7", "-8"}
	for i, name := range slices.Clone(want) {
		want[i] = "twitter/20/typing/30/" + name
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

package facebook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// Older pages of Meta's have sender and recipient of an echo the other way round. What the business said must not look as if
// the customer had.
func TestEchoInTheOlderForm(t *testing.T) {
	for _, parties := range []string{
		`"sender":{"id":"` + pageID + `"},"recipient":{"id":"` + personID + `"}`,
		`"sender":{"id":"` + personID + `"},"recipient":{"id":"` + pageID + `"}`,
	} {
		got := withoutRaw(t, []byte(`{"object":"page","entry":[{"id":"`+pageID+`","time":1795000000900,"messaging":[{`+parties+
			`,"timestamp":1795000000123,"message":{"mid":"m_1","is_echo":true,"app_id":`+appID+`,"text":"Hello"}}]}]}`))
		want := []channel.Event{{
			ID:     channel.EventID("facebook", pageID, "m_1"),
			Thread: channel.Thread{Platform: "facebook", Account: pageID, Contact: personID},
			From:   channel.Person{ID: pageID},
			Origin: channel.OriginUs,
			Time:   time.UnixMilli(1795000000123).UTC(),
			Body:   channel.Message{ID: "m_1", Text: "Hello"},
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("an echo with %s (-want +got):\n%s", parties, diff)
		}
	}
}

// An echo is to its recipient, also where the entry and the sender name the business by different ids.
func TestEchoUnderAnotherID(t *testing.T) {
	got := withoutRaw(t, []byte(`{"object":"instagram","entry":[{"id":"`+instagramID+`","time":1795000000900,"messaging":[{"sender":{"id":"26800000000000003"},`+
		`"recipient":{"id":"`+personID+`"},"timestamp":1795000000123,"message":{"mid":"m_1","is_echo":true,"text":"Hello"}}]}]}`))
	want := []channel.Event{{
		ID:     channel.EventID("facebook", instagramID, "m_1"),
		Thread: channel.Thread{Platform: "facebook", Account: instagramID, Contact: personID},
		From:   channel.Person{ID: "26800000000000003"},
		Time:   time.UnixMilli(1795000000123).UTC(),
		Body:   channel.Message{ID: "m_1", Text: "Hello"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("an echo (-want +got):\n%s", diff)
	}
}

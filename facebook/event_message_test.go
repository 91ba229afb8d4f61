package facebook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// Older pages of Meta's have sender and recipient of an echo the other way round. A message of the
// business must not look like one of the customer.
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

// An echo is to its recipient, also where the entry and the sender name the business by different
// ids.
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

// hop_context next to messaging belongs to the messages of its entry, and is never an event of its
// own.
func TestContextBesideMessages(t *testing.T) {
	for _, tt := range []struct {
		context string
		want    channel.Origin
	}{
		{`{"app_id":413038776280800,"metadata":"messenger_lead_gen_complete"}`, channel.OriginPlatform},
		{`[{"app_id":413038776280800,"metadata":"messenger_lead_gen_incomplete"}]`, channel.OriginPlatform},
		{`[{"app_id":498000111222},{"app_id":498000111222,"metadata":"messenger_lead_gen_complete"}]`, channel.OriginPlatform},
		{`{"app_id":498000111222,"metadata":"back to the robot"}`, channel.OriginContact},
		{`[{"app_id":498000111222,"metadata":"x"}]`, channel.OriginContact},
		{`[]`, channel.OriginContact}, {`null`, channel.OriginContact}, {`"x"`, channel.OriginContact}, {`["x"]`, channel.OriginContact},
	} {
		for _, list := range []string{"messaging", "standby"} {
			said := `"` + list + `":[{` + parties + `,"message":{"mid":"m_1","text":"Lead summary:"}}]`
			for _, body := range []string{`"hop_context":` + tt.context + `,` + said, said + `,"hop_context":` + tt.context} {
				got := withoutRaw(t, entryWith(body))
				if len(got) != 1 || got[0].Origin != tt.want || got[0].Renews != (tt.want == channel.OriginContact) {
					t.Errorf("%s: %+v, want one message of origin %q", body, got, tt.want)
				}
			}
		}
	}
	// An echo in the same entry says itself who sent it.
	echo := `"messaging":[{"sender":{"id":"` + pageID + `"},"recipient":{"id":"` + personID + `"},"timestamp":1795000000123,"message":{"mid":"m_2","text":"Hi","is_echo":true,"app_id":` + appID + `}}]`
	if got := withoutRaw(t, entryWith(`"hop_context":{"app_id":413038776280800},`+echo)); len(got) != 1 || got[0].Origin != channel.OriginUs {
		t.Errorf("an echo: %+v", got)
	}
}

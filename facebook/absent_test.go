package facebook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// element is a body with one event of the customer.
func element(members string) []byte {
	return []byte(`{"object":"page","entry":[{"id":"` + pageID + `","time":1795000000900,"messaging":[{"sender":{"id":"` + personID +
		`"},"recipient":{"id":"` + pageID + `"}` + members + `}]}]}`)
}

// withoutRaw is what Receive makes of a body, but for the bytes.
func withoutRaw(t *testing.T, body []byte) []channel.Event {
	t.Helper()
	got, err := newChannel(t, nil).Receive(signed(body))
	if err != nil {
		t.Fatalf("Receive(%s): %v", body, err)
	}
	for i := range got.Events {
		got.Events[i].Raw = nil
	}
	return got.Events
}

// A gateway that decodes an event and writes it anew may write null for what was not there.
func TestNullIsNotThere(t *testing.T) {
	got := withoutRaw(t, element(`,"timestamp":1795000000123,"message":null,"lead":null,"hop_context":null,"prior_message":null,`+
		`"postback":{"mid":"m_press","title":"Track","payload":"TRACK","referral":null},"read":null`))
	want := []channel.Event{{
		ID:     channel.EventID("facebook", pageID, "m_press", "postback", "1795000000123"),
		Thread: channel.Thread{Platform: "facebook", Account: pageID, Contact: personID},
		From:   channel.Person{ID: personID},
		Origin: channel.OriginContact,
		Time:   time.UnixMilli(1795000000123).UTC(),
		Renews: true,
		Body:   channel.Press{Button: "Track", Payload: "TRACK"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a press with nulls (-want +got):\n%s", diff)
	}

	got = withoutRaw(t, element(`,"timestamp":1795000000123,"message":{"mid":"m_1","text":"Hi","reply_to":{"mid":"m_0","story":null}}`))
	if diff := cmp.Diff(channel.Message{ID: "m_1", Text: "Hi", ReplyTo: "m_0", By: channel.ByCustomer}, got[0].Body); diff != "" {
		t.Errorf("an answer to no story (-want +got):\n%s", diff)
	}
}

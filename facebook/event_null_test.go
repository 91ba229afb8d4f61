package facebook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

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

// Two things that happened to one message have two names, also where Meta gives neither a time.
func TestWithoutATimestamp(t *testing.T) {
	for _, tt := range []struct{ first, second string }{
		{`"reaction":{"mid":"m_1","action":"react","emoji":"👍"}`, `"reaction":{"mid":"m_1","action":"unreact"}`},
		{`"postback":{"mid":"m_1","payload":"YES"}`, `"postback":{"mid":"m_1","payload":"NO"}`},
		{`"message_edit":{"mid":"m_1","text":"one"}`, `"message_edit":{"mid":"m_1","text":"two"}`},
	} {
		got := withoutRaw(t, element(","+tt.first+`},{"sender":{"id":"`+personID+`"},"recipient":{"id":"`+pageID+`"},`+tt.second))
		if len(got) != 2 || got[0].ID == got[1].ID {
			t.Errorf("%s and %s: %d events, the first named %s as the last", tt.first, tt.second, len(got), got[0].ID)
		}
	}
}

// Stickers without an id are not one sticker.
func TestStickersWithoutAnID(t *testing.T) {
	got := withoutRaw(t, element(`,"timestamp":1795000000123,"message":{"mid":"m_1","attachments":[`+
		`{"type":"sticker","payload":{"url":"https://cdn.example/a.png"}},{"type":"sticker","payload":{"url":"https://cdn.example/b.png"}}]}`))
	want := channel.Message{ID: "m_1", By: channel.ByCustomer, Attachments: []channel.Attachment{
		{Kind: channel.MediaSticker, URL: "https://cdn.example/a.png"}, {Kind: channel.MediaSticker, URL: "https://cdn.example/b.png"}}}
	if diff := cmp.Diff(want, got[0].Body); diff != "" {
		t.Errorf("two stickers (-want +got):\n%s", diff)
	}
}

// Half of a pair of coordinates is no place.
func TestPlaceWithoutCoordinates(t *testing.T) {
	for coordinates, want := range map[string]channel.Message{
		`{"lat":59.9,"long":10.7}`:     {Location: &channel.Location{Latitude: 59.9, Longitude: 10.7}},
		`{"lat":59.9}`:                 {Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: "location"}}},
		`{"lat":null,"long":null}`:     {Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: "location"}}},
		`{"lat":"north","long":"10"}`:  {Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: "location"}}},
		`{"lat":"59.9","long":"10.7"}`: {Location: &channel.Location{Latitude: 59.9, Longitude: 10.7}},
	} {
		want.ID, want.By = "m_1", channel.ByCustomer
		got := withoutRaw(t, element(`,"timestamp":1795000000123,"message":{"mid":"m_1","attachments":[{"type":"location","payload":{"coordinates":`+coordinates+`}}]}`))
		if diff := cmp.Diff(want, got[0].Body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", coordinates, diff)
		}
	}
}

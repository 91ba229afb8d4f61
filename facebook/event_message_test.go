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

// A message or a press is read in every form: with a referral next to it, with the card of another
// business on Instagram, as a post with an id of its own, and without any content.
func TestFormsOfWhatACustomerSays(t *testing.T) {
	started := &channel.Started{Ref: "summer", Source: "SHORTLINK"}
	const referral = `"referral":{"ref":"summer","source":"SHORTLINK","type":"OPEN_THREAD"}`
	said := func(m channel.Message) channel.Body {
		m.ID, m.By = "m_1", channel.ByCustomer
		return m
	}
	link := func(a channel.Attachment) channel.Body {
		a.Kind = channel.MediaLink
		return said(channel.Message{Attachments: []channel.Attachment{a}})
	}
	for members, want := range map[string]channel.Body{
		`"message":{"mid":"m_1","text":"hi"},` + referral:                            said(channel.Message{Text: "hi", Referral: started}),
		referral + `,"message":{"mid":"m_1","text":"hi"}`:                            said(channel.Message{Text: "hi", Referral: started}),
		`"postback":{"title":"Start","payload":"GO"},` + referral:                    channel.Press{Button: "Start", Payload: "GO", Referral: started},
		`"message":{"mid":"m_1","text":"hi","referral":{"ref":"inner"}},` + referral: said(channel.Message{Text: "hi", Referral: &channel.Started{Ref: "inner"}}),
		`"message":{"mid":"m_1","attachments":[{"type":"template","payload":{"generic":{"elements":[{"title":"Shoes","subtitle":"size 9","image_url":"https://a.example/i.jpg"}]}}}]}`: link(
			channel.Attachment{Name: "Shoes", Detail: "size 9", Preview: "https://a.example/i.jpg"}),
		`"message":{"mid":"m_1","attachments":[{"type":"ig_post","payload":{"ig_post_media_id":"178","title":"New in","url":"https://a.example/p"}}]}`: link(
			channel.Attachment{ID: "178", Name: "New in", URL: "https://a.example/p"}),
		`"message":{"mid":"m_1"}`:                              said(channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: "unsupported"}}}),
		`"message":{"mid":"m_1","text":"","attachments":null}`: said(channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: "unsupported"}}}),
	} {
		got := withoutRaw(t, element(`,"timestamp":1795000000123,`+members))
		if len(got) != 1 {
			t.Fatalf("%s: %d events", members, len(got))
		}
		if diff := cmp.Diff(want, got[0].Body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", members, diff)
		}
	}
}

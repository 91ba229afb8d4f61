package facebook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// entryTime is that of the entry around element.
var entryTime = time.UnixMilli(1795000000900).UTC()

// A fault in any member but the id, the customer and the text does not take a message out of the
// customer's thread.
func TestMinorMembersThatDoNotFit(t *testing.T) {
	at := time.UnixMilli(1795000000123).UTC()
	plain := channel.Message{ID: "m_1", Text: "Hello", By: channel.ByCustomer}
	with := func(change func(*channel.Message)) channel.Message {
		m := plain
		change(&m)
		return m
	}
	for _, tt := range []struct {
		name, timestamp, message, rest string
		time                           time.Time
		want                           channel.Message
	}{
		{"a time with a fraction", `1795000000123.75`, ``, ``, at, plain},
		{"a time with a fraction, as a text", `"1795000000123.75"`, ``, ``, at, plain},
		{"seconds with a fraction", `1795000000.123`, ``, ``, at, plain},
		{"seconds as a text", `"1795000000"`, ``, ``, time.Unix(1795000000, 0).UTC(), plain},
		{"a time in the form of a float", `1.795000000123e12`, ``, ``, at, plain},
		{"a time that is empty", `""`, ``, ``, entryTime, plain},
		{"a time that is a date", `"2026-11-18T10:26:40+0000"`, ``, ``, entryTime, plain},
		{"a time beyond all", `1e400`, ``, ``, entryTime, plain},
		{"a time before all", `-1795000000.5`, ``, ``, entryTime, plain},
		{"a time that is a list", `[1795000000123]`, ``, ``, entryTime, plain},
		{"a recipient that is a word", `1795000000123`, ``, `,"recipient":"Page"`, at, plain},
		{"a recipient whose id is a list", `1795000000123`, ``, `,"recipient":{"id":[]}`, at, plain},
		{"a quick reply that is a word", `1795000000123`, `,"quick_reply":"YES"`, ``, at, plain},
		{"a payload that is a number", `1795000000123`, `,"quick_reply":{"payload":12345678901234567890}`, ``, at, with(func(m *channel.Message) { m.Payload = "12345678901234567890" })},
		{"a payload that is an object", `1795000000123`, `,"quick_reply":{"payload":{}}`, ``, at, plain},
		{"a reply to a word", `1795000000123`, `,"reply_to":"m_0"`, ``, at, plain},
		{"a reply to a story that is none", `1795000000123`, `,"reply_to":{"mid":[],"story":7}`, ``, at, plain},
		{"a referral that is a word", `1795000000123`, `,"referral":"ad"`, ``, at, plain},
		{"a referral of other forms", `1795000000123`, `,"referral":{"ref":"r1","source":7,"ad_id":[],"ads_context_data":"x"}`, ``, at,
			with(func(m *channel.Message) { m.Referral = &channel.Started{Ref: "r1"} })},
		{"an app that is an object", `1795000000123`, `,"app_id":{},"metadata":[1]`, ``, at, plain},
		{"attachments that are a word", `1795000000123`, `,"attachments":"photo"`, ``, at,
			with(func(m *channel.Message) { m.Attachments = []channel.Attachment{{Kind: channel.MediaOther}} })},
		{"attachments without their list", `1795000000123`, `,"attachments":{"type":"image","payload":"https://cdn.example/a.png"}`, ``, at,
			with(func(m *channel.Message) {
				m.Attachments = []channel.Attachment{{Kind: channel.MediaImage, URL: "https://cdn.example/a.png"}}
			})},
		{"no attachments", `1795000000123`, `,"attachments":null`, ``, at, plain},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := withoutRaw(t, element(`,"timestamp":`+tt.timestamp+`,"message":{"mid":"m_1","text":"Hello"`+tt.message+`}`+tt.rest))
			want := []channel.Event{{ID: channel.EventID("facebook", pageID, "m_1"), Thread: channel.Thread{Platform: "facebook", Account: pageID, Contact: personID},
				From: channel.Person{ID: personID}, Origin: channel.OriginContact, Renews: true, Time: tt.time, Body: tt.want}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Receive (-want +got):\n%s", diff)
			}
		})
	}
}

// The same for what is no message.
func TestMinorMembersOfOtherKinds(t *testing.T) {
	at := time.UnixMilli(1795000000123).UTC()
	for members, want := range map[string]channel.Body{
		`"message_edit":{"mid":"m_1","text":"Hi","num_edit":[]}`:              channel.Edited{Message: channel.Message{ID: "m_1", Text: "Hi", By: channel.ByCustomer}},
		`"postback":{"mid":[],"title":7,"payload":"YES","referral":"ad"}`:     channel.Press{Payload: "YES"},
		`"delivery":{"mids":["m_1"],"watermark":"soon"}`:                      channel.Delivered{IDs: []string{"m_1"}},
		`"delivery":{"mids":[7,{}],"watermark":1795000000123}`:                channel.Delivered{IDs: []string{"7"}, Until: at},
		`"read":{"mid":{},"watermark":1795000000123}`:                         channel.Read{Until: at},
		`"delivery":{"watermark":1795000000123.5}`:                            channel.Delivered{Until: at},
		`"read":{"watermark":"1795000000123"}`:                                channel.Read{Until: at},
		`"referral":{"ref":"r1","source":[],"type":7,"ads_context_data":"x"}`: channel.Started{Ref: "r1"},
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

// A comment keeps its place as well.
func TestMinorMembersOfAComment(t *testing.T) {
	got := withoutRaw(t, []byte(`{"object":"page","entry":[{"id":"`+pageID+`","time":1795000000.9,"changes":[{"field":"feed","value":{"item":"comment","verb":"add",`+
		`"comment_id":"77_88","post_id":"`+pageID+`_77","message":"Nice","from":{"id":4400112233,"name":7},"created_time":"now","parent_id":[],"photo":{}}}]}]}`))
	want := []channel.Event{{ID: channel.EventID("facebook", pageID, "77_88"), Thread: channel.Thread{Platform: "facebook", Account: pageID, Contact: "comment:77_88"},
		From: channel.Person{ID: "4400112233"}, Origin: channel.OriginContact, Renews: true, Time: entryTime,
		Body: channel.Post{ID: "77_88", Kind: channel.PostComment, Text: "Nice", ReplyTo: pageID + "_77"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a comment (-want +got):\n%s", diff)
	}
}

// Without an id, the customer, a readable text or word whose message it is, it is none that a desk
// could place or show: the bytes are kept.
func TestMembersThatDecide(t *testing.T) {
	for _, members := range []string{
		`,"message":{"text":"Hello"}`,
		`,"message":{"mid":{},"text":"Hello"}`,
		`,"message":{"mid":"m_1","text":{"a":"Hello"}}`,
		`,"message":{"mid":"m_1","text":"Hello","is_echo":"perhaps"}`,
		`,"message":{"mid":"m_1","is_deleted":[]}`,
		`,"message":"Hello"`,
		`,"message":{"mid":"m_1","text":"Hello"},"sender":{"id":[]}`,
		`,"message_edit":{"mid":"m_1","text":7}`,
		`,"postback":{"mid":"m_1","payload":{}}`,
		`,"postback":"YES"`,
		`,"delivery":{}`,
		`,"read":{"watermark":"soon"}`,
		`,"referral":"ad"`,
		`,"pass_thread_control":{"new_owner_app_id":"1"},"sender":"Ada"`,
	} {
		got := withoutRaw(t, element(`,"timestamp":1795000000123`+members))
		custom, ok := got[0].Body.(channel.Custom)
		if len(got) != 1 || !ok || custom.Kind != channel.KindOdd || len(custom.Data) == 0 || got[0].Renews {
			t.Errorf("%s became %d events, the first %+v", members, len(got), got[0])
		}
	}
}

// Only the summary of a lead form is not the customer's: other apps that had the thread leave a
// context, too.
func TestContextOfOtherApps(t *testing.T) {
	for context, want := range map[string]channel.Origin{
		`{"app_id":498000111222,"metadata":"messenger_lead_gen_complete"}`:   channel.OriginPlatform,
		`{"app_id":498000111222,"metadata":"messenger_lead_gen_incomplete"}`: channel.OriginPlatform,
		`{"app_id":"413038776280800"}`:                                       channel.OriginPlatform,
		`{"app_id":498000111222,"metadata":"back to the robot"}`:             channel.OriginContact,
		`{"app_id":498000111222}`:                                            channel.OriginContact,
		`[{"app_id":498000111222,"metadata":"x"}]`:                           channel.OriginContact,
		`[{"app_id":413038776280800}]`:                                       channel.OriginPlatform,
	} {
		got := withoutRaw(t, element(`,"timestamp":1795000000123,"hop_context":`+context+`,"message":{"mid":"m_1","text":"Hello"}`))
		if len(got) != 1 || got[0].Origin != want || got[0].Renews != (want == channel.OriginContact) {
			t.Errorf("%s: origin %q, renews %v, want %q", context, got[0].Origin, got[0].Renews, want)
		}
	}
}

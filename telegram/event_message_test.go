package telegram_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
)

// saidBy receives one message of ada with these members, and returns the event.
func saidBy(t *testing.T, members string) channel.Event {
	t.Helper()
	body := `{"update_id":1,"message":{"message_id":5,"date":1781000060,"from":{"id":7001,"first_name":"Ada"},"chat":{"id":7001,"type":"private"},` + members + `}}`
	got, err := newChannel(t, nil).Receive(webhook([]byte(body)))
	require.NoError(t, err)
	require.Len(t, got.Events, 1)
	return got.Events[0]
}

// A rich message that is nested beyond reason is read as far as it makes sense.
func TestRichMessagesOfAnyShape(t *testing.T) {
	deep := strings.Repeat(`{"text":[`, 200) + `"end"` + strings.Repeat(`]}`, 200)
	blocks := strings.Repeat(`{"blocks":[`, 200) + `{"text":"end"}` + strings.Repeat(`]}`, 200)
	long := `[` + strings.Repeat(`{"text":["a",{"type":"bold","text":"b"}]},`, 9000) + `{"text":"c"}]`
	for _, tt := range []struct {
		rich, text string
		spans      int
	}{
		{`{"blocks":[{"text":"a"},{"text":["b",{"type":"bold","text":"c"},""]}]}`, "a\nbc", 1},
		{`{"blocks":"a"}`, "a", 0},
		{`{"blocks":[{"text":{"type":"url","text":"a"}},{"text":7},7,null]}`, "a", 0}, // a link without an address
		{`{"blocks":[{"text":{"type":"custom_emoji","alternative_text":"👍"}}]}`, "👍", 0},
		{`{"blocks":[{"cells":[[{"text":"a"},{"text":"b"}],[{"text":""}],{"text":"c"}]}]}`, "a | b\nc", 0},
		{`{"blocks":[{"text":{"type":"italic","text":"a\n\n"}}]}`, "a", 1},
		{`{"blocks":[` + deep + `]}`, "", 0},
		{`{"blocks":[` + blocks + `]}`, "", 0},
		{`{"blocks":` + long + `}`, strings.Repeat("ab\n", 9000) + "c", 9000},
	} {
		ev := saidBy(t, `"rich_message":`+tt.rich)
		m, _ := ev.Body.(channel.Message)
		if m.Text != tt.text || len(m.Spans) != tt.spans || !ev.Renews {
			t.Errorf("%.80s: text %.80q, %d spans; want %.80q, %d", tt.rich, m.Text, len(m.Spans), tt.text, tt.spans)
		}
		for _, s := range m.Spans {
			if s.Start >= s.End || s.End > len(m.Text) {
				t.Errorf("%.80s: the span %+v is no part of the text", tt.rich, s)
				break
			}
		}
		if tt.text == "" && (len(m.Attachments) != 1 || m.Attachments[0].Name != "rich_message") {
			t.Errorf("%.80s: %+v, want a message that says that it cannot be shown", tt.rich, m)
		}
	}
}

// The files and the place in the blocks of a rich message are shown, whatever holds them.
func TestFilesOfARichMessage(t *testing.T) {
	photo := func(id string) string {
		return `"photo":[{"file_id":"` + id + `s","width":9,"height":9},{"file_id":"` + id + `","width":90,"height":60}]`
	}
	image := func(id string) channel.Attachment {
		return channel.Attachment{Kind: channel.MediaImage, ID: id, Preview: id + "s", Type: "image/jpeg", Width: 90, Height: 60}
	}
	for blocks, want := range map[string]channel.Message{
		`{"type":"photo",` + photo("P") + `,"caption":{"text":"The dent"}},{"type":"paragraph","text":"on the left"}`: {
			Text: "The dent\non the left", Attachments: []channel.Attachment{image("P")},
		},
		`{"type":"photo",` + photo("P") + `}`: {Attachments: []channel.Attachment{image("P")}},
		`{"type":"collage","blocks":[{"type":"photo",` + photo("P") + `},{"type":"video","video":{"file_id":"V"}}]},{"type":"document","document":{"file_id":"D","file_name":"a.pdf"}}`: {
			Attachments: []channel.Attachment{image("P"), {Kind: channel.MediaVideo, ID: "V"}, {Kind: channel.MediaFile, ID: "D", Name: "a.pdf"}},
		},
		`{"type":"list","items":[{"blocks":[{"type":"voice_note","voice":{"file_id":"W"}}]}]}`: {Attachments: []channel.Attachment{{Kind: channel.MediaVoice, ID: "W"}}},
		`{"type":"photo","media":{` + photo("P") + `}}`:                                        {Attachments: []channel.Attachment{image("P")}},
		`{"type":"map","location":{"latitude":1.5,"longitude":2}}`:                             {Location: &channel.Location{Latitude: 1.5, Longitude: 2}},
		`{"type":"photo","photo":null,"location":null}`:                                        {Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: "rich_message"}}},
	} {
		want.ID, want.By = "5", channel.ByCustomer
		if diff := cmp.Diff(channel.Body(want), saidBy(t, `"rich_message":{"blocks":[`+blocks+`]}`).Body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", blocks, diff)
		}
	}
}

// A poll shows the links of its question and of its options, and the picture of its question.
func TestMediaOfAPoll(t *testing.T) {
	const poll = `"poll":{"id":"1","question":"Which?","media":{"link":{"url":"https://a.example/all"}},"options":[` +
		`{"text":"Red","media":{"link":{"url":"https://a.example/red"}}},{"text":"Blue","media":{"photo":[{"file_id":"B","width":1,"height":1}]}}],"explanation_media":{"photo":[{"file_id":"E","width":1,"height":1}]}}`
	want := channel.Message{ID: "5", By: channel.ByCustomer, Attachments: []channel.Attachment{
		{Kind: channel.MediaOther, Name: "Which?", Detail: "Red https://a.example/red\nBlue", URL: "https://a.example/all", Preview: "E"},
	}}
	if diff := cmp.Diff(channel.Body(want), saidBy(t, poll).Body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A content that is not known, and one that only tells what it answers, are the customer's
// messages; what happened is not.
func TestWhatACustomerSaysAndWhatHappened(t *testing.T) {
	for members, want := range map[string]string{
		`"text":"a"`:          "a",
		`"hologram":{"id":1}`: "other unsupported",
		`"reply_to_story":{"chat":{"id":9},"id":1}`:                                                    "other unsupported, other story",
		`"text":"ad","suggested_post_info":{"state":"pending","price":{"currency":"XTR","amount":50}}`: "ad, other suggested_post pending\n50 XTR",
		`"chat_owner_changed":{"new_owner":{}}`:                                                        "custom chat_owner_changed",
		`"hologram_removed":{}`:                                                                        "custom hologram_removed",
		`"external_reply":{"origin":{"type":"hidden_user","sender_user_name":"Bo","date":1},"poll":{"question":"When?"}},"text":"b"`: "b, link Bo When?",
		`"external_reply":{"origin":{"type":"user","date":1}},"text":"c"`:                                                            "c",
	} {
		ev := saidBy(t, members)
		got := ""
		switch b := ev.Body.(type) {
		case channel.Message:
			parts := []string{b.Text}
			for _, a := range b.Attachments {
				parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.Kind, a.Name, a.Detail)))
			}
			got = strings.TrimPrefix(strings.Join(parts, ", "), ", ")
		case channel.Custom:
			got = "custom " + b.Kind
		}
		if diff := cmp.Diff(want, got); diff != "" || ev.Renews == strings.HasPrefix(want, "custom") {
			t.Errorf("%s: renews %v (-want +got):\n%s", members, ev.Renews, diff)
		}
	}
}

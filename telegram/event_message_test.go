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

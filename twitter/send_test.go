package twitter_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func TestSendV11(t *testing.T) {
	tests := []struct {
		name    string
		message channel.Message
		want    string // message_data
	}{
		{"text", channel.Message{Text: "Grüße & <Küsse> 🙏\nPS"}, `{"text":"Grüße & <Küsse> 🙏\nPS"}`},
		{"media", channel.Message{Text: "the manual", Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "2007000000000000800"}}},
			`{"text":"the manual","attachment":{"type":"media","media":{"id":"2007000000000000800"}}}`},
		{"media alone", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, ID: "2007000000000000801"}}},
			`{"text":"","attachment":{"type":"media","media":{"id":"2007000000000000801"}}}`},
		{"quick replies", channel.Message{Text: "Which?", QuickReplies: []channel.QuickReply{
			{Text: "Internet", Payload: "net", Description: "DSL, fibre"}, {Text: "Mobile", Description: "SIM"}}},
			`{"text":"Which?","quick_reply":{"type":"options","options":[{"label":"Internet","description":"DSL, fibre","metadata":"net"},{"label":"Mobile","description":"SIM"}]}}`},
		{"buttons", channel.Message{Text: "See", Buttons: []channel.Button{{Text: "Status", URL: "https://muster.example/status?a=1&b=2"}}},
			`{"text":"See","ctas":[{"type":"web_url","label":"Status","url":"https://muster.example/status?a=1&b=2"}]}`},
		{"location", channel.Message{Text: "our shop", Location: &channel.Location{Latitude: 47.5459, Longitude: -9.6829}},
			`{"text":"our shop","attachment":{"type":"location","location":{"type":"shared_coordinate","shared_coordinate":{"coordinates":{"type":"Point","coordinates":[-9.6829,47.5459]}}}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &platform{status: 200, body: accepted}
			sent, err := at(t, p).Send(t.Context(), toAda, tt.message)
			require.NoError(t, err)
			want := channel.Sent{IDs: []string{"2007000000000000900"}, Time: time.UnixMilli(1767323045678).UTC()}
			if diff := cmp.Diff(want, sent); diff != "" {
				t.Errorf("Sent (-want +got):\n%s", diff)
			}
			require.Len(t, p.seen, 1)
			sameJSON(t, `{"event":{"type":"message_create","message_create":{"target":{"recipient_id":"`+ada+`"},"message_data":`+tt.want+`}}}`, p.seen[0].Body)
			p.seen[0].Body = ""
			if diff := cmp.Diff(request{Method: "POST", URL: "https://api.x.com/1.1/direct_messages/events/new.json", Type: "application/json"}, p.seen[0]); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if p.methods != "HMAC-SHA1" {
				t.Errorf("signed with %s", p.methods)
			}
		})
	}
}

func TestSendV2(t *testing.T) {
	group := toAda
	group.Via = "1850000000000000001"
	pair := toAda
	pair.Via = us + "-" + ada
	all := channel.Thread{Platform: twitter.Platform, Account: us, Contact: "group:1850000000000000001"}
	media := channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaAnimation, ID: "2007000000000000802"}}}
	tests := []struct {
		name       string
		to         channel.Thread
		message    channel.Message
		path, want string
	}{
		{"text", toAda, channel.Message{Text: "hello"}, "with/" + ada, `{"text":"hello"}`},
		{"media alone", toAda, media, "with/" + ada, `{"attachments":[{"media_id":"2007000000000000802"}]}`},
		{"group", group, channel.Message{Text: "hello all"}, "1850000000000000001", `{"text":"hello all"}`},
		{"group as contact", all, channel.Message{Text: "hello all"}, "1850000000000000001", `{"text":"hello all"}`},
		{"by conversation", pair, channel.Message{Text: "hello"}, us + "-" + ada, `{"text":"hello"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &platform{status: 201, body: acceptedV2, header: http.Header{
				"X-Rate-Limit-Remaining": {"14"}, "X-Rate-Limit-Reset": {"1767323900"},
				"X-User-Limit-24hour-Remaining": {"1439"}, "X-User-Limit-24hour-Reset": {"1767409400"},
				"X-App-Limit-24hour-Remaining": {"1000"}, "X-App-Limit-24hour-Reset": {"1767322000"},
			}}
			sent, err := at(t, p, v2, func(c *twitter.Config) { c.SignatureMethod = twitter.HMACSHA256 }).Send(t.Context(), tt.to, tt.message)
			require.NoError(t, err)
			want := channel.Sent{IDs: []string{"2007000000000000901"}, Pace: []channel.Pace{
				{Scope: channel.ScopeApp, Remaining: 1000, Reset: time.Second}, // over already
				{Scope: channel.ScopeAccount, Remaining: 1439, Reset: 86400 * time.Second},
				{Scope: channel.ScopeAccount, Remaining: 14, Reset: 900 * time.Second},
			}}
			if diff := cmp.Diff(want, sent); diff != "" {
				t.Errorf("Sent (-want +got):\n%s", diff)
			}
			require.Len(t, p.seen, 1)
			sameJSON(t, tt.want, p.seen[0].Body)
			if got, want := p.seen[0].URL, "https://api.x.com/2/dm_conversations/"+tt.path+"/messages"; got != want {
				t.Errorf("sent to %s, want %s", got, want)
			}
			if p.methods != "HMAC-SHA256" {
				t.Errorf("signed with %s", p.methods)
			}
		})
	}
}

func TestSendRefusesBeforeAnyCall(t *testing.T) {
	many := make([]channel.QuickReply, 21)
	for i := range many {
		many[i].Text = "x"
	}
	text := channel.Message{Text: "hello"}
	tests := []struct {
		name    string
		to      channel.Thread
		message channel.Message
		v2      bool
		want    []string
	}{
		{"other platform and account", channel.Thread{Platform: "telegram", Account: "7", Contact: ada}, text, false, []string{"thread.platform invalid", "thread.account invalid"}},
		{"contact is a name", channel.Thread{Platform: "twitter", Account: us, Contact: "adakestrel"}, text, false, []string{"thread.contact invalid"}},
		{"contact is a path", channel.Thread{Platform: "twitter", Account: us, Contact: "1/../2"}, text, true, []string{"thread.contact invalid"}},
		{"no contact", channel.Thread{Platform: "twitter", Account: us}, text, true, []string{"thread.contact invalid"}},
		{"group on v1.1", channel.Thread{Platform: "twitter", Account: us, Contact: ada, Via: "1"}, text, false, []string{"thread.via unsupported"}},
		{"group is a path", channel.Thread{Platform: "twitter", Account: us, Via: "1?a=b"}, text, true, []string{"thread.via invalid"}},
		{"nothing said", toAda, channel.Message{}, false, []string{"text missing"}},
		{"too long", toAda, channel.Message{Text: strings.Repeat("ü", 10_001)}, false, []string{"text too_long"}},
		{"too late", toAda, channel.Message{Text: "hello", NotAfter: time.Unix(1767323000, 0)}, false, []string{"notAfter invalid"}},
		{"native of another platform", toAda, channel.Message{Text: "hello", Native: channel.Native{Platform: "telegram", Kind: "poll"}}, false, []string{"native unsupported"}},
		{"21 quick replies", toAda, channel.Message{Text: "?", QuickReplies: many}, false, []string{"quickReplies too_many"}},
		{"quick reply parts", toAda, channel.Message{Text: "?", QuickReplies: []channel.QuickReply{
			{Text: strings.Repeat("x", 37), Payload: strings.Repeat("x", 1001), Description: strings.Repeat("x", 73)},
			{Text: "see HTTPS://t.co/a"}, {Text: "www.muster.example"}}}, false,
			[]string{"quickReplies[0].text too_long", "quickReplies[0].payload too_long", "quickReplies[0].description too_long",
				"quickReplies[1].text invalid", "quickReplies[2].text invalid", "quickReplies conflict"}},
		{"buttons", toAda, channel.Message{Text: "?", Buttons: []channel.Button{{Text: "a", Payload: "p"}, {Text: "b", URL: "ftp://x"}, {Text: "c", URL: "https://"}, {Text: "d", URL: "https://d"}}}, false,
			[]string{"buttons too_many", "buttons[0].payload unsupported", "buttons[1].url invalid", "buttons[2].url invalid"}},
		{"two files", toAda, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "1"}, {Kind: channel.MediaImage, ID: "2"}}}, false, []string{"attachments too_many"}},
		{"file by URL, odd id", toAda, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://x.example/a.jpg"}}}, false, []string{"attachments[0].url unsupported"}},
		{"odd media id", toAda, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "a.jpg"}}}, false, []string{"attachments[0].id invalid"}},
		{"a document", toAda, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, ID: "1"}}}, false, []string{"attachments[0].kind unsupported"}},
		{"no such place, and a file", toAda, channel.Message{Location: &channel.Location{Latitude: 91}, Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "1"}}}, false,
			[]string{"location invalid", "location conflict"}},
		{"v2 has few features", toAda, channel.Message{Text: "hello", Location: &channel.Location{}, ReplyTo: "1",
			QuickReplies: []channel.QuickReply{{Text: "a"}}, Buttons: []channel.Button{{Text: "a", URL: "https://a"}}}, true,
			[]string{"quickReplies unsupported", "buttons unsupported", "location unsupported", "replyTo unsupported"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &platform{}
			ch := at(t, p, func(c *twitter.Config) {
				if tt.v2 {
					c.API = twitter.V2
				}
			})
			sent, err := ch.Send(t.Context(), tt.to, tt.message)
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" || !errors.Is(err, channel.ErrRejected) {
				t.Errorf("Send: %v, want ErrRejected with complaints (-want +got):\n%s", err, diff)
			}
			if len(p.seen) > 0 || sent.IDs != nil {
				t.Errorf("X was called: %+v", p.seen)
			}
		})
	}
}

func TestAnswerThatNamesNoMessage(t *testing.T) {
	for _, body := range []string{"", "<html>", "{}", `{"event":{}}`, `{"data":{"dm_event_id":""}}`, "[]"} {
		p := &platform{status: 200, body: body}
		if _, err := at(t, p).Send(t.Context(), toAda, channel.Message{Text: "hello"}); !errors.Is(err, channel.ErrUncertain) {
			t.Errorf("answer %q: %v, want ErrUncertain", body, err)
		}
	}
}

func TestSendConcurrently(t *testing.T) {
	x := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(accepted)) }))
	defer x.Close()
	cfg := config()
	cfg.BaseURL = x.URL
	cfg.HTTP = x.Client()
	ch := open(t, cfg)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := ch.Send(t.Context(), toAda, channel.Message{Text: "hello"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

package facebook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// transport answers calls without a network, and keeps the last one.
type transport struct {
	status int
	header http.Header
	body   string
	err    error

	calls int
	last  *http.Request
	sent  string
}

func (f *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	f.calls++
	f.last, f.sent = r, ""
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		f.sent = string(data)
	}
	if f.err != nil {
		return nil, f.err
	}
	header := f.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: f.status, Header: header, Body: io.NopCloser(strings.NewReader(f.body)), Request: r}, nil
}

func accepting() *transport {
	return &transport{status: 200, body: `{"recipient_id":"` + personID + `","message_id":"m_sent1"}`}
}

func sendingChannel(t testing.TB, f *transport, change func(*facebook.Config)) *facebook.Channel {
	t.Helper()
	return newChannel(t, func(c *facebook.Config) {
		c.HTTP = &http.Client{Transport: f}
		c.HumanAgent = true
		if change != nil {
			change(c)
		}
	})
}

func thread(contact string) channel.Thread {
	return channel.Thread{Platform: "facebook", Account: pageID, Contact: contact}
}

func TestSendOnTheWire(t *testing.T) {
	hours := func(n int) time.Time { return now.Add(-time.Duration(n) * time.Hour) }
	tests := []struct {
		name string
		to   channel.Thread
		m    channel.Message
		want string // the body, without the token
	}{
		{"text", thread(personID), channel.Message{Text: "Hi <you> & 👍"},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"text":"Hi <you> & 👍"}}`},
		{"our reference travels as metadata", thread(personID), channel.Message{Text: "x", Ref: "outbox:3"},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"text":"x","metadata":"outbox:3"}}`},
		{"answer to a message", thread(personID), channel.Message{Text: "x", ReplyTo: "m_1"},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"text":"x"},"reply_to":{"mid":"m_1"}}`},
		{"robot within a day", thread(personID), channel.Message{Text: "x", By: channel.ByRobot, Heard: hours(23)},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"text":"x"}}`},
		{"person within a day: no tag", thread(personID), channel.Message{Text: "x", By: channel.ByPerson, Heard: hours(23)},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"text":"x"}}`},
		{"person after a day", thread(personID), channel.Message{Text: "x", By: channel.ByPerson, Heard: hours(24)},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT","message":{"text":"x"}}`},
		{"quick replies", thread(personID), channel.Message{Text: "When?", QuickReplies: []channel.QuickReply{
			{Text: "Today", Payload: "T", Image: "https://img.example.com/t.png"}, {Text: "Later"}, {Asks: channel.AskPhone}, {Asks: channel.AskEmail, Text: "unused"}}},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"text":"When?","quick_replies":[
			 {"content_type":"text","title":"Today","payload":"T","image_url":"https://img.example.com/t.png"},
			 {"content_type":"text","title":"Later","payload":"Later"},{"content_type":"user_phone_number"},{"content_type":"user_email"}]}}`},
		{"buttons", thread(personID), channel.Message{Text: "Choose", Buttons: []channel.Button{{Text: "Shop", URL: "https://example.com"}, {Text: "Agent", Payload: "A"}}},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"Choose",
			 "buttons":[{"type":"web_url","title":"Shop","url":"https://example.com"},{"type":"postback","title":"Agent","payload":"A"}]}}}}`},
		{"picture by address", thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://img.example.com/1.png"}}},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"image","payload":{"url":"https://img.example.com/1.png"}}}}`},
		{"voice by handle, with quick replies", thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVoice, ID: "185"}}, QuickReplies: []channel.QuickReply{{Text: "OK", Payload: "1"}}},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"audio","payload":{"attachment_id":"185"}},"quick_replies":[{"content_type":"text","title":"OK","payload":"1"}]}}`},
		{"file", thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, URL: "https://x.example.com/a.pdf"}}},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"file","payload":{"url":"https://x.example.com/a.pdf"}}}}`},
		{"video", thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, ID: "186"}}},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"video","payload":{"attachment_id":"186"}}}}`},
		{"sticker", thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: "369239263222822"}}},
			`{"recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"sticker_id":369239263222822}}`},
		{"guest", thread("ref:cart-9"), channel.Message{Text: "x", Ref: "r"},
			`{"recipient":{"user_ref":"cart-9"},"messaging_type":"RESPONSE","message":{"text":"x","metadata":"r"}}`},
		{"comment after six days", thread("comment:501_601"), channel.Message{Text: "x", Heard: hours(6 * 24)},
			`{"recipient":{"comment_id":"501_601"},"messaging_type":"RESPONSE","message":{"text":"x"}}`},
		{"visitor's post", thread("comment:" + pageID + "_502"), channel.Message{Text: "x"},
			`{"recipient":{"post_id":"104070000000001_502"},"messaging_type":"RESPONSE","message":{"text":"x"}}`},
		{"permission to notify, at any time", thread("token:7001"), channel.Message{Text: "x", Heard: hours(500)},
			`{"recipient":{"notification_messages_token":"7001"},"messaging_type":"UPDATE","message":{"text":"x"}}`},
		{"Instagram goes through its Page and tells no reference", channel.Thread{Platform: "facebook", Account: instagramID, Contact: "66"}, channel.Message{Text: "x", Ref: "r"},
			`{"recipient":{"id":"66"},"messaging_type":"RESPONSE","message":{"text":"x"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := accepting()
			sent, err := sendingChannel(t, f, nil).Send(t.Context(), tt.to, tt.m)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(channel.Sent{IDs: []string{"m_sent1"}}, sent); diff != "" {
				t.Errorf("Sent (-want +got):\n%s", diff)
			}
			got := decode(t, f.sent)
			if got["access_token"] != pageToken {
				t.Errorf("access_token = %v, want the Page's", got["access_token"])
			}
			delete(got, "access_token")
			if diff := cmp.Diff(decode(t, tt.want), got); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}

func decode(t *testing.T, object string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(object), &m); err != nil {
		t.Fatalf("%v in %s", err, object)
	}
	return m
}

// The proof was made by: printf %s 'EAAtest-page-token/+=' | openssl dgst -sha256 -hmac 'test-secret/+ of the app'
const proof = "5788e4a990e2864e35f2b11caea7e2b3d46d0d3e1cedcae8b2f97cc64a413b60"

func TestAddressAndCredentials(t *testing.T) {
	for _, place := range []facebook.TokenPlace{facebook.TokenInBody, facebook.TokenInHeader} {
		f := accepting()
		ch := sendingChannel(t, f, func(c *facebook.Config) { c.TokenIn = place; c.BaseURL = "https://graph.example.com/gate/" })
		if _, err := ch.Send(t.Context(), thread(personID), channel.Message{Text: "x"}); err != nil {
			t.Fatal(err)
		}
		want := "https://graph.example.com/gate/v26.0/" + pageID + "/messages?appsecret_proof=" + proof
		if got := f.last.URL.String(); got != want || f.last.Method != "POST" {
			t.Errorf("%s %s, want POST %s", f.last.Method, got, want)
		}
		_, inBody := decode(t, f.sent)["access_token"]
		header := f.last.Header.Get("Authorization")
		if inBody != (place == facebook.TokenInBody) || (header == "Bearer "+pageToken) != (place == facebook.TokenInHeader) {
			t.Errorf("%s: token in body: %v, Authorization: %q", place, inBody, header)
		}
		if got := f.last.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type %q", got)
		}
	}
}

func TestTimedProof(t *testing.T) {
	f := accepting()
	ch := sendingChannel(t, f, func(c *facebook.Config) { c.TimedProof = true })
	if _, err := ch.Send(t.Context(), thread(personID), channel.Message{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	at := strconv.FormatInt(now.Unix(), 10)
	h := hmac.New(sha256.New, []byte(appSecret))
	h.Write([]byte(pageToken + "|" + at))
	want := url.Values{"appsecret_time": {at}, "appsecret_proof": {hex.EncodeToString(h.Sum(nil))}}
	if diff := cmp.Diff(want, f.last.URL.Query()); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	fb, ch2 := standIn(t, facebooktest.Config{}, func(c *facebook.Config) { c.TimedProof = true })
	fb.Say("7", "hi")
	if _, err := ch2.Send(t.Context(), standInThread("7"), channel.Message{Text: "x"}); err != nil {
		t.Error(err)
	}
}

func TestSendRefusesBeforeAnyCall(t *testing.T) {
	hours := func(n int) time.Time { return now.Add(-time.Duration(n) * time.Hour) }
	long := strings.Repeat("x", 2000)
	tests := []struct {
		name  string
		to    channel.Thread
		m     channel.Message
		kind  error
		field string
	}{
		{"another platform", channel.Thread{Platform: "telegram", Account: pageID, Contact: "1"}, channel.Message{Text: "x"}, channel.ErrRejected, "thread.platform"},
		{"another account", channel.Thread{Platform: "facebook", Account: "9", Contact: "1"}, channel.Message{Text: "x"}, channel.ErrRejected, "thread.account"},
		{"nobody", thread(""), channel.Message{Text: "x"}, channel.ErrRejected, "thread.contact"},
		{"no guest", thread("ref:"), channel.Message{Text: "x"}, channel.ErrRejected, "thread.contact"},
		{"a group", thread("group:1"), channel.Message{Text: "x"}, channel.ErrRejected, "thread.contact"},
		{"via", channel.Thread{Platform: "facebook", Account: pageID, Contact: "1", Via: "b"}, channel.Message{Text: "x"}, channel.ErrRejected, "thread"},
		{"too late", thread(personID), channel.Message{Text: "x", NotAfter: now}, channel.ErrRejected, "notAfter"},
		{"nothing said", thread(personID), channel.Message{}, channel.ErrRejected, "text"},
		{"text too long", thread(personID), channel.Message{Text: long}, channel.ErrRejected, "text"},
		{"button text too long", thread(personID), channel.Message{Text: long[:641], Buttons: []channel.Button{{Text: "a", Payload: "b"}}}, channel.ErrRejected, "text"},
		{"text and picture", thread(personID), channel.Message{Text: "x", Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "1"}}}, channel.ErrRejected, "text"},
		{"buttons and picture", thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "1"}}, Buttons: []channel.Button{{Text: "a", Payload: "b"}}}, channel.ErrRejected, "buttons"},
		{"buttons without text", thread(personID), channel.Message{Location: &channel.Location{}, Buttons: []channel.Button{{Text: "a", Payload: "b"}}}, channel.ErrRejected, "text"},
		{"four buttons", thread(personID), channel.Message{Text: "x", Buttons: make([]channel.Button, 4)}, channel.ErrRejected, "buttons"},
		{"quick reply title", thread(personID), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: long[:21]}}}, channel.ErrRejected, "quickReplies[0].text"},
		{"payload of a quick reply that asks for a phone number", thread(personID), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "a"}, {Asks: channel.AskPhone, Payload: "p"}}}, channel.ErrRejected, "quickReplies[1].payload"},
		{"payload of a quick reply that asks for an address", thread(personID), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Asks: channel.AskEmail, Payload: "p"}}}, channel.ErrRejected, "quickReplies[0].payload"},
		{"reference too long", thread(personID), channel.Message{Text: "x", Ref: long[:1000]}, channel.ErrRejected, "ref"},
		{"location", thread(personID), channel.Message{Location: &channel.Location{}}, channel.ErrRejected, "location"},
		{"another platform's extra", thread(personID), channel.Message{Native: channel.Native{Platform: "telegram", Kind: "dice"}}, channel.ErrRejected, "native"},
		{"sticker by a word", thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: "1}"}}}, channel.ErrRejected, "attachments[0].id"},
		{"sticker on Instagram", channel.Thread{Platform: "facebook", Account: instagramID, Contact: "6"}, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: "1"}}}, channel.ErrRejected, "attachments[0].kind"},
		{"robot after a day", thread(personID), channel.Message{Text: "x", By: channel.ByRobot, Heard: hours(24)}, channel.ErrWindowClosed, ""},
		{"unknown author after a day", thread(personID), channel.Message{Text: "x", Heard: hours(25)}, channel.ErrWindowClosed, ""},
		{"person after a week", thread(personID), channel.Message{Text: "x", By: channel.ByPerson, Heard: hours(168)}, channel.ErrWindowClosed, ""},
		{"guest after a day", thread("ref:1"), channel.Message{Text: "x", By: channel.ByPerson, Heard: hours(24)}, channel.ErrWindowClosed, ""},
		{"comment after a week", thread("comment:1_2"), channel.Message{Text: "x", By: channel.ByPerson, Heard: hours(168)}, channel.ErrWindowClosed, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := accepting()
			_, err := sendingChannel(t, f, nil).Send(t.Context(), tt.to, tt.m)
			if !errors.Is(err, tt.kind) || f.calls != 0 {
				t.Fatalf("Send: %v after %d calls, want one matching %q and no call", err, f.calls, tt.kind)
			}
			found := tt.field == ""
			for _, e := range channel.FieldErrors(err) {
				found = found || e.Field == tt.field
			}
			if !found {
				t.Errorf("Send: %v, want it to name %s", err, tt.field)
			}
		})
	}
	f := accepting()
	plain := sendingChannel(t, f, func(c *facebook.Config) { c.HumanAgent = false })
	_, err := plain.Send(t.Context(), thread(personID), channel.Message{Text: "x", By: channel.ByPerson, Heard: hours(25)})
	if !errors.Is(err, channel.ErrWindowClosed) || f.calls != 0 {
		t.Errorf("a person after a day without the Human Agent feature: %v", err)
	}
}

func TestActions(t *testing.T) {
	ctx := context.Background()
	tests := []struct {
		name string
		do   func(channel.Sender) error
		want string
	}{
		{"typing", func(s channel.Sender) error { return channel.ShowTyping(ctx, s, thread(personID)) },
			`{"recipient":{"id":"7300000000000011"},"sender_action":"typing_on"}`},
		{"read", func(s channel.Sender) error { return channel.MarkRead(ctx, s, thread(personID), "m_1") },
			`{"recipient":{"id":"7300000000000011"},"sender_action":"mark_seen"}`},
		{"react", func(s channel.Sender) error { return channel.React(ctx, s, thread(personID), "m_1", "👍") },
			`{"recipient":{"id":"7300000000000011"},"sender_action":"react","payload":{"message_id":"m_1","reaction":"👍"}}`},
		{"unreact", func(s channel.Sender) error { return channel.React(ctx, s, thread(personID), "m_1", "") },
			`{"recipient":{"id":"7300000000000011"},"sender_action":"unreact","payload":{"message_id":"m_1"}}`},
	}
	for _, tt := range tests {
		f := &transport{status: 200, body: `{"recipient_id":"7300000000000011"}`}
		if err := tt.do(sendingChannel(t, f, nil)); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got := decode(t, f.sent)
		delete(got, "access_token")
		if diff := cmp.Diff(decode(t, tt.want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	f := accepting()
	ch := sendingChannel(t, f, nil)
	for _, err := range []error{
		ch.ShowTyping(ctx, thread("comment:1_2")), ch.MarkRead(ctx, thread("ref:1"), "m"),
		ch.React(ctx, channel.Thread{Platform: "facebook", Account: instagramID, Contact: "6"}, "m", "❤"),
	} {
		if !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
			t.Errorf("%v, want one matching ErrUnsupported and no call", err)
		}
	}
	if err := ch.React(ctx, thread(personID), "", "👍"); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("React to nothing: %v", err)
	}
}

func TestCall(t *testing.T) {
	f := &transport{status: 200, body: `{"data":[{"id":"5"}]}`}
	ch := sendingChannel(t, f, nil)
	var out struct{ Data []struct{ ID string } }
	err := ch.Call(t.Context(), pageID, "GET", "me/personas", url.Values{"fields": {"id"}}, &out)
	if err != nil || len(out.Data) != 1 || out.Data[0].ID != "5" {
		t.Errorf("Call = %v, %+v", err, out)
	}
	if got := f.last.URL.String(); got != "https://graph.facebook.com/v26.0/me/personas?appsecret_proof="+proof+"&fields=id" {
		t.Errorf("address %s", got)
	}
	if got := f.last.Header.Get("Authorization"); got != "Bearer "+pageToken || f.sent != "" {
		t.Errorf("Authorization %q, body %q", got, f.sent)
	}
	if err := ch.Call(t.Context(), pageID, "POST", "/"+pageID+"/personas", map[string]string{"name": "Kim"}, nil); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]any{"access_token": pageToken, "name": "Kim"}, decode(t, f.sent)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	if err := ch.Call(t.Context(), "", "POST", appID+"/x", nil, nil); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]any{"access_token": appID + "|" + appSecret}, decode(t, f.sent)); diff != "" {
		t.Errorf("body of the app's own call (-want +got):\n%s", diff)
	}
	for _, bad := range []error{
		ch.Call(t.Context(), "9", "GET", "me", nil, nil),
		ch.Call(t.Context(), pageID, "POST", "me", []int{1}, nil),
		ch.Call(t.Context(), pageID, "POST", "me", func() {}, nil),
		ch.Call(t.Context(), pageID, "GET", "me", "x", nil),
	} {
		if !errors.Is(bad, channel.ErrRejected) {
			t.Errorf("%v, want one matching ErrRejected", bad)
		}
	}
	if err := ch.Call(t.Context(), pageID, "GET", "me", nil, &[]int{}); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("an answer of another form: %v, want one matching ErrMalformed", err)
	}
}

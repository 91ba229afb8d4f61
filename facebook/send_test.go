package facebook_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

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

// The proof was made by a command:
//
//	printf %s 'EAAtest-page-token/+=' | openssl dgst -sha256 -hmac 'test-secret/+ of the app'
const proof = "5788e4a990e2864e35f2b11caea7e2b3d46d0d3e1cedcae8b2f97cc64a413b60"

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
		{"white space", thread(personID), channel.Message{Text: " \t\u00a0\n"}, channel.ErrRejected, "text"},
		{"white space over buttons", thread(personID), channel.Message{Text: "\u2003", Buttons: []channel.Button{{Text: "a", Payload: "b"}}}, channel.ErrRejected, "text"},
		{"white space on a button", thread(personID), channel.Message{Text: "x", Buttons: []channel.Button{{Text: " ", Payload: "b"}}}, channel.ErrRejected, "buttons[0].text"},
		{"white space on a quick reply", thread(personID), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "a"}, {Text: " "}}}, channel.ErrRejected, "quickReplies[1].text"},
		{"a button to a path", thread(personID), channel.Message{Text: "x", Buttons: []channel.Button{{Text: "a", URL: "/cart"}}}, channel.ErrRejected, "buttons[0].url"},
		{"a button to a host without scheme", thread(personID), channel.Message{Text: "x", Buttons: []channel.Button{{Text: "a", URL: "shop.example/cart"}}}, channel.ErrRejected, "buttons[0].url"},
		{"a button to a script", thread(personID), channel.Message{Text: "x", Buttons: []channel.Button{{Text: "a", URL: "javascript:alert(1)"}}}, channel.ErrRejected, "buttons[0].url"},
		{"a button to no host", thread(personID), channel.Message{Text: "x", Buttons: []channel.Button{{Text: "a", URL: "https:///cart"}}}, channel.ErrRejected, "buttons[0].url"},
		{"a button to an address with a space", thread(personID), channel.Message{Text: "x", Buttons: []channel.Button{{Text: "a", URL: "https://shop.example/a b"}}}, channel.ErrRejected, "buttons[0].url"},
		{"an icon at a path", thread(personID), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "a", Image: "/icon.png"}}}, channel.ErrRejected, "quickReplies[0].image"},
		{"a picture at no host", thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://"}}}, channel.ErrRejected, "attachments[0].url"},
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

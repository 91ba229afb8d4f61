package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestSendWritesTheRequest(t *testing.T) {
	file := func(kind channel.MediaKind, id, url string) []channel.Attachment {
		return []channel.Attachment{{Kind: kind, ID: id, URL: url}}
	}
	yes, no := true, false
	tests := []struct {
		name   string
		to     channel.Thread
		m      channel.Message
		method string
		body   string
	}{
		{"text", private, channel.Message{Text: "Hei <b>du</b> & jeg"}, "sendMessage", `{"chat_id":6804410077,"text":"Hei \u003cb\u003edu\u003c/b\u003e \u0026 jeg"}`},
		{"in a topic of a private chat", topic, channel.Message{Text: "a"}, "sendMessage", `{"chat_id":6804410077,"message_thread_id":17,"text":"a"}`},
		{"in a topic of a group", group, channel.Message{Text: "a"}, "sendMessage", `{"chat_id":-1002100000999,"message_thread_id":33,"text":"a"}`},
		{"for a business account", business, channel.Message{Text: "a"}, "sendMessage", `{"business_connection_id":"bcQx7Kiosk01","chat_id":6804410077,"text":"a"}`},
		{"in the direct messages of a channel", direct, channel.Message{Text: "a"}, "sendMessage", `{"chat_id":-1003100000222,"direct_messages_topic_id":6804410077,"text":"a"}`},
		{"answer", private, channel.Message{Text: "a", ReplyTo: "501"}, "sendMessage",
			`{"chat_id":6804410077,"text":"a","reply_parameters":{"message_id":501,"allow_sending_without_reply":true}}`},
		{"spans", private, channel.Message{Text: "🧀 fat lenke Tomo kode #1 sitat", Spans: []channel.Span{
			{Kind: channel.SpanBold, Start: 5, End: 8}, {Kind: channel.SpanLink, Start: 9, End: 14, Value: "https://kiosk.example/"},
			{Kind: channel.SpanMention, Start: 15, End: 19, Value: "5120003344"}, {Kind: channel.SpanPre, Start: 20, End: 24, Value: "go"},
			{Kind: channel.SpanHashtag, Start: 25, End: 27}, {Kind: channel.SpanQuote, Start: 28, End: 33},
			{Kind: channel.SpanStrike, Start: 0, End: 4}, {Kind: channel.SpanEmoji, Start: 0, End: 4, Value: "54011"}}}, "sendMessage",
			`{"chat_id":6804410077,"text":"🧀 fat lenke Tomo kode #1 sitat","entities":[
				{"type":"bold","offset":3,"length":3},{"type":"text_link","offset":7,"length":5,"url":"https://kiosk.example/"},
				{"type":"text_mention","offset":13,"length":4,"user":{"id":5120003344}},{"type":"pre","offset":18,"length":4,"language":"go"},
				{"type":"blockquote","offset":26,"length":5},{"type":"strikethrough","offset":0,"length":2},
				{"type":"custom_emoji","offset":0,"length":2,"custom_emoji_id":"54011"}]}`},
		{"quick replies", private, channel.Message{Text: "a?", QuickReplies: []channel.QuickReply{{Text: "Ja"}, {Text: "Nei"}}}, "sendMessage",
			`{"chat_id":6804410077,"text":"a?","reply_markup":{"keyboard":[[{"text":"Ja"}],[{"text":"Nei"}]],"resize_keyboard":true,"one_time_keyboard":true}}`},
		{"quick replies that ask", private, channel.Message{Text: "a?", QuickReplies: []channel.QuickReply{
			{Text: "Nummer", Asks: channel.AskPhone}, {Asks: channel.AskPhone}, {Asks: channel.AskLocation}}}, "sendMessage",
			`{"chat_id":6804410077,"text":"a?","reply_markup":{"keyboard":[[{"text":"Nummer","request_contact":true}],[{"text":"📱","request_contact":true}],
				[{"text":"📍","request_location":true}]],"resize_keyboard":true,"one_time_keyboard":true}}`},
		{"buttons", business, channel.Message{Text: "a?", Buttons: []channel.Button{{Text: "Bra", Payload: "svar:5"}, {Text: "Side", URL: "https://kiosk.example/"}}}, "sendMessage",
			`{"business_connection_id":"bcQx7Kiosk01","chat_id":6804410077,"text":"a?","reply_markup":{"inline_keyboard":[
				[{"text":"Bra","callback_data":"svar:5"}],[{"text":"Side","url":"https://kiosk.example/"}]]}}`},
		{"picture by id with a caption and buttons", private, channel.Message{Text: "fat", Spans: []channel.Span{{Kind: channel.SpanBold, End: 3}},
			Attachments: file(channel.MediaImage, "AgAC-pic_1", ""), Buttons: []channel.Button{{Text: "Ok", Payload: "1"}}}, "sendPhoto",
			`{"chat_id":6804410077,"photo":"AgAC-pic_1","caption":"fat","caption_entities":[{"type":"bold","offset":0,"length":3}],
				"reply_markup":{"inline_keyboard":[[{"text":"Ok","callback_data":"1"}]]}}`},
		{"picture by URL", private, channel.Message{Attachments: file(channel.MediaImage, "", "https://kiosk.example/a.jpg")}, "sendPhoto", `{"chat_id":6804410077,"photo":"https://kiosk.example/a.jpg"}`},
		{"video", private, channel.Message{Attachments: file(channel.MediaVideo, "BQ1", "")}, "sendVideo", `{"chat_id":6804410077,"video":"BQ1"}`},
		{"animation", private, channel.Message{Attachments: file(channel.MediaAnimation, "BQ1", "")}, "sendAnimation", `{"chat_id":6804410077,"animation":"BQ1"}`},
		{"audio", private, channel.Message{Attachments: file(channel.MediaAudio, "BQ1", "")}, "sendAudio", `{"chat_id":6804410077,"audio":"BQ1"}`},
		{"voice", private, channel.Message{Attachments: file(channel.MediaVoice, "BQ1", "")}, "sendVoice", `{"chat_id":6804410077,"voice":"BQ1"}`},
		{"sticker", private, channel.Message{Attachments: file(channel.MediaSticker, "BQ1", "")}, "sendSticker", `{"chat_id":6804410077,"sticker":"BQ1"}`},
		{"file", private, channel.Message{Attachments: file(channel.MediaFile, "BQ1", "")}, "sendDocument", `{"chat_id":6804410077,"document":"BQ1"}`},
		{"place", private, channel.Message{Location: &channel.Location{Latitude: 0, Longitude: -70.5}}, "sendLocation", `{"chat_id":6804410077,"latitude":0,"longitude":-70.5}`},
		{"place with a name", private, channel.Message{Location: &channel.Location{Latitude: 1, Longitude: 2, Name: "Kiosk", Address: "Elvegata 9"}}, "sendVenue",
			`{"chat_id":6804410077,"latitude":1,"longitude":2,"title":"Kiosk","address":"Elvegata 9"}`},
		{"place with a name alone", private, channel.Message{Location: &channel.Location{Latitude: 1, Longitude: 2, Name: "Kiosk"}}, "sendVenue",
			`{"chat_id":6804410077,"latitude":1,"longitude":2,"title":"Kiosk","address":"Kiosk"}`},
		{"card", private, channel.Message{Card: &channel.Card{Name: "Kiosk", Phone: "+4799", VCard: "BEGIN:VCARD"}}, "sendContact",
			`{"chat_id":6804410077,"phone_number":"+4799","first_name":"Kiosk","vcard":"BEGIN:VCARD"}`},
		{"card without a name", private, channel.Message{Card: &channel.Card{Phone: "+4799"}}, "sendContact", `{"chat_id":6804410077,"phone_number":"+4799","first_name":"+4799"}`},
		{"options", private, channel.Message{Text: "a", Native: telegram.Native(telegram.Options{Silent: true, Protect: true, Effect: "5", RemoveKeyboard: true, LinkPreview: &no})}, "sendMessage",
			`{"chat_id":6804410077,"text":"a","link_preview_options":{"is_disabled":true},"reply_markup":{"remove_keyboard":true},"disable_notification":true,"protect_content":true,"message_effect_id":"5"}`},
		{"buttons and a forced answer", private, channel.Message{Text: "a", Buttons: []channel.Button{{Text: "b", Payload: "c"}}, Native: telegram.Native(telegram.Options{ForceReply: true})}, "sendMessage",
			`{"chat_id":6804410077,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"b","callback_data":"c"}]],"force_reply":true}}`},
		{"forced answer", private, channel.Message{Text: "a", Native: telegram.Native(telegram.Options{ForceReply: true, Placeholder: "K77", LinkPreview: &yes})}, "sendMessage",
			`{"chat_id":6804410077,"text":"a","reply_markup":{"force_reply":true,"input_field_placeholder":"K77"}}`},
		{"placeholder", private, channel.Message{Text: "a", QuickReplies: []channel.QuickReply{{Text: "Ja"}}, Native: telegram.Native(telegram.Options{Placeholder: "K77"})}, "sendMessage",
			`{"chat_id":6804410077,"text":"a","reply_markup":{"keyboard":[[{"text":"Ja"}]],"resize_keyboard":true,"one_time_keyboard":true,"input_field_placeholder":"K77"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, f := sending(t, nil)
			got, err := ch.Send(t.Context(), tt.to, tt.m)
			require.NoError(t, err)
			want := fake{calls: 1, method: tt.method, http: "POST application/json",
				url: "https://api.telegram.org/bot" + token.Reveal() + "/" + tt.method, body: sorted(t, tt.body)}
			f.body = sorted(t, f.body)
			if diff := cmp.Diff([]any{want.calls, want.method, want.http, want.url, want.body}, []any{f.calls, f.method, f.http, f.url, f.body}); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(channel.Sent{IDs: []string{"4711"}, Time: time.Unix(1781000500, 0).UTC()}, got); diff != "" {
				t.Errorf("Sent (-want +got):\n%s", diff)
			}
		})
	}
}

// sorted writes JSON in one way, whatever the order of members.
func sorted(tb testing.TB, s string) string {
	tb.Helper()
	var v any
	dec := json.NewDecoder(strings.NewReader(s))
	dec.UseNumber()
	require.NoError(tb, dec.Decode(&v))
	out, err := json.Marshal(v)
	require.NoError(tb, err)
	return string(out)
}

func TestSendAddresses(t *testing.T) {
	tests := []struct {
		change func(*telegram.Config)
		want   string
	}{
		{func(c *telegram.Config) { c.BaseURL = "http://10.0.0.7:8081/" }, "http://10.0.0.7:8081/bot" + token.Reveal() + "/sendMessage"},
		{func(c *telegram.Config) { c.BaseURL = "https://gate.example/telegram" }, "https://gate.example/telegram/bot" + token.Reveal() + "/sendMessage"},
		{func(c *telegram.Config) { c.TestServers = true }, "https://api.telegram.org/bot" + token.Reveal() + "/test/sendMessage"},
	}
	for _, tt := range tests {
		ch, f := sending(t, tt.change)
		if _, err := ch.Send(t.Context(), private, channel.Message{Text: "a"}); err != nil || f.url != tt.want {
			t.Errorf("sent to %s, want %s; %v", f.url, tt.want, err)
		}
	}
}

func TestNoLinkPreviews(t *testing.T) {
	yes := true
	ch, f := sending(t, func(c *telegram.Config) { c.NoLinkPreviews = true })
	for _, tt := range []struct {
		m    channel.Message
		want string
	}{
		{channel.Message{Text: "a"}, `{"chat_id":6804410077,"text":"a","link_preview_options":{"is_disabled":true}}`},
		{channel.Message{Text: "a", Native: telegram.Native(telegram.Options{LinkPreview: &yes})}, `{"chat_id":6804410077,"text":"a"}`},
		{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "A"}}}, `{"chat_id":6804410077,"photo":"A"}`},
	} {
		_, err := ch.Send(t.Context(), private, tt.m)
		require.NoError(t, err)
		if diff := cmp.Diff(compact(t, tt.want), f.body); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
	}
}

// A message that cannot be sent is refused before any I/O, and every complaint names its field.
func TestSendRefuses(t *testing.T) {
	now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	image := []channel.Attachment{{Kind: channel.MediaImage, ID: "A"}}
	native := func(o telegram.Options) channel.Native { return telegram.Native(o) }
	tests := []struct {
		name string
		to   channel.Thread
		m    channel.Message
		want []complaint
	}{
		{"nothing", private, channel.Message{}, []complaint{{"text", channel.CodeMissing}}},
		{"white space", private, channel.Message{Text: " \n\t"}, []complaint{{"text", channel.CodeInvalid}}},
		{"text of 4097 units", private, channel.Message{Text: strings.Repeat("a", 4095) + "🧀"}, []complaint{{"text", channel.CodeTooLong}}},
		{"caption of 1025 units", private, channel.Message{Text: strings.Repeat("a", 1025), Attachments: image}, []complaint{{"text", channel.CodeTooLong}}},
		{"too late", private, channel.Message{Text: "a", NotAfter: now}, []complaint{{"notAfter", channel.CodeInvalid}}},
		{"another platform", channel.Thread{Platform: "facebook", Account: bot, Contact: "1"}, channel.Message{Text: "a"}, []complaint{{"thread.platform", channel.CodeInvalid}}},
		{"another account", channel.Thread{Platform: "telegram", Account: "1", Contact: "1"}, channel.Message{Text: "a"}, []complaint{{"thread.account", channel.CodeInvalid}}},
		{"no contact", channel.Thread{Platform: "telegram", Account: bot}, channel.Message{Text: "a"}, []complaint{{"thread.contact", channel.CodeInvalid}}},
		{"user name for a contact", channel.Thread{Platform: "telegram", Account: bot, Contact: "@mira"}, channel.Message{Text: "a"}, []complaint{{"thread.contact", channel.CodeInvalid}}},
		{"foreign scheme", channel.Thread{Platform: "telegram", Account: bot, Contact: "comment:1"}, channel.Message{Text: "a"}, []complaint{{"thread.contact", channel.CodeInvalid}}},
		{"topic that is none", channel.Thread{Platform: "telegram", Account: bot, Contact: "1", Topic: "x"}, channel.Message{Text: "a"}, []complaint{{"thread.topic", channel.CodeInvalid}}},
		{"direct topic that is none", channel.Thread{Platform: "telegram", Account: bot, Contact: "group:-1", Topic: "direct:"}, channel.Message{Text: "a"}, []complaint{{"thread.topic", channel.CodeInvalid}}},
		{"everything at once", channel.Thread{}, channel.Message{}, []complaint{{"thread.platform", channel.CodeInvalid}, {"thread.account", channel.CodeInvalid}, {"thread.contact", channel.CodeInvalid}, {"text", channel.CodeMissing}}},
		{"answer to no number", private, channel.Message{Text: "a", ReplyTo: "x"}, []complaint{{"replyTo", channel.CodeInvalid}}},
		{"text beside a place", private, channel.Message{Text: "a", Location: &channel.Location{}}, []complaint{{"text", channel.CodeConflict}}},
		{"text beside a sticker", private, channel.Message{Text: "a", Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: "A"}}}, []complaint{{"text", channel.CodeConflict}}},
		{"place and card", private, channel.Message{Location: &channel.Location{}, Card: &channel.Card{Phone: "1"}}, []complaint{{"attachments", channel.CodeConflict}}},
		{"place off the earth", private, channel.Message{Location: &channel.Location{Latitude: 91}}, []complaint{{"location", channel.CodeInvalid}}},
		{"place nowhere", private, channel.Message{Location: &channel.Location{Longitude: math.NaN()}}, []complaint{{"location", channel.CodeInvalid}}},
		{"card without a number", private, channel.Message{Card: &channel.Card{Name: "x"}}, []complaint{{"card.phone", channel.CodeMissing}}},
		{"large card", private, channel.Message{Card: &channel.Card{Phone: "1", VCard: strings.Repeat("x", 2049)}}, []complaint{{"card.vcard", channel.CodeTooLong}}},
		{"eleven attachments", private, channel.Message{Attachments: slices.Repeat(image, 11)}, []complaint{{"attachments", channel.CodeTooMany}}},
		{"album of kinds that do not go together", private, channel.Message{Attachments: append(slices.Clone(image), channel.Attachment{Kind: channel.MediaFile, ID: "A"})}, []complaint{{"attachments", channel.CodeConflict}}},
		{"album with buttons", private, channel.Message{Attachments: slices.Repeat(image, 2), Buttons: []channel.Button{{Text: "a", Payload: "a"}}}, []complaint{{"buttons", channel.CodeConflict}}},
		{"album that removes a keyboard", private, channel.Message{Attachments: slices.Repeat(image, 2), Native: native(telegram.Options{RemoveKeyboard: true})}, []complaint{{"native", channel.CodeConflict}}},
		{"album with an id that is a path", private, channel.Message{Attachments: append(slices.Clone(image), channel.Attachment{Kind: channel.MediaImage, ID: "a/b"})}, []complaint{{"attachments[1].id", channel.CodeInvalid}}},
		{"file, and nothing opens it", private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "a"}}}, []complaint{{"attachments[0].file", channel.CodeUnsupported}}},
		{"video note with a text", private, channel.Message{Text: "a", Attachments: []channel.Attachment{{Kind: channel.MediaVideo, ID: "A"}}, Native: native(telegram.Options{Round: true})}, []complaint{{"native", channel.CodeConflict}}},
		{"video note by URL", private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, URL: "https://a.example"}}, Native: native(telegram.Options{Round: true})}, []complaint{{"native", channel.CodeConflict}}},
		{"hidden text", private, channel.Message{Text: "a", Native: native(telegram.Options{Spoiler: true})}, []complaint{{"native", channel.CodeConflict}}},
		{"nine columns", private, channel.Message{Text: "a", Native: native(telegram.Options{Columns: 9})}, []complaint{{"native", channel.CodeInvalid}}},
		{"method that sends nothing", private, channel.Message{Native: method(t, "deleteMessage", nil)}, []complaint{{"native", channel.CodeInvalid}}},
		{"method with a path", private, channel.Message{Native: method(t, "send/../x", nil)}, []complaint{{"native", channel.CodeInvalid}}},
		{"method with parameters that are none", private, channel.Message{Native: method(t, "sendDice", 7)}, []complaint{{"native", channel.CodeInvalid}}},
		{"method beside a text", private, channel.Message{Text: "a", Native: method(t, "sendDice", nil)}, []complaint{{"native", channel.CodeConflict}}},
		{"id that is a path", private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, ID: "file:///etc/passwd"}}}, []complaint{{"attachments[0].id", channel.CodeInvalid}}},
		{"link for sending", private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaLink, URL: "https://a.example"}}}, []complaint{{"attachments[0].kind", channel.CodeUnsupported}}},
		{"link without address", private, channel.Message{Text: "a", Spans: []channel.Span{{Kind: channel.SpanLink, End: 1}}}, []complaint{{"spans[0].value", channel.CodeMissing}}},
		{"mention of no number", private, channel.Message{Text: "a", Spans: []channel.Span{{Kind: channel.SpanMention, End: 1, Value: "x"}}}, []complaint{{"spans[0].value", channel.CodeInvalid}}},
		{"span beyond the text", private, channel.Message{Text: "a", Spans: []channel.Span{{Kind: channel.SpanBold, End: 2}}}, []complaint{{"spans[0]", channel.CodeInvalid}}},
		{"quick replies for a business", business, channel.Message{Text: "a", QuickReplies: []channel.QuickReply{{Text: "a"}}}, []complaint{{"quickReplies", channel.CodeUnsupported}}},
		{"asking in a group", group, channel.Message{Text: "a", QuickReplies: []channel.QuickReply{{Text: "a", Asks: channel.AskPhone}}}, []complaint{{"quickReplies[0].asks", channel.CodeUnsupported}}},
		{"payload of 65 bytes", private, channel.Message{Text: "a", Buttons: []channel.Button{{Text: "a", Payload: strings.Repeat("ø", 32) + "a"}}}, []complaint{{"buttons[0].payload", channel.CodeTooLong}}},
		{"buttons and quick replies", private, channel.Message{Text: "a", Buttons: []channel.Button{{Text: "a", Payload: "a"}}, QuickReplies: []channel.QuickReply{{Text: "a"}}}, []complaint{{"buttons", channel.CodeConflict}}},
		{"extra of another platform", private, channel.Message{Text: "a", Native: channel.Native{Platform: "facebook", Kind: "template"}}, []complaint{{"native", channel.CodeUnsupported}}},
		{"extra of another kind", private, channel.Message{Text: "a", Native: channel.Native{Platform: "telegram", Kind: "x"}}, []complaint{{"native", channel.CodeInvalid}}},
		{"extra that is no JSON", private, channel.Message{Text: "a", Native: channel.Native{Platform: "telegram", Kind: "options", Data: []byte("x")}}, []complaint{{"native", channel.CodeInvalid}}},
		{"options alone", private, channel.Message{Native: native(telegram.Options{Silent: true})}, []complaint{{"native", channel.CodeConflict}}},
		{"two keyboards", private, channel.Message{Text: "a", QuickReplies: []channel.QuickReply{{Text: "a"}}, Native: native(telegram.Options{RemoveKeyboard: true})}, []complaint{{"native", channel.CodeConflict}}},
		{"placeholder for nothing", private, channel.Message{Text: "a", Native: native(telegram.Options{Placeholder: "a"})}, []complaint{{"native", channel.CodeConflict}}},
		{"long placeholder", private, channel.Message{Text: "a", Native: native(telegram.Options{ForceReply: true, Placeholder: strings.Repeat("a", 65)})}, []complaint{{"native", channel.CodeTooLong}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, f := sending(t, func(c *telegram.Config) { c.Now = func() time.Time { return now } })
			got, err := ch.Send(t.Context(), tt.to, tt.m)
			if !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
				t.Errorf("Send: %v after %d calls; want ErrRejected before any", err, f.calls)
			}
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
				t.Errorf("Send complains (-want +got):\n%s\n%v", diff, err)
			}
			if diff := cmp.Diff(channel.Sent{}, got); diff != "" {
				t.Errorf("Sent (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReplyWindow(t *testing.T) {
	now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	ch, f := sending(t, func(c *telegram.Config) { c.Now = func() time.Time { return now } })
	tests := []struct {
		to    channel.Thread
		heard time.Time
		want  error
	}{
		{business, now.Add(-24*time.Hour + time.Second), nil},
		{business, now.Add(-24 * time.Hour), channel.ErrWindowClosed},
		{business, time.Time{}, nil}, // unknown: Telegram decides
		{private, now.AddDate(-1, 0, 0), nil},
		{group, now.AddDate(-1, 0, 0), nil},
	}
	for _, tt := range tests {
		f.calls = 0
		_, err := ch.Send(t.Context(), tt.to, channel.Message{Text: "a", Heard: tt.heard})
		if !errors.Is(err, tt.want) || (f.calls == 0) != (tt.want != nil) {
			t.Errorf("to %s, heard %v: %v after %d calls; want %v", tt.to.Key(), tt.heard, err, f.calls, tt.want)
		}
	}
}

func TestSendWithoutToken(t *testing.T) {
	ch, f := sending(t, func(c *telegram.Config) { c.Token, c.Account = "", bot })
	_, err := ch.Send(t.Context(), private, channel.Message{Text: "a"})
	if !errors.Is(err, channel.ErrUnauthorized) || f.calls != 0 {
		t.Errorf("Send: %v after %d calls; want ErrUnauthorized before any", err, f.calls)
	}
}

func TestSent(t *testing.T) {
	tests := []struct {
		answer string
		want   channel.Sent
		err    error
	}{
		{`{"ok":true,"result":{"message_id":0,"date":1781000500}}`, channel.Sent{Time: time.Unix(1781000500, 0).UTC()}, nil}, // scheduled
		{`{"ok":true,"result":{"message_id":"12"}}`, channel.Sent{IDs: []string{"12"}}, nil},
		{`{"ok":true,"result":true}`, channel.Sent{}, channel.ErrUncertain},
		{`{"ok":true}`, channel.Sent{}, channel.ErrUncertain},
		{`{"result":{"message_id":1}}`, channel.Sent{}, channel.ErrUncertain},
		{`<html>ok</html>`, channel.Sent{}, channel.ErrUncertain},
		{``, channel.Sent{}, channel.ErrUncertain},
	}
	for _, tt := range tests {
		ch, f := sending(t, nil)
		f.answer = tt.answer
		got, err := ch.Send(t.Context(), private, channel.Message{Text: "a"})
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
			t.Errorf("answer %q: %v, want %v (-want +got):\n%s", tt.answer, err, tt.err, diff)
		}
	}
}

func TestContext(t *testing.T) {
	ch, f := sending(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := ch.Send(ctx, private, channel.Message{Text: "a"})
	if !errors.Is(err, channel.ErrUnavailable) || !errors.Is(err, context.Canceled) || f.calls != 0 {
		t.Errorf("cancelled before: %v after %d calls", err, f.calls)
	}
	f.err = context.DeadlineExceeded
	_, err = ch.Send(t.Context(), private, channel.Message{Text: "a"})
	if !errors.Is(err, channel.ErrUncertain) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("timed out on the way: %v", err)
	}
}

// Telegram refuses buttons with other addresses only after the call, and with them the message.
func TestAddressesOfButtons(t *testing.T) {
	ch, f := sending(t, nil)
	for address, good := range map[string]bool{
		"https://kiosk.example/a?b=c": true, "http://kiosk.example": true, "tg://user?id=7": true,
		"http://localhost": false, "kiosk.example": false, "javascript:alert(1)": false, "https://": false, "mailto:a@kiosk.example": false, ":": false,
	} {
		f.calls = 0
		_, err := ch.Send(t.Context(), private, channel.Message{Text: "x", Buttons: []channel.Button{{Text: "a", URL: address}}})
		e := channel.FieldErrors(err)
		if good && err != nil || !good && (len(e) != 1 || e[0].Field != "buttons[0].url" || f.calls != 0) {
			t.Errorf("%q: %v after %d calls", address, err, f.calls)
		}
	}
}

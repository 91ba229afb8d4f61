package telegramtest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestRefusals(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	photo := s.SendPhoto("7001", "", []byte("\xff\xd8\xff jpeg"))
	_ = photo
	s.Say("7002", "hi")
	s.Block("7002")
	s.Say("7003", "hi")
	s.Deactivate("7003")
	s.Meet(telegramtest.Person{ID: "7004", First: "Never"})
	long := strings.Repeat("é", 4097)
	tests := []struct{ method, body, want string }{
		{"sendMessage", `{"text":"x"}`, "Bad Request: chat_id is empty"},
		{"sendMessage", `{"chat_id":1,"text":"x"}`, "Bad Request: chat not found"},
		{"sendMessage", `{"chat_id":"@nobody","text":"x"}`, "Bad Request: chat not found"},
		{"sendMessage", `{"chat_id":7002,"text":"x"}`, "Forbidden: bot was blocked by the user"},
		{"sendMessage", `{"chat_id":7003,"text":"x"}`, "Forbidden: user is deactivated"},
		{"sendMessage", `{"chat_id":7004,"text":"x"}`, "Forbidden: bot can't initiate conversation with a user"},
		{"sendMessage", `{"chat_id":7001}`, "Bad Request: message text is empty"},
		{"sendMessage", `{"chat_id":7001,"text":" \n\t"}`, "Bad Request: text must be non-empty"},
		{"sendMessage", `{"chat_id":7001,"text":"\u200b\ufeff"}`, "Bad Request: text must be non-empty"},
		{"sendMessage", `{"chat_id":7001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":" ","callback_data":"d"}]]}}`, `Bad Request: can't parse inline keyboard button: Field "text" must be non-empty`},
		{"sendMessage", `{"chat_id":7001,"text":"x","reply_markup":{"keyboard":[[" \u3000"]]}}`, `Bad Request: can't parse keyboard button: Field "text" must be non-empty`},
		{"sendMessage", `{"chat_id":7001,"text":"` + long + `"}`, "Bad Request: message is too long"},
		{"sendMessage", `{"chat_id":7001,"text":"` + strings.Repeat("x", 32769) + `"}`, "Bad Request: text is too long"},
		{"sendMessage", `{"chat_id":7001,"text":"x","parse_mode":"BBCode"}`, "Bad Request: unsupported parse_mode"},
		{"sendMessage", `{"chat_id":7001,"text":"a.b","parse_mode":"MarkdownV2"}`, `Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\'`},
		{"sendMessage", `{"chat_id":7001,"text":"<x>b</x>","parse_mode":"HTML"}`, `Bad Request: can't parse entities: Unsupported start tag "x" at byte offset 0`},
		{"sendMessage", `{"chat_id":7001,"text":"x","reply_parameters":{"message_id":99}}`, "Bad Request: message to be replied not found"},
		{"sendMessage", `{"chat_id":7001,"text":"x","message_thread_id":4}`, "Bad Request: message thread not found"},
		{"sendMessage", `{"chat_id":7001,"text":"x","business_connection_id":"no"}`, "Bad Request: business connection not found"},
		{"sendMessage", `{"chat_id":7001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"` + strings.Repeat("d", 65) + `"}]]}}`, "Bad Request: BUTTON_DATA_INVALID"},
		{"sendMessage", `{"chat_id":7001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","url":"http://localhost"}]]}}`, "Bad Request: BUTTON_URL_INVALID"},
		{"sendMessage", `{"chat_id":7001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a"}]]}}`, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"sendMessage", `{"chat_id":7001,"text":"x","reply_markup":{"keyboard":[[{"text":""}]]}}`, `Bad Request: can't parse keyboard button: Field "text" must be non-empty`},
		{"sendMessage", `{"chat_id":7001,"text":"x","entities":[{"type":"bold","offset":0,"length":2}]}`, "Bad Request: can't parse entities: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 1"},
		{"sendMessage", `{"chat_id":7001,"text":"😀","entities":[{"type":"bold","offset":0,"length":1}]}`, "Bad Request: can't parse entities: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol"},
		{"sendPhoto", `{"chat_id":7001,"photo":"nothing"}`, "Bad Request: wrong file identifier/HTTP URL specified"},
		{"sendPhoto", `{"chat_id":7001}`, "Bad Request: there is no photo in the request"},
		{"sendPhoto", `{"chat_id":7001,"photo":"https://files.example/a.jpg","caption":"` + strings.Repeat("é", 1025) + `"}`, "Bad Request: message caption is too long"},
		{"sendPhoto", `{"chat_id":7001,"photo":"https://files.example/a.pdf"}`, "Bad Request: wrong type of the web page content"},
		{"sendPhoto", `{"chat_id":7001,"photo":"http://10.0.0.1/a.jpg"}`, "Bad Request: wrong HTTP URL specified"},
		{"sendDocument", `{"chat_id":7001,"document":"https://files.example/a.docx"}`, "Bad Request: wrong type of the web page content"},
		{"sendLocation", `{"chat_id":7001,"latitude":91,"longitude":0}`, "Bad Request: wrong location specified"},
		{"sendLocation", `{"chat_id":7001,"longitude":0}`, "Bad Request: latitude is empty"},
		{"sendContact", `{"chat_id":7001,"first_name":"A"}`, "Bad Request: phone number is empty"},
		{"sendChatAction", `{"chat_id":7001,"action":"sleeping"}`, "Bad Request: wrong parameter action in request"},
		{"answerCallbackQuery", `{"callback_query_id":"1"}`, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
	}
	for _, tt := range tests {
		r := call(t, s, tt.method, tt.body)
		if r.OK || r.Description != tt.want || r.status != r.Code {
			t.Errorf("%s %.80s = %d %q, want %q", tt.method, tt.body, r.status, r.Description, tt.want)
		}
	}
	if got := s.Sent(); len(got) != 0 {
		t.Errorf("a refused message was sent: %+v", got)
	}
}

func TestLengthIsCountedInCodePointsAfterParsing(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	full := strings.Repeat("😀", 4096)
	if m := call(t, s, "sendMessage", `{"chat_id":7001,"text":"`+full+`"}`).message(t); m.Text != full {
		t.Error("4096 code points beyond the BMP were not kept")
	}
	bold := `<b>` + strings.Repeat("x", 4096) + `</b>`
	m := call(t, s, "sendMessage", `{"chat_id":7001,"text":"`+bold+`","parse_mode":"html"}`).message(t)
	if len(m.Text) != 4096 || len(m.Entities) != 1 {
		t.Errorf("markup counts: %d characters, %v", len(m.Text), m.Entities)
	}
}

func TestSend(t *testing.T) {
	s := frozen(telegramtest.Config{})
	first := s.Say("7001", "hi")
	m := call(t, s, "sendMessage", `{"chat_id":7001,"text":"  hello\r\n\tyou  ","reply_parameters":{"message_id":`+first+`},"disable_notification":true,
		"reply_markup":{"keyboard":[[{"text":"Yes"},"No"]],"one_time_keyboard":true}}`).message(t)
	if m.Text != "hello\n you" || m.Reply == nil || m.Reply.Text != "hi" || m.Markup != nil {
		t.Errorf("sendMessage = %+v", m)
	}
	call(t, s, "sendMessage", `{"chat_id":7001,"text":"x","reply_parameters":{"message_id":99,"allow_sending_without_reply":true}}`).message(t)
	ph := call(t, s, "sendPhoto", `{"chat_id":7001,"photo":"https://files.example/a.jpg","caption":"*look*","parse_mode":"MarkdownV2"}`).message(t)
	id, _ := ph.Photo[0]["file_id"].(string)
	again := call(t, s, "sendPhoto", `{"chat_id":7001,"photo":"`+id+`"}`).message(t)
	if got := again.Photo[0]["file_id"]; got != id {
		t.Errorf("sent again as %v, was %v", got, id)
	}
	if r := call(t, s, "sendDocument", `{"chat_id":7001,"document":"`+id+`"}`); r.Description != "Bad Request: can't use file of type Photo as Document" {
		t.Errorf("a photo as document = %q", r.Description)
	}
	v := call(t, s, "sendVenue", `{"chat_id":7001,"latitude":52.5,"longitude":13.4,"title":"Shop","address":"Street 1"}`).message(t)
	if v.Venue == nil || v.Location["latitude"] != 52.5 {
		t.Errorf("sendVenue = %+v", v)
	}
	if r := call(t, s, "sendChatAction", `{"chat_id":7001,"action":"typing"}`); string(r.Result) != "true" {
		t.Errorf("sendChatAction = %+v", r)
	}
	want := []telegramtest.Sent{
		{ID: "2", To: "7001", Method: "sendMessage", Text: "hello\n you", QuickReplies: []string{"Yes", "No"}, ReplyTo: first, Silent: true, At: noon},
		{ID: "3", To: "7001", Method: "sendMessage", Text: "x", At: noon},
		{ID: "4", To: "7001", Method: "sendPhoto", Text: "look", At: noon, Attachments: []telegramtest.Attachment{
			{Kind: "photo", ID: id, URL: "https://files.example/a.jpg", Name: "a.jpg", Type: "image/jpeg", Data: []byte("what stands at https://files.example/a.jpg")}}},
		{ID: "5", To: "7001", Method: "sendPhoto", At: noon, Attachments: []telegramtest.Attachment{
			{Kind: "photo", ID: id, Name: "a.jpg", Type: "image/jpeg", Data: []byte("what stands at https://files.example/a.jpg")}}},
		{ID: "6", To: "7001", Method: "sendVenue", Location: &telegramtest.Location{Latitude: 52.5, Longitude: 13.4, Title: "Shop", Address: "Street 1"}, At: noon},
	}
	if diff := cmp.Diff(want, s.Sent()); diff != "" {
		t.Errorf("Sent (-want +got):\n%s", diff)
	}
}

func TestFormatting(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	e := func(typ string, offset, length float64, more ...string) map[string]any {
		m := map[string]any{"type": typ, "offset": offset, "length": length}
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	tests := []struct {
		mode, in, text string
		want           []map[string]any
	}{
		{"HTML", "<b>bold <i>both</i></b> &lt;&#128512;&gt;", "bold both <😀>", []map[string]any{e("bold", 0, 9), e("italic", 5, 4)}},
		{"HTML", `<a href="https://shop.example/?a=1&amp;b=2">shop</a>`, "shop", []map[string]any{e("text_link", 0, 4, "url", "https://shop.example/?a=1&b=2")}},
		{"HTML", `😀 <pre><code class="language-go">x</code></pre>`, "😀 x", []map[string]any{e("pre", 3, 1, "language", "go")}},
		{"HTML", `<blockquote expandable>q</blockquote><span class="tg-spoiler">s</span>`, "qs", []map[string]any{e("expandable_blockquote", 0, 1), e("spoiler", 1, 1)}},
		{"MarkdownV2", `*bold _both_* \. __u__ ~s~ ||p||`, "bold both . u s p", []map[string]any{e("bold", 0, 9), e("italic", 5, 4), e("underline", 12, 1), e("strikethrough", 14, 1), e("spoiler", 16, 1)}},
		{"MarkdownV2", "[a\\.b](https://x.example/\\)) `c\\`` ```go\nf()\n```", "a.b c` f()", []map[string]any{e("text_link", 0, 3, "url", "https://x.example/)"), e("code", 4, 2), e("pre", 7, 3, "language", "go")}},
		{"MarkdownV2", ">one\n>two\nend", "one\ntwo\nend", []map[string]any{e("blockquote", 0, 8)}},
		{"MarkdownV2", "**>one\n>two||", "one\ntwo", []map[string]any{e("expandable_blockquote", 0, 7)}},
		{"Markdown", "*b* _i_ [l](https://x.example/) a.b", "b i l a.b", []map[string]any{e("bold", 0, 1), e("italic", 2, 1), e("text_link", 4, 1, "url", "https://x.example/")}},
	}
	for _, tt := range tests {
		in := strings.NewReplacer("\\", "\\\\", `"`, `\"`, "\n", `\n`).Replace(tt.in)
		m := call(t, s, "sendMessage", `{"chat_id":7001,"text":"`+in+`","parse_mode":"`+tt.mode+`"}`).message(t)
		if diff := cmp.Diff(tt.want, m.Entities); m.Text != tt.text || diff != "" {
			t.Errorf("%s %q = %q (-want +got):\n%s", tt.mode, tt.in, m.Text, diff)
		}
	}
	bad := []struct{ mode, in, want string }{
		{"MarkdownV2", "a *b", "Can't find end of Bold entity at byte offset 2"},
		{"MarkdownV2", "[a](b", "Can't find end of a URL at byte offset 4"},
		{"MarkdownV2", "a | b", `Character '|' is reserved and must be escaped with the preceding '\'`},
		{"MarkdownV2", "![x](y)", "Custom emoji entity must contain a tg://emoji URL"},
		{"HTML", "<b>x", `Can't find end tag corresponding to start tag "b"`},
		{"HTML", "<b>x</i>", `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`},
		{"HTML", "x</b>", "Unexpected end tag at byte offset 1"},
		{"HTML", "x <b", "Unclosed start tag at byte offset 2"},
		{"HTML", "1 < 2", `Unsupported start tag "" at byte offset 2`},
		{"Markdown", "a *b", "Can't find end of the entity starting at byte offset 2"},
	}
	for _, tt := range bad {
		in := strings.ReplaceAll(tt.in, "\\", "\\\\")
		r := call(t, s, "sendMessage", `{"chat_id":7001,"text":"`+in+`","parse_mode":"`+tt.mode+`"}`)
		if want := "Bad Request: can't parse entities: " + tt.want; r.Description != want {
			t.Errorf("%s %q = %q, want %q", tt.mode, tt.in, r.Description, want)
		}
	}
}

func TestSmallMethods(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Meet(telegramtest.Person{ID: "7001", First: "Ada"})
	s.TapQuickReply("7001", "Yes")
	s.ShareContact("7001", "+4930555")
	call(t, s, "sendLocation", `{"chat_id":7001,"latitude":1.5,"longitude":2.5}`).message(t)
	call(t, s, "sendContact", `{"chat_id":7001,"phone_number":"+4930555","first_name":"Shop"}`).message(t)
	for body, want := range map[string]string{
		`{"chat_id":7001,"phone_number":"1"}`: "first name is empty",
		`{"chat_id":7001,"phone_number":"1","first_name":"A","vcard":"` + strings.Repeat("v", 2049) + `"}`: "vcard is too long",
	} {
		if r := call(t, s, "sendContact", body); r.Description != "Bad Request: "+want {
			t.Errorf("sendContact = %q, want %q", r.Description, want)
		}
	}
	if r := call(t, s, "getChat", `{"chat_id":7001}`); !strings.Contains(string(r.Result), `"first_name":"Ada"`) {
		t.Errorf("getChat = %s", r.Result)
	}
	if r := call(t, s, "getChat", `{"chat_id":7}`); r.OK {
		t.Errorf("getChat of nobody = %s", r.Result)
	}
	if r := call(t, s, "close", ``); !r.OK {
		t.Errorf("close = %+v", r)
	}
	call(t, s, "logOut", "")
	if r := call(t, s, "getMe", ""); r.Description != "Bad Request: Logged out" {
		t.Errorf("after logOut = %+v", r)
	}
}

package facebooktest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestRefusals(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA, "108000000000002": "EAAother"}})
	s.Say("24001", "hi")
	s.Say("24002", "hi")
	s.Block("24002")
	s.Say("24003", "hi")
	s.Leave("24003")
	s.Say("24004", "hi")
	s.Control("24004", "77")
	s.Meet(facebooktest.Person{ID: "24005"})
	s.Say("108000000000002/24006", "hi")
	to := func(id, rest string) string { return `{"recipient":{"id":"` + id + `"},` + rest + `}` }
	msg := func(m string) string { return to("24001", `"message":{`+m+`}`) }
	x := strings.Repeat
	template := func(p string) string { return msg(`"attachment":{"type":"template","payload":{` + p + `}}`) }
	tests := []struct {
		name, body string
		code, sub  int
	}{
		{"no recipient", `{"message":{"text":"x"}}`, 100, 0},
		{"two recipients", `{"recipient":{"id":"24001","user_ref":"u"},"message":{"text":"x"}}`, 100, 0},
		{"unknown recipient member", `{"recipient":{"id":"24001","name":"u"},"message":{"text":"x"}}`, 100, 0},
		{"nothing said", to("24001", `"messaging_type":"RESPONSE"`), 100, 0},
		{"never heard of", to("1", `"message":{"text":"x"}`), 100, 2018001},
		{"never wrote", to("24005", `"message":{"text":"x"}`), 100, 2018001},
		{"of another page", to("24006", `"message":{"text":"x"}`), 100, 2018001},
		{"user_ref", `{"recipient":{"user_ref":"u"},"message":{"text":"x"}}`, 100, 2018001},
		{"blocked", to("24002", `"message":{"text":"x"}`), 551, 0},
		{"away", to("24003", `"message":{"text":"x"}`), 551, 1545041},
		{"another app's thread", to("24004", `"message":{"text":"x"}`), 10, 2018300},
		{"message and action", to("24001", `"message":{"text":"x"},"sender_action":"typing_on"`), 100, 2018014},
		{"unknown action", to("24001", `"sender_action":"dance"`), 100, 0},
		{"react to nothing", to("24001", `"sender_action":"react","payload":{"message_id":"m","reaction":"x"}`), 100, 0},
		{"unknown type", to("24001", `"messaging_type":"REPLY","message":{"text":"x"}`), 100, 0},
		{"tag without tag", to("24001", `"messaging_type":"MESSAGE_TAG","message":{"text":"x"}`), 100, 0},
		{"tag without type", to("24001", `"tag":"HUMAN_AGENT","message":{"text":"x"}`), 100, 0},
		{"retired tag", to("24001", `"messaging_type":"MESSAGE_TAG","tag":"ACCOUNT_UPDATE","message":{"text":"x"}`), 100, 1893061},
		{"unknown tag", to("24001", `"messaging_type":"MESSAGE_TAG","tag":"SHIPPING_UPDATE","message":{"text":"x"}`), 100, 0},
		{"feedback tag on text", to("24001", `"messaging_type":"MESSAGE_TAG","tag":"CUSTOMER_FEEDBACK","message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"x","buttons":[{"type":"postback","title":"a","payload":"p"}]}}}`), 100, 0},
		{"unknown member", msg(`"text":"x","quickreplies":[]`), 100, 0},
		{"empty text", msg(`"text":" "`), 100, 0},
		{"text without a shape", msg(`"text":"\u200b"`), 100, 0},
		{"long text", msg(`"text":"` + x("x", 2000) + `"`), 100, 0},
		{"long text beyond the BMP", msg(`"text":"` + x("😀", 1000) + `"`), 100, 0},
		{"text and attachment", msg(`"text":"x","attachment":{"type":"image","payload":{"url":"https://x.example/a.png"}}`), 100, 0},
		{"quick replies alone", msg(`"quick_replies":[{"content_type":"text","title":"a","payload":"p"}]`), 100, 0},
		{"too many quick replies", msg(`"text":"x","quick_replies":[` + strings.TrimSuffix(x(`{"content_type":"text","title":"a","payload":"p"},`, 14), ",") + `]`), 100, 0},
		{"long title", msg(`"text":"x","quick_replies":[{"content_type":"text","title":"` + x("é", 21) + `","payload":"p"}]`), 100, 0},
		{"no title", msg(`"text":"x","quick_replies":[{"content_type":"text","payload":"p"}]`), 100, 0},
		{"no payload", msg(`"text":"x","quick_replies":[{"content_type":"text","title":"t"}]`), 100, 0},
		{"long payload", msg(`"text":"x","quick_replies":[{"content_type":"text","title":"t","payload":"` + x("p", 1001) + `"}]`), 100, 0},
		{"location quick reply", msg(`"text":"x","quick_replies":[{"content_type":"location"}]`), 100, 0},
		{"long metadata", msg(`"text":"x","metadata":"` + x("m", 1000) + `"`), 100, 0},
		{"attachment kind", msg(`"attachment":{"type":"location","payload":{}}`), 100, 0},
		{"attachment without handle", msg(`"attachment":{"type":"image","payload":{}}`), 100, 0},
		{"attachment_id as number", msg(`"attachment":{"type":"image","payload":{"attachment_id":1}}`), 100, 0},
		{"unknown attachment_id", msg(`"attachment":{"type":"image","payload":{"attachment_id":"1"}}`), 100, 2018074},
		{"unreachable address", msg(`"attachment":{"type":"image","payload":{"url":"ftp://x.example/a.png"}}`), 100, 2018008},
		{"wrong type", msg(`"attachment":{"type":"image","payload":{"url":"https://x.example/a.pdf"}}`), 100, 2018047},
		{"reply to nothing", to("24001", `"reply_to":{"mid":"m_nothing"},"message":{"text":"x"}`), 100, 0},
		{"unknown persona", to("24001", `"persona_id":"1","message":{"text":"x"}`), 100, 0},
		{"utility without template", msg(`"template":{"name":"n"}`), 100, 0},
		{"template type", template(`"template_type":"list"`), 100, 0},
		{"button template without buttons", template(`"template_type":"button","text":"x","buttons":[]`), 100, 0},
		{"button template text", template(`"template_type":"button","text":"` + x("x", 641) + `","buttons":[{"type":"postback","title":"a","payload":"p"}]`), 100, 0},
		{"four buttons", template(`"template_type":"button","text":"x","buttons":[` + strings.TrimSuffix(x(`{"type":"postback","title":"a","payload":"p"},`, 4), ",") + `]`), 100, 0},
		{"button title", template(`"template_type":"button","text":"x","buttons":[{"type":"postback","title":"` + x("t", 21) + `","payload":"p"}]`), 100, 0},
		{"generic with title alone", template(`"template_type":"generic","elements":[{"title":"t"}]`), 100, 0},
		{"generic with 11", template(`"template_type":"generic","elements":[` + strings.TrimSuffix(x(`{"title":"t","subtitle":"s"},`, 11), ",") + `]`), 100, 0},
		{"blank quick reply", msg(`"text":"x","quick_replies":[{"content_type":"text","title":" ","payload":"p"}]`), 100, 0},
		{"icon without a host", msg(`"text":"x","quick_replies":[{"content_type":"text","title":"a","payload":"p","image_url":"/a.png"}]`), 100, 0},
		{"blank button text", template(`"template_type":"button","text":"\u00a0","buttons":[{"type":"postback","title":"a","payload":"p"}]`), 100, 0},
		{"blank button title", template(`"template_type":"button","text":"x","buttons":[{"type":"postback","title":" ","payload":"p"}]`), 100, 0},
		{"button to no host", template(`"template_type":"button","text":"x","buttons":[{"type":"web_url","title":"a","url":"https:///x"}]`), 100, 0},
		{"button to a host with a space", template(`"template_type":"button","text":"x","buttons":[{"type":"web_url","title":"a","url":"https://a.example/b c"}]`), 100, 0},
		{"login over http", template(`"template_type":"button","text":"x","buttons":[{"type":"account_link","url":"http://a.example"}]`), 100, 0},
		{"blank card title", template(`"template_type":"generic","elements":[{"title":" ","subtitle":"s"}]`), 100, 0},
		{"card picture at a path", template(`"template_type":"generic","elements":[{"title":"t","image_url":"a.png"}]`), 100, 0},
		{"card tap with a title", template(`"template_type":"generic","elements":[{"title":"t","default_action":{"type":"web_url","title":"t","url":"https://a.example"}}]`), 100, 0},
		{"card tap to nothing", template(`"template_type":"generic","elements":[{"title":"t","default_action":{"type":"web_url"}}]`), 100, 0},
		{"receipt without its total", template(`"template_type":"receipt","recipient_name":"A","order_number":"1","currency":"EUR","payment_method":"cash","summary":{}`), 100, 0},
		{"receipt with a path", template(`"template_type":"receipt","recipient_name":"A","order_number":"1","currency":"EUR","payment_method":"cash","summary":{"total_cost":1},"order_url":"/1"`), 100, 0},
		{"several images", msg(`"attachments":[{"type":"image","payload":{"url":"https://x.example/a.png"}},{"type":"image","payload":{"url":"https://x.example/b.png"}}]`), 100, 0},
		{"media of another site", template(`"template_type":"media","elements":[{"media_type":"image","url":"https://notfacebook.com/x"}]`), 100, 0},
	}
	for _, tt := range tests {
		r := send(t, s, tt.body)
		if r.Error.Code != tt.code || r.Error.Sub != tt.sub || r.status == 200 || r.Error.Trace == "" {
			t.Errorf("%s = %d %s, want %d/%d", tt.name, r.status, r.body, tt.code, tt.sub)
		}
	}
	if got := s.Sent(); len(got) != 0 {
		t.Errorf("a refused message was sent: %+v", got)
	}
}

func TestSend(t *testing.T) {
	s := frozen(facebooktest.Config{})
	mid := s.Say("24001", "hi")
	body := func(rest string) string {
		return `{"recipient":{"id":"24001"},"messaging_type":"RESPONSE",` + rest + `}`
	}
	first := send(t, s, body(`"reply_to":{"mid":"`+mid+`"},"message":{"text":"hello","metadata":"ref-1","quick_replies":[
		{"content_type":"text","title":"Red","payload":"R","image_url":"https://x.example/r.png"},{"content_type":"user_email"}]}`))
	image := send(t, s, body(`"message":{"attachment":{"type":"image","payload":{"url":"https://x.example/a.png","is_reusable":true}}}`))
	again := send(t, s, body(`"message":{"attachment":{"type":"image","payload":{"attachment_id":"`+image.Attachment+`"}}}`))
	buttons := send(t, s, body(`"message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"Pick","buttons":[
		{"type":"postback","title":"A","payload":"PA"},{"type":"web_url","title":"Shop","url":"https://x.example/"}]}}}`))
	typing := send(t, s, `{"recipient":{"id":"24001"},"sender_action":"typing_on"}`)
	react := send(t, s, `{"recipient":{"id":"24001"},"sender_action":"react","payload":{"message_id":"`+mid+`","reaction":"👍"}}`)
	for _, r := range []reply{first, image, again, buttons, typing, react} {
		if r.status != 200 || r.Recipient != "24001" || (r.Message == "") != (string(r.body) == string(typing.body)) {
			t.Errorf("refused: %s", r.body)
		}
	}
	data := []byte("what stands at https://x.example/a.png")
	want := []facebooktest.Sent{
		{ID: first.Message, Page: pageA, To: "24001", Type: "RESPONSE", Text: "hello", ReplyTo: mid, Ref: "ref-1", At: noon,
			QuickReplies: []facebooktest.QuickReply{{Kind: "text", Title: "Red", Payload: "R", Image: "https://x.example/r.png"}, {Kind: "user_email"}}},
		{ID: image.Message, Page: pageA, To: "24001", Type: "RESPONSE", At: noon,
			Attachments: []facebooktest.Attachment{{Kind: "image", ID: image.Attachment, URL: "https://x.example/a.png", Name: "a.png", Type: "image/png", Data: data}}},
		{ID: again.Message, Page: pageA, To: "24001", Type: "RESPONSE", At: noon,
			Attachments: []facebooktest.Attachment{{Kind: "image", ID: image.Attachment, URL: "https://x.example/a.png", Name: "a.png", Type: "image/png", Data: data}}},
		{ID: buttons.Message, Page: pageA, To: "24001", Type: "RESPONSE", Text: "Pick", At: noon,
			Buttons: []facebooktest.Button{{Kind: "postback", Title: "A", Payload: "PA"}, {Kind: "web_url", Title: "Shop", URL: "https://x.example/"}}},
	}
	if diff := cmp.Diff(want, s.Sent(), cmpopts.IgnoreFields(facebooktest.Sent{}, "Template")); diff != "" {
		t.Errorf("Sent (-want +got):\n%s", diff)
	}
	h := &host{}
	s.Deliver(h)
	echoes := h.kinds("message")[1:]
	var got []map[string]any
	for _, e := range echoes {
		var m map[string]any
		d := json.NewDecoder(strings.NewReader(e))
		d.UseNumber()
		if err := d.Decode(&m); err != nil {
			t.Fatal(err)
		}
		if list, ok := m["attachments"].([]any); ok {
			delete(list[0].(map[string]any)["payload"].(map[string]any), "url")
		}
		got = append(got, m)
	}
	id := json.Number(image.Attachment)
	app := json.Number(s.Config().AppID)
	attached := func(mid string) map[string]any {
		return map[string]any{"mid": mid, "is_echo": true, "app_id": app, "attachments": []any{map[string]any{"type": "image", "payload": map[string]any{"attachment_id": id}}}}
	}
	wantEchoes := []map[string]any{
		{"mid": first.Message, "is_echo": true, "app_id": app, "metadata": "ref-1", "text": "hello", "reply_to": map[string]any{"mid": mid}},
		attached(image.Message), attached(again.Message),
		{"mid": buttons.Message, "is_echo": true, "app_id": app, "attachments": []any{map[string]any{"type": "template", "payload": map[string]any{
			"template_type": "button", "text": "Pick", "buttons": []any{
				map[string]any{"type": "postback", "title": "A", "payload": "PA"}, map[string]any{"type": "web_url", "title": "Shop"}}}}}},
	}
	// The template's button address is under buttons, not taken out above.
	wantEchoes[3]["attachments"].([]any)[0].(map[string]any)["payload"].(map[string]any)["buttons"].([]any)[1].(map[string]any)["url"] = "https://x.example/"
	if diff := cmp.Diff(wantEchoes, got); diff != "" {
		t.Errorf("echoes (-want +got):\n%s", diff)
	}
	s.Advance(90 * 24 * time.Hour)
	s.Say("24001", "hi")
	if r := send(t, s, body(`"message":{"attachment":{"type":"image","payload":{"attachment_id":"`+image.Attachment+`"}}}`)); r.Error.Sub != 2018074 {
		t.Errorf("an attachment after 90 days = %s", r.body)
	}
}

func TestTextLimitIsSettable(t *testing.T) {
	s := frozen(facebooktest.Config{MaxText: 2000, NoEchoes: true})
	s.Say("24001", "hi")
	if r := say(t, s, "24001", strings.Repeat("x", 2000)); r.status != 200 {
		t.Errorf("2,000 = %s", r.body)
	}
	if s.Pending() != 1 {
		t.Error("there are echoes")
	}
}

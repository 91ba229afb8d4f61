package facebooktest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

const (
	shopA = "17841400000000001"
	jpeg  = "\xff\xd8\xff\xe0 photo"
	pdf   = "%PDF-1.7"
)

// onInstagram is a Page with an Instagram account whose customer 65001 has written.
func onInstagram() *facebooktest.Server {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA}, Instagram: map[string]facebooktest.Instagram{shopA: {Username: "shop", Page: pageA}}})
	s.Say(shopA+"/65001", "hi")
	s.Say("24001", "hi")
	return s
}

// Instagram takes fewer formats, sizes and names than Messenger, which takes all of these.
func TestInstagramFiles(t *testing.T) {
	for _, tt := range []struct {
		kind, name, typ, data string
		code, sub             int // of Instagram's refusal; 0: it takes the file
	}{
		{"image", "a.jpg", "image/jpeg", jpeg, 0, 0},
		{"image", "a.gif", "image/gif", "GIF89a", 0, 0},
		{"image", "a.webp", "image/webp", "RIFF\x00\x00\x00\x00WEBPVP", 100, 2018047},
		{"image", "a.jpg", "image/jpeg", "RIFF\x00\x00\x00\x00WEBPVP", 100, 2018047},
		{"image", "a.jpg", "image/jpeg", jpeg + strings.Repeat("x", 8<<20), 100, 2018109},
		{"image", "größe.jpg", "image/jpeg", jpeg, 100, 0},
		{"audio", "a.m4a", "audio/mp4", "\x00\x01", 0, 0},
		{"audio", "a.mp3", "audio/mpeg", "ID3\x03", 100, 2018047},
		{"video", "a.mp4", "video/mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42", 0, 0},
		{"video", "a.3gp", "video/3gpp", "\x00\x01", 100, 2018047},
		{"file", "a.pdf", "application/pdf", pdf, 0, 0},
		{"file", "a.zip", "application/zip", "PK\x03\x04", 100, 2018047},
		{"file", "a.pdf", "application/pdf", "PK\x03\x04", 100, 2018047},
	} {
		s := onInstagram()
		parts := map[string]string{"message": `{"attachment":{"type":"` + tt.kind + `","payload":{}}}`}
		upload := func() reply {
			return call(t, s, "POST", "/v26.0/"+pageA+"/message_attachments?access_token="+tokenA, multi, form(parts, tt.name, tt.typ, tt.data))
		}
		if r := upload(); r.Attachment == "" {
			t.Errorf("%s for Messenger: %s", tt.name, r.body)
		}
		parts["platform"] = "instagram"
		if r := upload(); r.Error.Code != tt.code || r.Error.Sub != tt.sub || (r.Attachment == "") != (tt.code != 0) {
			t.Errorf("%s as %s for Instagram: %s, want %d/%d", tt.name, tt.kind, r.body, tt.code, tt.sub)
		}
		delete(parts, "platform")
		parts["recipient"] = `{"id":"65001"}`
		r := call(t, s, "POST", "/v26.0/"+pageA+"/messages?access_token="+tokenA, multi, form(parts, tt.name, tt.typ, tt.data))
		if r.Error.Code != tt.code || r.Error.Sub != tt.sub || len(s.Sent()) != map[bool]int{true: 1}[tt.code == 0] {
			t.Errorf("%s as %s in a message: %s, want %d/%d", tt.name, tt.kind, r.body, tt.code, tt.sub)
		}
	}
}

// Instagram has message.attachments and three templates; Messenger has the other members.
func TestInstagramMessages(t *testing.T) {
	image := func(n int) string {
		return fmt.Sprintf(`{"type":"image","payload":{"url":"https://x.example/%d.png"}}`, n)
	}
	album := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, image(i))
		}
		return `"attachments":[` + strings.Join(list, ",") + `]`
	}
	template := func(payload string) string {
		return `"attachment":{"type":"template","payload":{` + payload + `}}`
	}
	generic := func(button string) string {
		return template(`"template_type":"generic","elements":[{"title":"t","buttons":[` + button + `]}]`)
	}
	for _, tt := range []struct {
		name, message        string
		instagram, messenger bool
	}{
		{"two images", album(2), true, false},
		{"ten images", album(10), true, false},
		{"one image in a list", album(1), false, false},
		{"eleven images", album(11), false, false},
		{"a video among images", `"attachments":[` + image(1) + `,{"type":"video","payload":{"url":"https://x.example/a.mp4"}}]`, false, false},
		{"images and a text", `"text":"x",` + album(2), false, false},
		{"a quick reply", `"text":"x","quick_replies":[{"content_type":"text","title":"a","payload":"b"}]`, true, true},
		{"a question for the number", `"text":"x","quick_replies":[{"content_type":"user_phone_number"}]`, false, true},
		{"a question for the address", `"text":"x","quick_replies":[{"content_type":"user_email"}]`, false, true},
		{"a quick reply with a picture", `"text":"x","quick_replies":[{"content_type":"text","title":"a","payload":"b","image_url":"https://x.example/a.png"}]`, false, true},
		{"a card with a tap", generic(`{"type":"postback","title":"b","payload":"p"}`), true, true},
		{"a card with a call", generic(`{"type":"phone_number","title":"b","payload":"+493012345"}`), false, true},
		{"buttons", template(`"template_type":"button","text":"x","buttons":[{"type":"web_url","title":"b","url":"https://x.example"}]`), true, true},
		{"a login button", template(`"template_type":"button","text":"x","buttons":[{"type":"account_link","url":"https://x.example"}]`), false, true},
		{"products", template(`"template_type":"product","elements":[{"id":"7"}]`), true, true},
		{"a media template", template(`"template_type":"media","elements":[{"media_type":"image","url":"https://www.facebook.com/photo/?fbid=1"}]`), false, true},
		{"a coupon", template(`"template_type":"coupon","title":"t","coupon_code":"A"`), false, true},
		{"a template that nobody has", template(`"template_type":"sonnet"`), false, false},
		{"a long text", `"text":"` + strings.Repeat("é", 501) + `"`, false, true},
	} {
		s := onInstagram()
		for id, want := range map[string]bool{"65001": tt.instagram, "24001": tt.messenger} {
			r := send(t, s, `{"recipient":{"id":"`+id+`"},"messaging_type":"RESPONSE","message":{`+tt.message+`}}`)
			if (r.status == 200) != want || !want && r.Error.Code != 100 {
				t.Errorf("%s to %s: %s, want it taken: %v", tt.name, id, r.body, want)
			}
		}
	}
	s := onInstagram()
	send(t, s, `{"recipient":{"id":"65001"},"message":{`+album(3)+`}}`)
	if sent := s.Sent(); len(sent) != 1 || len(sent[0].Attachments) != 3 || sent[0].Attachments[2].URL != "https://x.example/2.png" {
		t.Errorf("an album is kept as %+v", sent)
	}
	mid := s.Say(shopA+"/65001", "nice")
	for reaction, want := range map[string]int{"love": 200, "wow": 400} {
		r := send(t, s, `{"recipient":{"id":"65001"},"sender_action":"react","payload":{"message_id":"`+mid+`","reaction":"`+reaction+`"}}`)
		if r.status != want {
			t.Errorf("the reaction %s: %s", reaction, r.body)
		}
	}
}

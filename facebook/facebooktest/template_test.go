package facebooktest_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestTemplates(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Say("24001", "hi")
	template := func(payload, rest string) reply {
		return send(t, s, `{"recipient":{"id":"24001"},"message":{"attachment":{"type":"template","payload":{`+payload+`}}}`+rest+`}`)
	}
	ok := map[string]string{
		"generic": `"template_type":"generic","elements":[{"title":"Red","subtitle":"a shirt","buttons":[{"type":"postback","title":"Buy","payload":"B"}]}]`,
		"media":   `"template_type":"media","elements":[{"media_type":"image","url":"https://www.facebook.com/photo/?fbid=1"}]`,
		"login":   `"template_type":"button","text":"Log in","buttons":[{"type":"account_link","url":"https://x.example/"}]`,
		"call":    `"template_type":"button","text":"Call","buttons":[{"type":"phone_number","title":"Call","payload":"+4930"}]`,
	}
	for name, payload := range ok {
		if r := template(payload, ""); r.status != 200 {
			t.Errorf("%s = %s", name, r.body)
		}
	}
	if r := template(`"template_type":"customer_feedback"`, `,"messaging_type":"MESSAGE_TAG","tag":"CUSTOMER_FEEDBACK"`); r.status != 200 {
		t.Errorf("feedback = %s", r.body)
	}
	button := func(b string) string { return `"template_type":"button","text":"x","buttons":[{` + b + `}]` }
	for name, payload := range map[string]string{
		"kind":       button(`"type":"share","title":"a"`),
		"url":        button(`"type":"web_url","title":"a","url":"javascript:1"`),
		"no payload": button(`"type":"postback","title":"a"`),
		"payload":    button(`"type":"postback","title":"a","payload":"` + strings.Repeat("p", 1001) + `"`),
		"title":      `"template_type":"generic","elements":[{"title":"` + strings.Repeat("t", 81) + `","subtitle":"s"}]`,
		"grid":       `"template_type":"image_grid","elements":[{"images":[{"url":"a.png"}]}]`,
		"two media":  `"template_type":"media","elements":[{"media_type":"image","url":"https://facebook.com/1"},{"media_type":"image","url":"https://facebook.com/2"}]`,
		"both":       `"template_type":"media","elements":[{"media_type":"image","url":"https://facebook.com/1","attachment_id":"2"}]`,
	} {
		if r := template(payload, ""); r.Error.Code != 100 {
			t.Errorf("%s = %s", name, r.body)
		}
	}
	if r := template(`"template_type":"media","elements":[{"media_type":"image","attachment_id":"2"}]`, ""); r.Error.Sub != 2018074 {
		t.Errorf("unknown attachment = %s", r.body)
	}
}

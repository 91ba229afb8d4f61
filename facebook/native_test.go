package facebook_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestNativeOnTheWire(t *testing.T) {
	const to = `"recipient":{"id":"7300000000000011"}`
	shop := facebook.Button{Type: facebook.ButtonURL, Title: "Shop", URL: "https://shop.example.com/"}
	ask := facebook.Button{Type: facebook.ButtonPostback, Title: "Ask", Payload: "ASK"}
	tests := []struct {
		name string
		m    channel.Message
		o    facebook.Options
		want string
	}{
		{"persona, silently", channel.Message{Text: "x"}, facebook.Options{Persona: "91", Notification: facebook.NotifySilent},
			`{` + to + `,"messaging_type":"RESPONSE","message":{"text":"x"},"persona_id":"91","notification_type":"SILENT_PUSH"}`},
		{"passing the thread on", channel.Message{Text: "x"}, facebook.Options{Control: &facebook.Control{Pass: true, App: "77"}},
			`{` + to + `,"messaging_type":"RESPONSE","message":{"text":"x"},"thread_control":{"control_type":"pass","app_id":"77"}}`},
		{"letting the thread go", channel.Message{Text: "x"}, facebook.Options{Control: &facebook.Control{}},
			`{` + to + `,"messaging_type":"RESPONSE","message":{"text":"x"},"thread_control":{"control_type":"release"}}`},
		{"generic", channel.Message{Ref: "r", QuickReplies: []channel.QuickReply{{Text: "More", Payload: "M"}}}, facebook.Options{Generic: []facebook.Card{{
			Title: "Lamp", Subtitle: "40 W", Image: "https://img.example.com/lamp.png", Tap: &facebook.Button{Type: facebook.ButtonURL, URL: "https://shop.example.com/lamp", Height: "tall"},
			Buttons: []facebook.Button{shop, ask}}}},
			`{` + to + `,"messaging_type":"RESPONSE","message":{"attachment":{"type":"template","payload":{"template_type":"generic","elements":[{"title":"Lamp","subtitle":"40 W",
			 "image_url":"https://img.example.com/lamp.png","default_action":{"type":"web_url","url":"https://shop.example.com/lamp","webview_height_ratio":"tall"},
			 "buttons":[{"type":"web_url","title":"Shop","url":"https://shop.example.com/"},{"type":"postback","title":"Ask","payload":"ASK"}]}]}},
			 "quick_replies":[{"content_type":"text","title":"More","payload":"M"}],"metadata":"r"}}`},
		{"media, after a day", channel.Message{By: channel.ByPerson, Heard: now.Add(-30 * time.Hour)}, facebook.Options{Media: &facebook.MediaCard{Kind: "video", ID: "188", Buttons: []facebook.Button{ask}}},
			`{` + to + `,"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT","message":{"attachment":{"type":"template","payload":{"template_type":"media",
			 "elements":[{"media_type":"video","attachment_id":"188","buttons":[{"type":"postback","title":"Ask","payload":"ASK"}]}]}}}}`},
		{"receipt", channel.Message{}, facebook.Options{Receipt: &facebook.Receipt{Recipient: "Ada", Order: "A-7", Currency: "EUR", Payment: "Card", Summary: facebook.Summary{Shipping: "4.95", Total: "24.90"},
			Adjustments: []facebook.Adjustment{{Name: "Voucher", Amount: "5"}}, Items: []facebook.Item{{Title: "Lamp", Quantity: 1, Price: "24.95"}}}},
			`{` + to + `,"messaging_type":"RESPONSE","message":{"attachment":{"type":"template","payload":{"template_type":"receipt","recipient_name":"Ada","order_number":"A-7","currency":"EUR","payment_method":"Card",
			 "summary":{"shipping_cost":4.95,"total_cost":24.90},"adjustments":[{"name":"Voucher","amount":5}],"elements":[{"title":"Lamp","quantity":1,"price":24.95}]}}}}`},
		{"another template", channel.Message{}, facebook.Options{Template: json.RawMessage(`{"template_type":"coupon","title":"-10 %","coupon_code":"TEN"}`)},
			`{` + to + `,"messaging_type":"RESPONSE","message":{"attachment":{"type":"template","payload":{"template_type":"coupon","title":"-10 %","coupon_code":"TEN"}}}}`},
		{"utility template, at any time", channel.Message{By: channel.ByRobot, Heard: now.Add(-1000 * time.Hour)}, facebook.Options{Utility: &facebook.Utility{Name: "order_sent", Language: "en",
			Components: json.RawMessage(`[{"type":"body","parameters":[{"type":"text","text":"A-7"}]}]`)}},
			`{` + to + `,"messaging_type":"UTILITY","message":{"template":{"name":"order_sent","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"A-7"}]}]}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := accepting()
			tt.m.Native = facebook.Native(tt.o)
			stored, err := json.Marshal(tt.m) // an outbox keeps it meanwhile
			if err != nil {
				t.Fatal(err)
			}
			var m channel.Message
			if err := json.Unmarshal(stored, &m); err != nil {
				t.Fatal(err)
			}
			if _, err := sendingChannel(t, f, nil).Send(t.Context(), thread(personID), m); err != nil {
				t.Fatal(err)
			}
			got, want := decode(t, f.sent), decode(t, tt.want)
			delete(got, "access_token")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNativeRefused(t *testing.T) {
	long := string(make([]byte, 81))
	button := facebook.Button{Type: facebook.ButtonPostback, Title: "t", Payload: "p"}
	card := facebook.Card{Title: "t", Subtitle: "s"}
	tests := []struct {
		name string
		m    channel.Message
		o    facebook.Options
		want []string
	}{
		{"beside a text", channel.Message{Text: "x"}, facebook.Options{Generic: []facebook.Card{card}}, []string{"native"}},
		{"two templates", channel.Message{}, facebook.Options{Generic: []facebook.Card{card}, Template: json.RawMessage(`{"template_type":"coupon"}`)}, []string{"native"}},
		{"nothing", channel.Message{}, facebook.Options{Persona: "1"}, []string{"text"}},
		{"words", channel.Message{Text: "x"}, facebook.Options{Persona: "Ada", Notification: "LOUD", Control: &facebook.Control{App: "7"}},
			[]string{"native.notification", "native.persona", "native.control.app"}},
		{"cards", channel.Message{}, facebook.Options{Generic: []facebook.Card{{Title: "alone"}, {Subtitle: long}, {Title: "t", Tap: &button, Buttons: []facebook.Button{button, button, button, {}}}}},
			[]string{"native.generic[0]", "native.generic[1].title", "native.generic[1].subtitle", "native.generic[2].tap", "native.generic[2].buttons", "native.generic[2].buttons[3].type"}},
		{"addresses of cards", channel.Message{}, facebook.Options{Generic: []facebook.Card{{Title: " ", Image: "/a.png", Tap: &facebook.Button{Type: facebook.ButtonURL, URL: "ftp://a.example"}, Buttons: []facebook.Button{
			{Type: facebook.ButtonURL, Title: "t", URL: "shop"}, {Type: facebook.ButtonLogIn, URL: "http://a.example/in"}, {Type: facebook.ButtonPostback, Title: "\t", Payload: "p"}}}, {Title: "t", Tap: &facebook.Button{Type: facebook.ButtonURL}}}},
			[]string{"native.generic[0].title", "native.generic[0].tap.url", "native.generic[0].image", "native.generic[0].buttons[0].url", "native.generic[0].buttons[1].url", "native.generic[0].buttons[2].title", "native.generic[1].tap.url"}},
		{"addresses of a receipt", channel.Message{}, facebook.Options{Receipt: &facebook.Receipt{Recipient: "A", Order: "1", Currency: "EUR", Payment: "cash", URL: "order/1", Items: []facebook.Item{{Image: "a.png"}}}},
			[]string{"native.receipt.url", "native.receipt.items[0].image"}},
		{"too many cards", channel.Message{}, facebook.Options{Generic: []facebook.Card{card, card, card, card, card, card, card, card, card, card, card}}, []string{"native.generic"}},
		{"buttons", channel.Message{}, facebook.Options{Media: &facebook.MediaCard{Kind: "audio", URL: "https://example.com", Buttons: []facebook.Button{
			{Type: facebook.ButtonURL}, {Type: facebook.ButtonLogIn}, {Type: facebook.ButtonLogOut}}}},
			[]string{"native.media.kind", "native.media.url", "native.media.buttons[0].title", "native.media.buttons[0].url", "native.media.buttons[1].url"}},
		{"receipt", channel.Message{}, facebook.Options{Receipt: &facebook.Receipt{Items: make([]facebook.Item, 101)}},
			[]string{"native.receipt.recipient", "native.receipt.order", "native.receipt.currency", "native.receipt.payment", "native.receipt.items"}},
		{"addresses of another template", channel.Message{}, facebook.Options{Template: json.RawMessage(`{"template_type":"image_grid","elements":[{"images":[{"url":"a.png"},{"url":"https://a.example/b.png"}],` +
			`"buttons":[{"type":"web_url","title":"t","url":"/shop","fallback_url":"https://a.example"},{"type":"postback","payload":"url"}]}],"coupon_url":""}`)},
			[]string{"native.template.elements[0].images[0].url", "native.template.elements[0].buttons[0].url"}},
		{"no template", channel.Message{}, facebook.Options{Template: json.RawMessage(`{"a":1}`), Notification: facebook.NotifyNot}, []string{"native.template"}},
		{"utility", channel.Message{}, facebook.Options{Utility: &facebook.Utility{Name: "n"}}, []string{"native.utility"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := accepting()
			tt.m.Native = facebook.Native(tt.o)
			_, err := sendingChannel(t, f, nil).Send(t.Context(), thread(personID), tt.m)
			var got []string
			for _, e := range channel.FieldErrors(err) {
				got = append(got, e.Field)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || f.calls > 0 || !errors.Is(err, channel.ErrRejected) {
				t.Errorf("after %d calls %v; complaints (-want +got):\n%s", f.calls, err, diff)
			}
		})
	}
	for _, n := range []channel.Native{{Platform: "telegram", Kind: "options"}, {Platform: "facebook", Kind: "dance"}, {Platform: "facebook", Kind: "options", Data: []byte(`[]`)},
		facebook.Native(facebook.Options{Template: json.RawMessage(`{`)})} {
		f := accepting()
		_, err := sendingChannel(t, f, nil).Send(t.Context(), thread(personID), channel.Message{Text: "x", Native: n})
		if all := channel.FieldErrors(err); len(all) != 1 || all[0].Field != "native" || f.calls > 0 {
			t.Errorf("Native %+v: %v", n, err)
		}
	}
}

// The stand-in takes everything that this package lets through.
func TestTemplatesAtTheStandIn(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	fb.Say("7", "hello")
	for name, o := range map[string]facebook.Options{
		"generic": {Generic: []facebook.Card{{Title: "Lamp", Buttons: []facebook.Button{{Type: facebook.ButtonCall, Title: "Call", Payload: "+4930123456"}, {Type: facebook.ButtonLogOut}}}}},
		"media":   {Media: &facebook.MediaCard{Kind: "image", URL: "https://www.facebook.com/photo.php?fbid=7"}},
		"receipt": {Receipt: &facebook.Receipt{Recipient: "Ada", Order: "1", Currency: "EUR", Payment: "Card", Summary: facebook.Summary{Total: "1"}}},
		"coupon":  {Template: json.RawMessage(`{"template_type":"coupon","title":"t","coupon_code":"C"}`)},
	} {
		if _, err := ch.Send(t.Context(), standInThread("7"), channel.Message{Native: facebook.Native(o), Heard: fb.Now()}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

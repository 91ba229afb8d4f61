package facebook_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// Instagram has three templates, and two kinds of button in them.
func TestTemplatesOfInstagram(t *testing.T) {
	button := func(kind facebook.ButtonType) []facebook.Card {
		return []facebook.Card{{Title: "t", Buttons: []facebook.Button{{Type: kind, Title: "b", Payload: "+4942112345", URL: "https://a.example"}}}}
	}
	for _, tt := range []struct {
		o     facebook.Options
		field string // empty: it is sent
	}{
		{facebook.Options{Generic: button(facebook.ButtonPostback)}, ""},
		{facebook.Options{Generic: button(facebook.ButtonURL)}, ""},
		{facebook.Options{Generic: button(facebook.ButtonCall)}, "native.generic[0].buttons[0].type"},
		{facebook.Options{Template: json.RawMessage(`{"template_type":"product","elements":[{"id":"7"}]}`)}, ""},
		{facebook.Options{Template: json.RawMessage(`{"template_type":"coupon","title":"t","coupon_code":"A"}`)}, "native.template"},
		{facebook.Options{Media: &facebook.MediaCard{Kind: "image", ID: "7"}}, "native.media"},
		{facebook.Options{Receipt: &facebook.Receipt{Recipient: "A", Order: "1", Currency: "EUR", Payment: "cash"}}, "native.receipt"},
		{facebook.Options{Utility: &facebook.Utility{Name: "n", Language: "en"}}, "native.utility"},
	} {
		m := channel.Message{Native: facebook.Native(tt.o)}
		f := accepting()
		ch := sendingChannel(t, f, nil)
		_, err := ch.Send(t.Context(), instagram("66"), m)
		if faults := channel.FieldErrors(err); tt.field == "" && err != nil || tt.field != "" && (len(faults) != 1 || faults[0].Field != tt.field || !errors.Is(err, channel.ErrRejected) || f.calls > 0) {
			t.Errorf("%+v: %v after %d calls, want a complaint about %q", tt.o, err, f.calls, tt.field)
		}
		if _, err := ch.Send(t.Context(), thread(personID), m); err != nil {
			t.Errorf("%+v on Messenger: %v", tt.o, err)
		}
	}
}

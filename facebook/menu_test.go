package facebook_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestMessengerProfile(t *testing.T) {
	_, ch := standIn(t, facebooktest.Config{PageRates: true}, nil)
	want := facebook.MessengerProfile{
		GetStarted:  "START",
		Greeting:    []facebook.Greeting{{Locale: facebook.DefaultLocale, Text: "Hello {{user_first_name}}"}, {Locale: "de_DE", Text: "Guten Tag"}},
		IceBreakers: []facebook.IceBreakers{{Locale: facebook.DefaultLocale, Questions: []facebook.Question{{Text: "When are you open?", Payload: "HOURS"}}}},
		Menu: []facebook.Menu{{Locale: facebook.DefaultLocale, NoText: true, Items: []facebook.Button{
			{Type: facebook.ButtonPostback, Title: "An agent", Payload: "AGENT"}, {Type: facebook.ButtonURL, Title: "Shop", URL: "https://shop.example.com/", Height: "full"}}}},
	}
	if err := ch.SetMessengerProfile(t.Context(), standInPage, want); err != nil {
		t.Fatal(err)
	}
	got, err := ch.ReadMessengerProfile(t.Context(), standInPage)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("read back: %v (-want +got):\n%s", err, diff)
	}
	if err := ch.DeleteMessengerProfile(t.Context(), standInPage, facebook.PropertyGetStarted); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("the button before the menu: %v", err)
	}
	all := []string{facebook.PropertyMenu, facebook.PropertyGetStarted, facebook.PropertyGreeting, facebook.PropertyIceBreakers}
	if err := ch.DeleteMessengerProfile(t.Context(), standInPage, all...); err != nil {
		t.Error(err)
	}
	if got, err := ch.ReadMessengerProfile(t.Context(), standInPage); err != nil || !cmp.Equal(got, facebook.MessengerProfile{}) {
		t.Errorf("after it was deleted: %+v, %v", got, err)
	}
	for range 6 {
		_, err = ch.ReadMessengerProfile(t.Context(), standInPage)
	}
	if !errors.Is(err, channel.ErrRateLimited) {
		t.Errorf("the eleventh call in ten minutes: %v", err)
	}
}

func TestMessengerProfileRefused(t *testing.T) {
	question := facebook.Question{Text: "?", Payload: "P"}
	tests := []struct {
		name string
		p    facebook.MessengerProfile
		want []string
	}{
		{"nothing", facebook.MessengerProfile{}, []string{"profile"}},
		{"greeting", facebook.MessengerProfile{Greeting: []facebook.Greeting{{Locale: "de_DE"}, {Locale: "de_DE", Text: "x"}}}, []string{"greeting[0].text", "greeting", "greeting"}},
		{"questions", facebook.MessengerProfile{IceBreakers: []facebook.IceBreakers{{Locale: "default", Questions: []facebook.Question{question, question, question, question, {Text: "?"}}}}},
			[]string{"iceBreakers[0].questions", "iceBreakers[0].questions[4]"}},
		{"menu", facebook.MessengerProfile{Menu: []facebook.Menu{{Locale: "default", Items: []facebook.Button{{Type: facebook.ButtonPostback}, {Type: facebook.ButtonURL, Title: strings.Repeat("x", 31)}, {Type: facebook.ButtonCall, Title: "x"}}}}},
			[]string{"menu[0].items[0].payload", "menu[0].items[0].title", "menu[0].items[1].url", "menu[0].items[1].title", "menu[0].items[2].type"}},
		{"white space", facebook.MessengerProfile{Greeting: []facebook.Greeting{{Locale: "default", Text: " "}}, IceBreakers: []facebook.IceBreakers{{Locale: "default", Questions: []facebook.Question{{Text: "\t", Payload: "P"}}}}},
			[]string{"greeting[0].text", "iceBreakers[0].questions[0]"}},
		{"addresses", facebook.MessengerProfile{Menu: []facebook.Menu{{Locale: "default", Items: []facebook.Button{{Type: facebook.ButtonURL, Title: "a", URL: "/shop"}, {Type: facebook.ButtonURL, Title: "b", URL: "https://shop.example"}}}}},
			[]string{"menu[0].items[0].url"}},
		{"long menu", facebook.MessengerProfile{GetStarted: strings.Repeat("x", 1001), Menu: []facebook.Menu{{Locale: "default", Items: make([]facebook.Button, 21)}}}, nil},
	}
	f := accepting()
	ch := sendingChannel(t, f, nil)
	for _, tt := range tests {
		err := ch.SetMessengerProfile(t.Context(), pageID, tt.p)
		var got []string
		for _, e := range channel.FieldErrors(err) {
			got = append(got, e.Field)
		}
		if tt.want == nil && len(got) > 2 {
			got, tt.want = got[:2], []string{"getStarted", "menu[0].items"}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: complaints (-want +got):\n%s", tt.name, diff)
		}
	}
	for _, properties := range [][]string{nil, {"whitelisted_domains"}} {
		if err := ch.DeleteMessengerProfile(t.Context(), pageID, properties...); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("deleting %v: %v", properties, err)
		}
	}
	if f.calls > 0 {
		t.Errorf("%d calls left", f.calls)
	}
}

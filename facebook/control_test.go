package facebook_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestPersonas(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	fb.Say("7", "hi")
	ada := facebook.Persona{Name: "Ada", Picture: "https://desk.example/ada.png"}
	id, err := ch.CreatePersona(t.Context(), standInPage, ada)
	if err != nil {
		t.Fatal(err)
	}
	ada.ID = id
	all, err := ch.Personas(t.Context(), standInPage)
	if diff := cmp.Diff([]facebook.Persona{ada}, all); diff != "" || err != nil {
		t.Errorf("personas: %v (-want +got):\n%s", err, diff)
	}
	m := channel.Message{Text: "I am Ada.", Native: facebook.Native(facebook.Options{Persona: id})}
	if _, err := ch.Send(t.Context(), standInThread("7"), m); err != nil || fb.Sent()[0].Persona != id {
		t.Errorf("sent as %+v, %v", fb.Sent(), err)
	}
	if err := ch.DeletePersona(t.Context(), standInPage, id); err != nil {
		t.Error(err)
	}
	if all, err := ch.Personas(t.Context(), standInPage); err != nil || len(all) > 0 {
		t.Errorf("after it was deleted: %v, %v", all, err)
	}
	if _, err := ch.Send(t.Context(), standInThread("7"), m); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("sent under a persona that is gone: %v", err)
	}
	for _, p := range []facebook.Persona{{}, {Name: strings.Repeat("x", 51), Picture: "https://desk.example/a"}, {Name: "a"}} {
		if _, err := ch.CreatePersona(t.Context(), standInPage, p); len(channel.FieldErrors(err)) == 0 {
			t.Errorf("persona %+v: %v", p, err)
		}
	}
	if err := ch.DeletePersona(t.Context(), standInPage, "../me"); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("an id that is none: %v", err)
	}
}

func TestThreadControl(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	us := fb.Config().AppID
	fb.DefaultApp(standInPage, us)
	fb.Say("7", "hi")
	to := standInThread("7")
	owner := func(want string) {
		t.Helper()
		got, err := ch.ThreadOwner(t.Context(), to)
		if err != nil || got.App != want || (want == "") != got.Until.IsZero() {
			t.Errorf("owner %+v, %v; want %q", got, err, want)
		}
	}
	owner(us)
	if err := ch.ExtendControl(t.Context(), to, 48*time.Hour); err != nil {
		t.Error(err)
	}
	if err := ch.PassControl(t.Context(), to, facebook.PageInbox, "please"); err != nil {
		t.Error(err)
	}
	owner(facebook.PageInbox)
	if _, err := ch.Send(t.Context(), to, channel.Message{Text: "x"}); !errors.Is(err, channel.ErrNotOwner) {
		t.Errorf("Send while the inbox has the thread: %v", err)
	}
	if err := ch.ExtendControl(t.Context(), to, time.Hour); !errors.Is(err, channel.ErrNotOwner) {
		t.Errorf("ExtendControl of another's thread: %v", err)
	}
	if err := errors.Join(ch.RequestControl(t.Context(), to, ""), ch.TakeControl(t.Context(), to, "mine")); err != nil {
		t.Error(err)
	}
	owner(us)
	if err := ch.ReleaseControl(t.Context(), to, ""); err != nil {
		t.Error(err)
	}
	owner("")
	fb.DefaultApp(standInPage, "")
	if err := ch.TakeControl(t.Context(), to, ""); !errors.Is(err, channel.ErrNotOwner) {
		t.Errorf("TakeControl without a default app: %v", err)
	}
	fb.DefaultApp(standInPage, "99")
	fb.Control("7", "99")
	if got, err := ch.ThreadOwner(t.Context(), to); err != nil || !got.Hidden || got.App != "" {
		t.Errorf("owner that Meta hides: %+v, %v", got, err)
	}
	for name, err := range map[string]error{
		"no app": ch.PassControl(t.Context(), to, "the inbox", ""), "for ever": ch.ExtendControl(t.Context(), to, 8*24*time.Hour),
		"a guest": ch.TakeControl(t.Context(), standInThread("ref:7"), ""), "another account": ch.TakeControl(t.Context(), channel.Thread{Platform: "facebook", Account: "1", Contact: "7"}, ""),
	} {
		if !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := answers{`{"success":"false"}`}
	own := newChannel(t, func(c *facebook.Config) { c.HTTP = &http.Client{Transport: &f} })
	if err := own.TakeControl(t.Context(), thread("7"), ""); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("Meta says no in a 200: %v", err)
	}
}

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

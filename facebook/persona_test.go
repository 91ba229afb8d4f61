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
	for _, p := range []facebook.Persona{{}, {Name: strings.Repeat("x", 51), Picture: "https://desk.example/a"}, {Name: "a"}, {Name: " ", Picture: "https://desk.example/a"}, {Name: "a", Picture: "/a.png"}} {
		if _, err := ch.CreatePersona(t.Context(), standInPage, p); len(channel.FieldErrors(err)) == 0 {
			t.Errorf("persona %+v: %v", p, err)
		}
	}
	if err := ch.DeletePersona(t.Context(), standInPage, "../me"); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("an id that is none: %v", err)
	}
}

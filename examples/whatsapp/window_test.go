package whatsapp_test

import (
	"errors"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// After 24 hours only a template goes. The platform agrees to the second.
func TestWindow(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	w.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	w.Say(userID, "Hello")
	heard := w.one(t).Time
	template := channel.Message{Heard: heard, By: channel.ByAutomatic, Native: whatsapp.Native(whatsapp.Options{Template: &whatsapp.Template{Name: "hello_world", Language: "en_US"}})}
	for _, tt := range []struct {
		after time.Duration
		open  bool
	}{{time.Hour, true}, {24*time.Hour - time.Second, true}, {24 * time.Hour, false}, {72 * time.Hour, false}} {
		w.Advance(heard.Add(tt.after).Sub(w.Now()))
		calls := len(w.Calls())
		_, err := w.ch.Send(t.Context(), thread(userID), channel.Message{Text: "Hello", Heard: heard, By: channel.ByPerson})
		if tt.open && err != nil || !tt.open && (!errors.Is(err, channel.ErrWindowClosed) || len(w.Calls()) != calls) {
			t.Errorf("after %v: %v, %d calls", tt.after, err, len(w.Calls())-calls)
		}
		_, err = w.ch.Send(t.Context(), thread(userID), channel.Message{Text: "Hello"}) // of unknown age: the platform decides
		if tt.open && err != nil || !tt.open && !errors.Is(err, channel.ErrWindowClosed) {
			t.Errorf("after %v, of unknown age: %v", tt.after, err)
		}
		if _, err := w.ch.Send(t.Context(), thread(userID), template); err != nil {
			t.Errorf("a template after %v: %v", tt.after, err)
		}
	}
}

package whatsapp_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// Marking, typing and reactions need a message of the person; the platform refuses others.
func TestMarkReadTypingAndReact(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	w.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	id := w.Say(userID, "Hello")
	calls := map[string]func(messageID string) error{
		"MarkRead":     func(id string) error { return channel.MarkRead(t.Context(), w.ch, thread(userID), id) },
		"ShowTypingTo": func(id string) error { return w.ch.ShowTypingTo(t.Context(), thread(userID), id) },
		"React":        func(id string) error { return channel.React(t.Context(), w.ch, thread(userID), id, "👍") },
		"React, taken back": func(id string) error {
			return channel.React(t.Context(), w.ch, thread(userID), id, "")
		},
	}
	for name, do := range calls {
		if err := do(id); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, bad := range []string{"", "wamid.none"} {
			if err := do(bad); !errors.Is(err, channel.ErrRejected) {
				t.Errorf("%s of %q: %v", name, bad, err)
			}
		}
	}
	if err := channel.ShowTyping(t.Context(), w.ch, thread(userID)); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("ShowTyping: %v", err)
	}
}

// The platform gets each of these calls as it reads them: a mark with and without typing, a
// reaction and its withdrawal.
func TestWhatReadTypingAndReactSay(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	w.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	id := w.Say(userID, "Hello")
	if err := channel.MarkRead(t.Context(), w.ch, thread(userID), id); err != nil {
		t.Error(err)
	}
	if err := w.ch.ShowTypingTo(t.Context(), thread(userID), id); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]whatsapptest.Mark{{Number: numberID, MessageID: id}, {Number: numberID, MessageID: id, Typing: true}}, w.Marks()); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
	for _, emoji := range []string{"👍", ""} {
		if err := channel.React(t.Context(), w.ch, thread(userID), id, emoji); err != nil {
			t.Fatal(err)
		}
		want := whatsapptest.Sent{Number: numberID, To: userID, By: "recipient", Type: "reaction", ReplyTo: id, Emoji: emoji}
		if diff := cmp.Diff(want, w.last()); diff != "" {
			t.Errorf("reaction %q (-want +got):\n%s", emoji, diff)
		}
	}
}

package facebook_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestActions(t *testing.T) {
	ctx := context.Background()
	tests := []struct {
		name string
		do   func(channel.Sender) error
		want string
	}{
		{"typing", func(s channel.Sender) error { return channel.ShowTyping(ctx, s, thread(personID)) },
			`{"recipient":{"id":"7300000000000011"},"sender_action":"typing_on"}`},
		{"read", func(s channel.Sender) error { return channel.MarkRead(ctx, s, thread(personID), "m_1") },
			`{"recipient":{"id":"7300000000000011"},"sender_action":"mark_seen"}`},
		{"react", func(s channel.Sender) error { return channel.React(ctx, s, thread(personID), "m_1", "👍") },
			`{"recipient":{"id":"7300000000000011"},"sender_action":"react","payload":{"message_id":"m_1","reaction":"👍"}}`},
		{"unreact", func(s channel.Sender) error { return channel.React(ctx, s, thread(personID), "m_1", "") },
			`{"recipient":{"id":"7300000000000011"},"sender_action":"unreact","payload":{"message_id":"m_1"}}`},
	}
	for _, tt := range tests {
		f := &transport{status: 200, body: `{"recipient_id":"7300000000000011"}`}
		if err := tt.do(sendingChannel(t, f, nil)); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got := decode(t, f.sent)
		delete(got, "access_token")
		if diff := cmp.Diff(decode(t, tt.want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	f := accepting()
	ch := sendingChannel(t, f, nil)
	for _, err := range []error{
		ch.ShowTyping(ctx, thread("comment:1_2")), ch.MarkRead(ctx, thread("ref:1"), "m"),
		ch.React(ctx, channel.Thread{Platform: "facebook", Account: instagramID, Contact: "6"}, "m", "❤"),
	} {
		if !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
			t.Errorf("%v, want one matching ErrUnsupported and no call", err)
		}
	}
	if err := ch.React(ctx, thread(personID), "", "👍"); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("React to nothing: %v", err)
	}
}

func TestTypingEnds(t *testing.T) {
	f := accepting()
	if err := sendingChannel(t, f, nil).StopTyping(t.Context(), thread(personID)); err != nil {
		t.Fatal(err)
	}
	got := decode(t, f.sent)
	delete(got, "access_token")
	if diff := cmp.Diff(decode(t, `{"recipient":{"id":"7300000000000011"},"sender_action":"typing_off"}`), got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

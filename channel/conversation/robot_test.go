package conversation_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

func TestAnswering(t *testing.T) {
	broken := errors.New("broken")
	robot := conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
		switch m.Text {
		case "quiet":
			return "", nil
		case "broken":
			return "half an answer", broken
		}
		return "re " + m.Text, nil
	})
	message := func(text string) *channel.Event { return &channel.Event{Body: channel.Message{Text: text}} }
	for name, tt := range map[string]struct {
		event *channel.Event
		want  conversation.Said
		err   error
	}{
		"a message":         {event: message("hi"), want: conversation.Said{Messages: []channel.Message{{Text: "re hi"}}}},
		"no answer":         {event: message("quiet")},
		"a failure":         {event: message("broken"), err: broken},
		"a press":           {event: &channel.Event{Body: channel.Press{Button: "1"}}},
		"the robot begins":  {},
		"an empty question": {event: message(""), want: conversation.Said{Messages: []channel.Message{{Text: "re "}}}},
	} {
		got, err := robot(t.Context(), conversation.Call{Event: tt.event})
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestReplying(t *testing.T) {
	broken := errors.New("broken")
	picture := channel.Message{Text: "Here it is.", Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "map.png"}}}
	robot := conversation.Replying(func(_ context.Context, m channel.Message) ([]channel.Message, error) {
		switch m.Text {
		case "map":
			return []channel.Message{picture, {Text: "Anything else?"}}, nil
		case "broken":
			return []channel.Message{picture}, broken
		}
		return nil, nil
	})
	for name, tt := range map[string]struct {
		body channel.Body
		want conversation.Said
		err  error
	}{
		"a message":                 {body: channel.Message{Text: "map"}, want: conversation.Said{Messages: []channel.Message{picture, {Text: "Anything else?"}}}},
		"no answer":                 {body: channel.Message{Text: "hi"}},
		"a failure":                 {body: channel.Message{Text: "broken"}, err: broken},
		"a button":                  {body: channel.Press{Button: "map", Payload: "1"}, want: conversation.Said{Messages: []channel.Message{picture, {Text: "Anything else?"}}}},
		"a button without its text": {body: channel.Press{Payload: "map"}, want: conversation.Said{Messages: []channel.Message{picture, {Text: "Anything else?"}}}},
		"something else":            {body: channel.Reacted{}},
	} {
		got, err := robot(t.Context(), conversation.Call{Event: &channel.Event{Body: tt.body}})
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	if got, err := robot(t.Context(), conversation.Call{}); err != nil || len(got.Messages) > 0 {
		t.Errorf("a robot that begins says %v, %v", got, err)
	}
}

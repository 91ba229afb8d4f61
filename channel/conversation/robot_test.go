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

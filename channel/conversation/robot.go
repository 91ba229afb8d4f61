package conversation

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// Answering makes a robot of a function that answers one message with a text. The message reads as
// the contact left it, after edits. A robot that begins says nothing, and neither does one that is
// asked about anything but a message, such as a press, or whose answer is empty. If the function
// fails, people take over. A robot that sends pictures, hands over or ends the session is a
// function of type [Robot].
func Answering(answer func(ctx context.Context, m channel.Message) (string, error)) Robot {
	return func(ctx context.Context, c Call) (Said, error) {
		if c.Event == nil {
			return Said{}, nil
		}
		m, ok := c.Event.Body.(channel.Message)
		if !ok {
			return Said{}, nil
		}
		text, err := answer(ctx, m)
		if err != nil || text == "" {
			return Said{}, err
		}
		return Said{Messages: []channel.Message{{Text: text}}}, nil
	}
}

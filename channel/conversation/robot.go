package conversation

import (
	"cmp"
	"context"

	"github.com/contactkit/contactkit/channel"
)

// Answering makes a robot of a function that answers one message with a text. The message reads as
// the contact left it, after edits. A robot that begins says nothing, and neither does one that is
// asked about anything but a message, such as a press, or whose answer is empty. If the function
// fails, people take over. A robot that sends pictures is made by [Replying]; one that hands over
// or ends the session is a function of type [Robot].
func Answering(answer func(ctx context.Context, m channel.Message) (string, error)) Robot {
	return replying(func(ctx context.Context, e channel.Event) ([]channel.Message, error) {
		m, ok := e.Body.(channel.Message)
		if !ok {
			return nil, nil
		}
		text, err := answer(ctx, m)
		if err != nil || text == "" {
			return nil, err
		}
		return []channel.Message{{Text: text}}, nil
	})
}

// Replying makes a robot of a function that answers one message with messages: texts, pictures,
// buttons. It is called as the function of [Answering] is, and also when the contact presses a
// button: then the message has the button's text, or what the button carries if the platform does
// not tell its text. If it returns no message, the robot gives no answer. If the function fails,
// people take over.
func Replying(reply func(ctx context.Context, m channel.Message) ([]channel.Message, error)) Robot {
	return replying(func(ctx context.Context, e channel.Event) ([]channel.Message, error) {
		switch b := e.Body.(type) {
		case channel.Message:
			return reply(ctx, b)
		case channel.Press:
			return reply(ctx, channel.Message{Text: cmp.Or(b.Button, b.Payload)})
		}
		return nil, nil
	})
}

// replying makes a robot that says nothing when it begins.
func replying(reply func(context.Context, channel.Event) ([]channel.Message, error)) Robot {
	return func(ctx context.Context, c Call) (Said, error) {
		if c.Event == nil {
			return Said{}, nil
		}
		messages, err := reply(ctx, *c.Event)
		if err != nil {
			return Said{}, err
		}
		return Said{Messages: messages}, nil
	}
}

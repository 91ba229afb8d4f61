package conversation_test

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// A robot sends a picture with two buttons, and answers when one of them is pressed.
func ExampleReplying() {
	robot := conversation.Replying(func(_ context.Context, m channel.Message) ([]channel.Message, error) {
		switch m.Text {
		case "Opening hours":
			return []channel.Message{{Text: "We are open from nine to six."}}, nil
		case "Way":
			return []channel.Message{{Text: "Take the second street on the left."}}, nil
		}
		return []channel.Message{{
			Text:        "This is our shop. What would you like to know?",
			Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "shop.jpg"}}, // Config.Dispatch.Files opens it
			Buttons:     []channel.Button{{Text: "Opening hours", Payload: "hours"}, {Text: "Way", Payload: "way"}},
		}}, nil
	})
	for _, body := range []channel.Body{channel.Message{Text: "hello"}, channel.Press{Button: "Way", Payload: "way"}} {
		said, err := robot(context.Background(), conversation.Call{Event: &channel.Event{Body: body}}) // the service does this
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, m := range said.Messages {
			fmt.Println(m.Text, len(m.Attachments), "pictures,", len(m.Buttons), "buttons")
		}
	}
	// Output:
	// This is our shop. What would you like to know? 1 pictures, 2 buttons
	// Take the second street on the left. 0 pictures, 0 buttons
}

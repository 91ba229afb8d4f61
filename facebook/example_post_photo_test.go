package facebook_test

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// How do I answer a comment with a picture that I have as a file? Meta gets it as a photo of the
// Page that is not published, and the answer shows it.
func ExampleChannel_ReplyToPost_file() {
	ctx := context.Background()
	fb := facebooktest.New(facebooktest.Config{})
	ch, err := facebook.New(forServer(fb, func(c *facebook.Config) {
		c.Files = func(_ context.Context, name string) (channel.File, error) {
			return channel.File{Body: io.NopCloser(strings.NewReader("\x89PNG\r\n\x1a\n…")), Name: name, Size: 11}, nil
		}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fb.Hook(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			if post, ok := ev.Body.(channel.Post); ok && ev.Origin == channel.OriginContact {
				sent, err := channel.ReplyToPost(ctx, ch, ev.Thread, post, channel.Message{Text: "This one.", Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "red.png"}}})
				fmt.Println(len(sent.IDs), err)
			}
		}
		return nil
	}})
	fb.Comment("24001", "9001", "Which colour?")
	if err := fb.Flush(ctx); err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range fb.Comments() {
		fmt.Println(c.Text, c.Picture != "")
	}
	// Unordered output:
	// 1 <nil>
	// Which colour? false
	// This one. true
}

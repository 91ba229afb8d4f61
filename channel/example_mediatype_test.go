package channel_test

import (
	"fmt"

	"github.com/contactkit/contactkit/channel"
)

// Sniff finds the type of a file whose label a customer's browser guessed.
func ExampleTypeOf() {
	head := []byte("GIF89a\x01\x00\x01\x00")
	mimeType := channel.TypeOf(head, "image/jpg")
	fmt.Println(mimeType, channel.KindOf(mimeType))
	// Output: image/gif animation
}

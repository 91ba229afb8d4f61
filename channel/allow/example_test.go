package allow_test

import (
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
)

// A customer sends a program with the name and label of a picture.
func ExampleList_Open() {
	pictures := allow.List{{Kind: channel.MediaImage, Types: []string{"image/jpeg", "image/png"}, Max: 10 << 20}}
	a := channel.Attachment{Kind: channel.MediaImage, Name: "holiday.png", Type: "image/png"}
	fmt.Println(pictures.Judge(a)) // nothing speaks against it yet
	_, err := pictures.Open(a, channel.File{Body: io.NopCloser(strings.NewReader("<html><script>alert(1)</script>")), Type: "image/png", Size: -1})
	fmt.Println(err)
	// Output:
	// <nil>
	// file is not allowed: kind: files of the kind file are not allowed
}

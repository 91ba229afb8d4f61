package multipart_test

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/multipart"
)

// How is a file uploaded without holding it in memory? The form opens the file when it makes the
// request, and reads it while the request is sent.
func Example() {
	var form multipart.Form
	form.Field("chat_id", "7001")
	form.File("document", func() (channel.File, error) {
		return channel.File{Body: io.NopCloser(strings.NewReader("three lines")), Name: "notes.txt", Type: "text/plain", Size: 11}, nil
	}, 50<<20)
	req, err := form.Request(context.Background(), "https://api.toy.example/upload")
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := req.MultipartReader() // the platform's side
	for err == nil {
		part, more := r.NextPart()
		if more != nil {
			break
		}
		body, _ := io.ReadAll(part)
		fmt.Printf("%s %q %s\n", part.FormName(), part.FileName(), body)
	}

	form = multipart.Form{}
	form.File("document", func() (channel.File, error) {
		return channel.File{Body: io.NopCloser(strings.NewReader("")), Name: "film.mp4", Size: 60 << 20}, nil
	}, 50<<20)
	_, err = form.Request(context.Background(), "https://api.toy.example/upload")
	fmt.Println(channel.FieldErrors(err)[0].Code)
	// Output:
	// chat_id "" 7001
	// document "notes.txt" three lines
	// too_large
}

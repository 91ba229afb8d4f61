package directory_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A picture of the host's and a text that is too long for one message. The receipt names the file;
// the channel opens it when it sends (Options.Files), or the dispatcher uploads it before, once for
// all tries (dispatch.Config.Files).
func ExampleOptions_files() {
	ctx := context.Background()
	picture := append([]byte("\xff\xd8\xff\xe0"), make([]byte, 1000)...)
	files := func(_ context.Context, name string) (channel.File, error) { // the host's disk or object store
		return channel.File{Body: io.NopCloser(bytes.NewReader(picture)), Name: name, Type: "image/jpeg", Size: int64(len(picture))}, nil
	}
	meta := facebooktest.New(facebooktest.Config{})
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{facebook.Driver()}, HTTP: meta.Client(), Files: files})
	if err != nil {
		log.Fatal(err)
	}
	if err := d.Load(ctx, directorytest.Record(meta)); err != nil {
		log.Fatal(err)
	}
	out, err := dispatch.New(d.Sender(), dispatch.Config{Files: files})
	if err != nil {
		log.Fatal(err)
	}
	defer out.Close(ctx)
	meta.Say("24001", "How do I mount it?")

	to := channel.Thread{Platform: facebook.Platform, Account: meta.Connection().Account, Contact: "24001"}
	r, changes, err := out.Prepare("session 1/answer 1", to, channel.Message{
		Text:        strings.Repeat("Turn the screw to the left. ", 100), // 2,800 characters
		Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "mounting.jpg"}},
		By:          channel.ByPerson, Heard: meta.Now(),
	})
	for _, c := range changes {
		fmt.Println(c)
	}
	if err != nil {
		log.Fatal(err)
	}
	r, err = out.Deliver(ctx, r)
	fmt.Println(r.Status(), len(r.Parts), err)
	for _, m := range meta.Sent() {
		fmt.Println(len(m.Text), "characters,", len(m.Attachments), "files")
	}
	// Output:
	// text: moved (conflict)
	// text: divided (too_long, limit 1999 utf16, got 2800)
	// sent 3 <nil>
	// 0 characters, 1 files
	// 1987 characters, 0 files
	// 811 characters, 0 files
}

package channel_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/contactkit/contactkit/channel"
)

// The files that answers name are in a folder. A host gives the function to
// directory.Options.Files.
func ExampleFilesIn() {
	folder := fstest.MapFS{"mounting.jpg": {Data: []byte("\xff\xd8\xff\xe0 a photo")}} // os.DirFS("files")
	files := channel.FilesIn(folder)
	f, err := files(context.Background(), "mounting.jpg")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Body.Close()
	fmt.Println(f.Name, f.Type, f.Size)
	// Output: mounting.jpg image/jpeg 12
}

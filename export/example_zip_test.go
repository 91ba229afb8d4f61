package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/contactkit/contactkit/export"
)

// A person asks for everything at once. A host's handler passes its http.ResponseWriter instead of a buffer.
func ExampleZip() {
	folder := newFolder()
	defer os.RemoveAll(folder.Dir)
	cfg := export.Config[Channel]{Columns: columns, Format: export.JSONLines{}, FileRows: 2, Sink: folder, Now: noon}
	task := export.Task{ID: "42", Base: "channels", Created: noon()}
	if _, err := export.Run(context.Background(), task, export.Frozen([]string{"c1", "c2", "c3"}, load), cfg); err != nil {
		log.Fatal(err)
	}

	var download bytes.Buffer
	if err := export.Zip(context.Background(), &download, folder, "channels"); err != nil {
		log.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(download.Bytes()), int64(download.Len()))
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range archive.File {
		fmt.Println(f.Name)
	}
	// Output:
	// channels-0001-of-0002.jsonl
	// channels-0002-of-0002.jsonl
	// channels-manifest.json
}

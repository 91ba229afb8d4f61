package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"testing"
)

// Temporary files of a form are removed after it was read: otherwise customers' papers would pile
// up unseen.
func TestFilesOfFormsDoNotStay(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	for _, path := range []string{"/answer", "/act", "/account", "/nothing"} {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, err := w.CreateFormFile("files", "a.bin")
		if err == nil {
			_, err = part.Write(make([]byte, 40<<20))
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, path, &body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", w.FormDataContentType())
		ann.do(r)
	}
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		t.Errorf("%s stays", f.Name())
	}
}

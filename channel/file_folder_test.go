package channel_test

import (
	"errors"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/contactkit/contactkit/channel"
)

func TestFilesIn(t *testing.T) {
	jpeg := "\xff\xd8\xff\xe0 a photo"
	files := channel.FilesIn(fstest.MapFS{
		"maps/way.jpg": {Data: []byte(jpeg)}, "notes.html": {Data: []byte("plain")}, "odd.jpg": {Data: []byte("%PDF-1.7")},
	})
	for _, tt := range []struct{ name, base, typ, body string }{
		{"maps/way.jpg", "way.jpg", "image/jpeg", jpeg}, {"notes.html", "notes.html", "text/html", "plain"},
		{"odd.jpg", "odd.jpg", "application/pdf", "%PDF-1.7"}, // the bytes decide
	} {
		f, err := files(t.Context(), tt.name)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(f.Body)
		if err := errors.Join(err, f.Body.Close()); err != nil {
			t.Error(err)
		}
		if f.Name != tt.base || f.Type != tt.typ || f.Size != int64(len(tt.body)) || string(body) != tt.body {
			t.Errorf("%s: %q, type %q, %d bytes, %q", tt.name, f.Name, f.Type, f.Size, body)
		}
	}
	for name, want := range map[string]error{"gone.jpg": fs.ErrNotExist, "maps": fs.ErrInvalid, "../secret": nil, "/etc/passwd": nil, "": nil} {
		f, err := files(t.Context(), name)
		refused := errors.Is(err, fs.ErrInvalid) || errors.Is(err, fs.ErrNotExist)
		if f.Body != nil || !refused || want != nil && !errors.Is(err, want) {
			t.Errorf("%q: %v, want an error like %v", name, err, want)
		}
	}
}

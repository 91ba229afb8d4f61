package multipart_test

import (
	"io"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/multipart"
	"github.com/google/go-cmp/cmp"
)

// Whatever names and contents are, a server reads back what was put in, and no more parts.
func FuzzForm(f *testing.F) {
	f.Add("caption", "hello", "a.txt", "content")
	f.Add("a\"b", "--part", "\r\nContent-Type: text/html\r\n\r\n", "\r\n--part--\r\n")
	f.Fuzz(func(t *testing.T, field, value, file, content string) {
		var form multipart.Form
		form.Field("x"+field, value)
		form.File("document", text(content).open("x"+file, "", int64(len(content))), 0)
		req, err := form.Request(t.Context(), "http://api.example/")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(req.Body)
		if err != nil || int64(len(body)) != req.ContentLength {
			t.Fatalf("read %d bytes of %d, %v", len(body), req.ContentLength, err)
		}
		req.Body = io.NopCloser(strings.NewReader(string(body)))
		got := parts(t, req)
		for i := range got { // what a reader makes of odd names is its own affair
			got[i].Name, got[i].File, got[i].Type = "", "", ""
		}
		if diff := cmp.Diff([]received{{Body: value}, {Body: content}}, got); diff != "" {
			t.Errorf("parts (-want +got):\n%s", diff)
		}
	})
}

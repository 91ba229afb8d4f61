package telegramtest

import (
	"mime/multipart"
	"net/textproto"
	"testing"
)

func TestFileNamesAsTheServerReadsThem(t *testing.T) {
	for header, want := range map[string]string{
		`form-data; name="document"; filename="a.pdf"`:      "a.pdf",
		`form-data; name="document"; filename="a;b.pdf"`:    `"a`,
		`form-data; name="document"; filename="a\"b.pdf"`:   `a\"b.pdf`,
		`form-data; name="document"; filename="a%22b.pdf"`:  "a%22b.pdf",
		`form-data; name="document"; FILENAME = a.pdf ;x=y`: "a.pdf",
		`form-data; name="document"`:                        "",
		``:                                                  "",
	} {
		part := &multipart.Part{Header: textproto.MIMEHeader{"Content-Disposition": {header}}}
		if got := fileName(part); got != want {
			t.Errorf("fileName(%s) = %q, want %q", header, got, want)
		}
	}
}

// Package multipart writes multipart/form-data bodies as they are read, so that an upload of any
// size takes a few kilobytes of memory.
//
//	var form multipart.Form
//	form.Field("chat_id", "7001")
//	form.File("document", open, 50<<20)
//	req, err := form.Request(ctx, address)
//	answer, err := call.Call{…}.Do(client, req)
//
// When a file cannot be read to its end, or is not as long as it said, the body breaks off: what
// arrived is then surely incomplete, and package call reports that nothing was accepted.
package multipart

import (
	"context"
	"crypto/rand"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// Form is a body in the making. The zero Form is empty. Don't add to it once a Request was made.
type Form struct {
	parts    []part
	boundary string
	once     bool // a file cannot be opened again
}

// part is a header and a text, or a header and a file.
type part struct {
	name string
	text string
	open Open // nil: a text
	most int64
}

// Open opens a file. It is called for each request made from the form, and again if net/http has to
// begin a body anew.
type Open func() (channel.File, error)

// Field adds a text parameter.
func (f *Form) Field(name, text string) { f.parts = append(f.parts, part{name: name, text: text}) }

// File adds a file of at most so many bytes; zero: without a bound. A file without a name is called
// "file": a part without one would be taken for a text parameter.
func (f *Form) File(name string, open Open, most int64) {
	f.parts = append(f.parts, part{name: name, open: open, most: most})
}

// Opened adds a file that is open already. Such a form can make one request only, and net/http
// cannot send its body a second time.
func (f *Form) Opened(name string, file channel.File, most int64) {
	f.once = true
	f.File(name, func() (channel.File, error) { return file, nil }, most)
}

// Request makes a POST of the form. It opens the files to learn their names and sizes, and fails
// with what Open said, or with a FieldError named after the part when a file is known to be too
// large; all files are then closed. The Content-Length is set when every size is known. Sending the
// request, or closing its body, closes the files.
func (f *Form) Request(ctx context.Context, address string) (*http.Request, error) {
	if f.boundary == "" {
		f.boundary = "part-" + rand.Text()
	}
	end := new(ending)
	body, err := f.body(end)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		_ = body.Close()
		return nil, err
	}
	req.ContentLength = body.size
	if !f.once {
		req.GetBody = func() (io.ReadCloser, error) { return f.body(end) }
	}
	req.Header.Set("Content-Type", "multipart/form-data; boundary="+f.boundary)
	return req, nil
}

// body opens the files.
func (f *Form) body(end *ending) (*Body, error) {
	b := &Body{ending: end}
	fail := func(err error) (*Body, error) {
		_ = b.Close()
		return nil, err
	}
	for i, p := range f.parts {
		start := "--" + f.boundary + "\r\n"
		if i > 0 {
			start = "\r\n" + start
		}
		if p.open == nil {
			b.text(start + `Content-Disposition: form-data; name="` + quote(p.name) + "\"\r\n\r\n" + p.text)
			continue
		}
		file, err := p.open()
		if err != nil {
			return fail(err)
		}
		if file.Body == nil {
			return fail(&channel.FieldError{Field: p.name, Code: channel.CodeMissing, Reason: "the file has no content"})
		}
		b.text(start + header(p.name, file))
		b.file(p.name, file, p.most)
		if p.most > 0 && file.Size > p.most {
			return fail(tooLarge(p.name, p.most, file.Size))
		}
	}
	if len(f.parts) == 0 {
		b.text("--" + f.boundary + "--\r\n")
	} else {
		b.text("\r\n--" + f.boundary + "--\r\n")
	}
	return b, nil
}

func header(name string, f channel.File) string {
	fileName, typ := f.Name, f.Type
	if fileName == "" {
		fileName = "file"
	}
	mediaType, params, _ := mime.ParseMediaType(typ)
	if typ = mime.FormatMediaType(mediaType, params); typ == "" {
		typ = "application/octet-stream"
	}
	return `Content-Disposition: form-data; name="` + quote(name) + `"; filename="` + quote(fileName) + "\"\r\nContent-Type: " + typ + "\r\n\r\n"
}

// quote writes a name as browsers do (HTML Living Standard: multipart/form-data encoding
// algorithm). Other control characters have no place in a header.
func quote(s string) string {
	return quoter.Replace(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\r' && r != '\n' || r == 0x7f {
			return '_'
		}
		return r
	}, channel.Clean(s)))
}

var quoter = strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22")

func tooLarge(name string, most, got int64) error {
	return &channel.FieldError{Field: name, Code: channel.CodeTooLarge, Reason: "the file has too many bytes", Limit: int(most), Got: int(got)}
}

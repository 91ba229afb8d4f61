package standin

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Params are the parameters of an API call, collected from its query and its body. A later source
// replaces an earlier one.
type Params struct {
	Values map[string]string // a form's values; of a JSON body, strings unquoted and other values as their raw text
	Files  map[string]Upload // the file parts of a multipart body
}

// Upload is one file of a multipart body.
type Upload struct {
	Name string // the file name, as [ParamReader].FileName reads it
	Type string // Content-Type of the part
	Data []byte
}

// Reasons why parameters cannot be read.
var (
	ErrQuery     = errors.New("the query cannot be read")
	ErrForm      = errors.New("the form cannot be read")
	ErrJSON      = errors.New("the JSON body cannot be read")
	ErrMultipart = errors.New("the multipart body cannot be read")
)

// ParamReader reads the parameters of calls as a platform does. The zero value takes every part of
// a multipart body that has a file name for a file.
type ParamReader struct {
	// IsFile reports whether a part is a file. If nil, a part with a file name is one.
	IsFile func(part *multipart.Part) bool
	// FileName reads the file name of a part. If nil, part.FileName is used.
	FileName func(part *multipart.Part) string
}

// Read collects the parameters of a call: first the query, then the body, which may be a form,
// multipart or a JSON object. A body of another type is ignored. The error is ErrQuery, ErrForm,
// ErrJSON or ErrMultipart.
func (pr ParamReader) Read(r *http.Request, body []byte) (Params, error) {
	p := Params{Values: make(map[string]string), Files: make(map[string]Upload)}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return p, ErrQuery
	}
	p.add(query)
	if len(body) == 0 {
		return p, nil
	}
	typ, attrs, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch typ {
	case "application/json":
		return p, p.json(body)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return p, ErrForm
		}
		p.add(form)
	case "multipart/form-data":
		return p, pr.multipart(p, body, attrs["boundary"])
	}
	return p, nil
}

func (p Params) add(v url.Values) {
	for k, list := range v {
		p.Values[k] = list[0]
	}
}

func (p Params) json(body []byte) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(body, &m); err != nil {
		return ErrJSON
	}
	for k, raw := range m {
		var text string
		switch {
		case bytes.HasPrefix(raw, []byte(`"`)) && json.Unmarshal(raw, &text) == nil:
			p.Values[k] = text
		case string(raw) != "null":
			p.Values[k] = string(raw)
		}
	}
	return nil
}

func (pr ParamReader) multipart(p Params, body []byte, boundary string) error {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return ErrMultipart
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return ErrMultipart
		}
		name := part.FileName()
		if pr.FileName != nil {
			name = pr.FileName(part)
		}
		isFile := name != ""
		if pr.IsFile != nil {
			isFile = pr.IsFile(part)
		}
		if isFile {
			p.Files[part.FormName()] = Upload{Name: name, Type: part.Header.Get("Content-Type"), Data: data}
			continue
		}
		p.Values[part.FormName()] = string(data)
	}
}

// Has reports whether a parameter is there and not empty.
func (p Params) Has(name string) bool { return p.Values[name] != "" }

// Str returns a parameter as text; empty if it is absent.
func (p Params) Str(name string) string { return p.Values[name] }

// Flag reports whether a parameter is true, yes or 1, in any case.
func (p Params) Flag(name string) bool {
	switch strings.ToLower(p.Values[name]) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// Num returns a parameter as an integer, or zero if it is none.
func (p Params) Num(name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(p.Values[name]), 10, 64)
	return n
}

// Decode reads a parameter that is JSON text into v. If the parameter is absent, v stays as it is.
func (p Params) Decode(name string, v any) error {
	if !p.Has(name) {
		return nil
	}
	return json.Unmarshal([]byte(p.Values[name]), v)
}

package telegramtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// obj is a JSON object of an answer or update.
type obj = map[string]any

// params are a call's parameters, from wherever they came.
type params struct {
	values map[string]string
	files  map[string]upload
}

// upload is a file part of a multipart request.
type upload struct {
	name string
	typ  string
	data []byte
}

const (
	mostParams = 1 << 20 // open server: all parameters together, without files
	mostFiles  = 50      // open server: files of one request
)

func readParams(r *http.Request, body []byte) (params, *refusal) {
	p := params{values: make(map[string]string), files: make(map[string]upload)}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return p, badRequest("can't parse the query string")
	}
	p.add(query)
	typ, attrs, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(body) == 0:
	case typ == "application/json":
		if bad := p.json(body); bad != nil {
			return p, bad
		}
	case typ == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return p, badRequest("can't parse the request body")
		}
		p.add(form)
	case typ == "multipart/form-data":
		if bad := p.multipart(body, attrs["boundary"]); bad != nil {
			return p, bad
		}
	}
	size := 0
	for k, v := range p.values {
		if !utf8.ValidString(v) {
			return p, badRequest(k + " must be encoded in UTF-8")
		}
		size += len(k) + len(v)
	}
	if size > mostParams {
		return p, &refusal{code: 413, text: "Request Entity Too Large: too many parameters"}
	}
	return p, nil
}

func (p params) add(v url.Values) {
	for k, list := range v {
		p.values[k] = list[0]
	}
}

// json takes a string value unquoted and keeps any other as its raw text.
func (p params) json(body []byte) *refusal {
	if !utf8.Valid(body) {
		return badRequest("strings must be encoded in UTF-8")
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(body, &m); err != nil {
		return badRequest("can't parse JSON object")
	}
	for k, raw := range m {
		var text string
		switch {
		case bytes.HasPrefix(raw, []byte(`"`)) && json.Unmarshal(raw, &text) == nil:
			p.values[k] = text
		case string(raw) != "null":
			p.values[k] = string(raw)
		}
	}
	return nil
}

func (p params) multipart(body []byte, boundary string) *refusal {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return badRequest("can't parse the multipart request")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return badRequest("can't parse the multipart request")
		}
		if part.FileName() == "" { // without a file name it is a text parameter
			p.values[part.FormName()] = string(data)
			continue
		}
		p.files[part.FormName()] = upload{name: part.FileName(), typ: part.Header.Get("Content-Type"), data: data}
		if len(p.files) > mostFiles {
			return &refusal{code: 413, text: "Request Entity Too Large: too many files attached"}
		}
	}
}

func (p params) has(name string) bool { return p.values[name] != "" }

func (p params) str(name string) string { return p.values[name] }

// flag is true for true, yes and 1 in any case.
func (p params) flag(name string) bool {
	switch strings.ToLower(p.values[name]) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// num is an integer, or zero for anything else.
func (p params) num(name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(p.values[name]), 10, 64)
	return n
}

// object decodes a parameter that is JSON text; absent, it leaves v alone.
func (p params) object(name string, v any) *refusal {
	if !p.has(name) {
		return nil
	}
	if err := json.Unmarshal([]byte(p.values[name]), v); err != nil {
		return badRequest("can't parse " + strings.ReplaceAll(name, "_", " ") + " JSON object")
	}
	return nil
}

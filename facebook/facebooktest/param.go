package facebooktest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// params are a call's parameters: query, form, JSON body or multipart. In a form an object is JSON text.
type params struct {
	values map[string]json.RawMessage
	file   *upload
}

// upload is the part filedata.
type upload struct {
	name string
	typ  string
	data []byte
}

func readParams(r *http.Request, body []byte) (params, *graphError) {
	p := params{values: make(map[string]json.RawMessage)}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return p, invalid("Invalid parameter")
	}
	p.add(query)
	typ, attrs, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(body) == 0:
	case typ == "application/json":
		var m map[string]json.RawMessage
		if json.Unmarshal(body, &m) != nil {
			return p, &graphError{status: 400, code: 100, text: "Invalid JSON in the request body", typ: "GraphMethodException"}
		}
		for k, v := range m {
			p.values[k] = v
		}
	case typ == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return p, invalid("Invalid parameter")
		}
		p.add(form)
	case typ == "multipart/form-data":
		if e := p.multipart(body, attrs["boundary"]); e != nil {
			return p, e
		}
	}
	return p, nil
}

func (p params) add(v url.Values) {
	for k, list := range v {
		p.values[k] = raw(list[0])
	}
}

func (p *params) multipart(body []byte, boundary string) *graphError {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return invalid("Invalid multipart body")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return invalid("Invalid multipart body")
		}
		if part.FormName() == "filedata" {
			p.file = &upload{name: part.FileName(), typ: part.Header.Get("Content-Type"), data: data}
			continue
		}
		p.values[part.FormName()] = raw(string(data))
	}
}

// str is a parameter as text: a string's content, or a number's or boolean's text.
func (p params) str(name string) string {
	v, ok := p.values[name]
	if !ok {
		return ""
	}
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	return string(v)
}

func (p params) has(name string) bool {
	v, ok := p.values[name]
	return ok && string(v) != "null" && string(v) != `""`
}

// object decodes a parameter that is an object or array, or JSON text of one.
func (p params) object(name string, v any) *graphError {
	if !p.has(name) {
		return nil
	}
	text := p.str(name)
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return invalid("Param %s must be a JSON object", name)
	}
	return nil
}

// known refuses members of an object that Meta does not have.
func (p params) known(name string, keys ...string) *graphError {
	var m map[string]json.RawMessage
	if e := p.object(name, &m); e != nil {
		return e
	}
	for k := range m {
		if !slices.Contains(keys, k) {
			return invalid("Invalid keys %q were found in param %q.", k, name)
		}
	}
	return nil
}

// list is a comma list, or a JSON array.
func (p params) list(name string) []string {
	text := p.str(name)
	if text == "" {
		return nil
	}
	var out []string
	if json.Unmarshal([]byte(text), &out) == nil {
		return out
	}
	for f := range strings.SplitSeq(text, ",") {
		if f = strings.TrimSpace(f); f != "" {
			out = append(out, f)
		}
	}
	return out
}

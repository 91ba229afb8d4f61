package facebooktest

import (
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

// params are the parameters of a call. In a form an object is JSON text.
type params struct{ standin.Params }

// reader takes the part filedata, or source of a photo, for the file of a call.
var reader = standin.ParamReader{IsFile: func(part *multipart.Part) bool { return part.FormName() == "filedata" || part.FormName() == "source" }}

func readParams(r *http.Request, body []byte) (params, *graphError) {
	read, err := reader.Read(r, body)
	switch {
	case errors.Is(err, standin.ErrJSON):
		return params{read}, &graphError{status: 400, code: 100, text: "Invalid JSON in the request body", typ: "GraphMethodException"}
	case errors.Is(err, standin.ErrMultipart):
		return params{read}, invalid("Invalid multipart body")
	case err != nil:
		return params{read}, invalid("Invalid parameter")
	}
	return params{read}, nil
}

// filedata returns the part filedata, or nil.
func (p params) filedata() *standin.Upload {
	if f, ok := p.Files["filedata"]; ok {
		return &f
	}
	return nil
}

// object decodes a parameter that is an object or array, or JSON text of one.
func (p params) object(name string, v any) *graphError {
	if p.Decode(name, v) != nil {
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
	text := p.Str(name)
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

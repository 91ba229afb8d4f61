package telegramtest

import (
	"errors"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// obj is a JSON object of an answer or update.
type obj = map[string]any

// params are the parameters of a call.
type params struct{ standin.Params }

const (
	mostParams = 1 << 20 // open server: all parameters together, without files
	mostFiles  = 50      // open server: files of one request
)

func readParams(r *http.Request, body []byte) (params, *refusal) {
	read, err := standin.ParamReader{FileName: fileName}.Read(r, body)
	p := params{read}
	switch {
	case errors.Is(err, standin.ErrQuery):
		return p, badRequest("can't parse the query string")
	case errors.Is(err, standin.ErrForm):
		return p, badRequest("can't parse the request body")
	case errors.Is(err, standin.ErrJSON) && utf8.Valid(body):
		return p, badRequest("can't parse JSON object")
	case errors.Is(err, standin.ErrMultipart):
		return p, badRequest("can't parse the multipart request")
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") && !utf8.Valid(body):
		return p, badRequest("strings must be encoded in UTF-8")
	}
	size := 0
	for k, v := range p.Values {
		if !utf8.ValidString(v) {
			return p, badRequest(k + " must be encoded in UTF-8")
		}
		size += len(k) + len(v)
	}
	switch {
	case len(p.Files) > mostFiles:
		return p, &refusal{code: 413, text: "Request Entity Too Large: too many files attached"}
	case size > mostParams:
		return p, &refusal{code: 413, text: "Request Entity Too Large: too many parameters"}
	}
	return p, nil
}

// fileName reads the file name of a part as the server does (tdlib, HttpReader): a value ends at
// the first semicolon whatever the quotes, of which the outer ones alone are taken off; nothing is
// decoded.
func fileName(part *multipart.Part) string {
	rest := part.Header.Get("Content-Disposition")
	for rest != "" {
		var field string
		field, rest, _ = strings.Cut(rest, ";")
		key, value, ok := strings.Cut(field, "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(key), "filename") {
			continue
		}
		value = strings.TrimSpace(value)
		if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
			value = value[1 : len(value)-1]
		}
		return value
	}
	return ""
}

// object decodes a parameter that is JSON text. If it is absent, v stays as it is.
func (p params) object(name string, v any) *refusal {
	if p.Decode(name, v) != nil {
		return badRequest("can't parse " + strings.ReplaceAll(name, "_", " ") + " JSON object")
	}
	return nil
}

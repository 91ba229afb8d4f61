package twitter

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/call"
)

// formType is exactly what the signing library compares with: a charset behind it would leave the form out of the signature, though X counts it.
const formType = "application/x-www-form-urlencoded"

// The operations, as they stand in errors.
const (
	opTyping = "typing"
	opRead   = "mark read"
	opDelete = "delete"
	opCall   = "call"
)

// do makes a signed call. An answer that is no success is an error.
func (c *Channel) do(op string, req *http.Request) (call.Answer, error) {
	answer, err := call.Call{Platform: Platform, Op: op, Secrets: c.secrets}.Do(c.signed, req)
	if err != nil {
		return answer, err
	}
	return answer, c.failure(op, req.Method, answer)
}

// form makes a call whose parameters are part of the signature: in the body of a POST, else in the query.
func (c *Channel) form(ctx context.Context, op, method, path string, params url.Values) (call.Answer, error) {
	for name, values := range params {
		if len(values) > 1 {
			// The signing library signs the first alone.
			return call.Answer{}, rejected(op, &channel.FieldError{Field: name, Code: channel.CodeDuplicate, Reason: "a parameter stands once"})
		}
	}
	address, body := c.cfg.BaseURL+path, io.Reader(nil)
	encoded := params.Encode()
	switch {
	case params != nil && (method == http.MethodPost || method == http.MethodPut):
		body = strings.NewReader(encoded)
	case encoded != "":
		address += "?" + encoded
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return call.Answer{}, rejected(op, call.Hide(err, c.secrets...))
	}
	if body != nil {
		req.Header.Set("Content-Type", formType)
	}
	return c.do(op, req)
}

// json makes a call with a JSON body, which is not part of the signature.
func (c *Channel) json(ctx context.Context, op, method, path string, body any) (call.Answer, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return call.Answer{}, rejected(op, err)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.cfg.BaseURL+path, bytes.NewReader(data))
	if err != nil {
		return call.Answer{}, rejected(op, call.Hide(err, c.secrets...))
	}
	req.Header.Set("Content-Type", "application/json")
	return c.do(op, req)
}

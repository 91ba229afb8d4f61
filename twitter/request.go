package twitter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// formType is exactly what the signing library compares with: a charset behind it would leave the
// form out of the signature, though X counts it.
const formType = "application/x-www-form-urlencoded"

// The operations, as errors name them.
const (
	opTyping    = "typing"
	opRead      = "mark read"
	opDelete    = "delete"
	opCall      = "call"
	opWebhook   = "webhook"
	opSubscribe = "subscribe"
	opCheck     = "check subscription"
	opUnsub     = "unsubscribe"
	opReplay    = "replay"
	opAccess    = "check access"
	opLookup    = "lookup"
	opProfile   = "profile"
	opToken     = "token"
)

// identity is whom a call acts for, which decides how it is proved.
type identity int

const (
	asAccount identity = iota // signed with OAuth 1.0a
	asApp                     // app-only bearer token
	asUser                    // the account's OAuth 2.0 user token
)

// do makes a signed call, or one with the user token if there is no access token. An answer that is
// no success is an error.
func (c *Channel) do(op string, req *http.Request) (call.Answer, error) {
	if c.cfg.byTokenAlone() {
		token, err := c.userToken(req.Context(), "")
		if err != nil {
			return call.Answer{}, err
		}
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
		return c.unsigned(op, req, token.Reveal())
	}
	answer, err := call.Call{Platform: Platform, Op: op, Secrets: c.secrets}.Do(c.signed, req)
	if err != nil {
		return answer, err
	}
	return answer, c.failure(op, req.Method, answer)
}

// request makes a request. in is nil; or url.Values, which are part of the signature: in the body
// of a POST or PUT, else in the query; or anything else, which goes as a JSON body and is not
// signed.
func (c *Channel) request(ctx context.Context, op, method, address string, in any) (*http.Request, error) {
	var body io.Reader
	var contentType string
	switch in := in.(type) {
	case nil:
	case url.Values:
		for name, values := range in {
			if len(values) > 1 {
				// The signing library signs the first alone.
				return nil, call.Rejected(Platform, op, &channel.FieldError{Field: name, Code: channel.CodeDuplicate, Reason: "a parameter stands once"})
			}
		}
		encoded := in.Encode()
		switch {
		case in != nil && (method == http.MethodPost || method == http.MethodPut):
			body, contentType = strings.NewReader(encoded), formType
		case encoded != "":
			address += "?" + encoded
		}
	default:
		data, err := json.Marshal(in)
		if err != nil {
			return nil, call.Rejected(Platform, op, err)
		}
		body, contentType = bytes.NewReader(data), "application/json"
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, call.Rejected(Platform, op, call.Hide(err, c.secrets...))
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req, nil
}

// form makes a signed call with parameters.
func (c *Channel) form(ctx context.Context, op, method, path string, params url.Values) (call.Answer, error) {
	return c.ask(ctx, asAccount, op, method, path, params)
}

// json makes a signed call with a JSON body.
func (c *Channel) json(ctx context.Context, op, method, path string, body any) (call.Answer, error) {
	if body == nil {
		body = json.RawMessage("null")
	}
	return c.ask(ctx, asAccount, op, method, path, body)
}

// ask makes a call for the account or the app.
func (c *Channel) ask(ctx context.Context, as identity, op, method, path string, in any) (call.Answer, error) {
	switch {
	case as == asApp:
		return c.askAsApp(ctx, op, method, path, in)
	case as == asUser, c.cfg.byTokenAlone():
		return c.askAsUser(ctx, op, method, path, in)
	}
	req, err := c.request(ctx, op, method, c.cfg.BaseURL+path, in)
	if err != nil {
		return call.Answer{}, err
	}
	return c.do(op, req)
}

// answered makes a call, and a Reader of its answer, which must be an object or a list.
func (c *Channel) answered(ctx context.Context, as identity, op, method, path string, in any) (jsonread.Reader, error) {
	answer, err := c.ask(ctx, as, op, method, path, in)
	if err != nil {
		return jsonread.Reader{}, err
	}
	r, err := jsonread.New(answer.Body)
	if err == nil && r.Kind() != jsonread.Object && r.Kind() != jsonread.Array {
		err = errors.New("the answer is neither object nor list")
	}
	if err != nil {
		return r, call.Malformed(Platform, op, err)
	}
	return r, nil
}

// confirmed reads data.name, with which v2 says whether a change was made. An answer without a
// body, as v1.1 gives, or without the member confirms it. An answer that is no object does not; the
// change may be repeated.
func confirmed(op string, a call.Answer, name string, want bool) error {
	if len(bytes.TrimSpace(a.Body)) == 0 {
		return nil
	}
	r, err := jsonread.New(a.Body)
	if err == nil && r.Kind() != jsonread.Object {
		err = errors.New("the answer is not an object")
	}
	if err != nil {
		return call.Failed(Platform, op, channel.ErrUnavailable, fmt.Errorf("answer %d: %w", a.Status, err))
	}
	got := want
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		for key := range r.Object {
			if string(key) == name && r.Kind() == jsonread.Bool {
				got = r.Bool()
			}
		}
	}
	if got != want {
		return call.Failed(Platform, op, channel.ErrUnavailable, fmt.Errorf("answer %d says %s: %t", a.Status, name, got))
	}
	return nil
}

// codeOf is X's word for a failure; empty: err is none of X's.
func codeOf(err error) string {
	if e, ok := errors.AsType[*channel.Error](err); ok {
		return e.Code
	}
	return ""
}

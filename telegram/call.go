package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Call calls any method of the Bot API with this channel's token and errors: params becomes the
// JSON body (nil: none), and the result is decoded into out (nil: dropped). "message is not
// modified" and a callback query that is too old are success. If params name a file by its URL, the
// call may take as long as its context allows. Call checks no limits and is for methods that this
// package has no function for.
func (c *Channel) Call(ctx context.Context, method string, params, out any) error {
	if !isMethod(method) {
		return call.RejectedField(Platform, "call", "method", channel.CodeInvalid, "a method name must have letters only")
	}
	result, err := c.postBy(ctx, fetchedBy(params), method, method, params, nil)
	if errors.Is(err, errDone) {
		return nil
	}
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(result, out); err != nil {
		return call.Malformed(Platform, method, call.Hide(err, c.secrets...))
	}
	return nil
}

// fetchedBy reports whether parameters, in whatever form, name a file that Telegram must fetch.
func fetchedBy(params any) bool {
	var all map[string]json.RawMessage
	data, err := json.Marshal(params)
	return err == nil && json.Unmarshal(data, &all) == nil && fetches(all)
}

func isMethod(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != ""
}

// mostAnswer bounds an answer in bytes. A list of updates is cut near 4 MiB by the server.
const mostAnswer = 16 << 20

// post calls a method and returns the bytes of its result. files has the parameters of the form
// "attach://" and a name.
func (c *Channel) post(ctx context.Context, op, method string, params any, files ...upload) ([]byte, error) {
	return c.postBy(ctx, len(files) > 0, op, method, params, files)
}

// postBy is post, where slow lets the call take as long as its context: a file is uploaded, or
// Telegram fetches one by its URL before it answers.
func (c *Channel) postBy(ctx context.Context, slow bool, op, method string, params any, files []upload) ([]byte, error) {
	var answer call.Answer
	var err error
	if c.gate != nil && !isOwn(method) {
		answer, err = c.gate.post(ctx, slow, op, method, params, files)
		c.hideIn(err)
	} else {
		answer, err = c.direct(ctx, slow, op, method, params, files)
	}
	if err != nil {
		return nil, named(err, files)
	}
	result, failure := c.understand(op, answer)
	if failure != nil {
		return nil, failure
	}
	return result, nil
}

// act calls a method that changes something and answers with True or the changed message. It may be
// repeated, so an outcome that is uncertain is ErrUnavailable, as is an answer that says that
// nothing was done.
func (c *Channel) act(ctx context.Context, op, method string, params any, files ...upload) error {
	return c.actBy(ctx, len(files) > 0, op, method, params, files)
}

// actBy is act, where slow lets the call take as long as its context.
func (c *Channel) actBy(ctx context.Context, slow bool, op, method string, params any, files []upload) error {
	result, err := c.postBy(ctx, slow, op, method, params, files)
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable
	}
	if err != nil {
		return err
	}
	if r := jsonread.Sub(result); r.Kind() != jsonread.Object && !r.Bool() {
		return call.Failed(Platform, op, channel.ErrUnavailable, errors.New("the answer does not say that it was done"))
	}
	return nil
}

// ask calls a method that changes nothing and returns its result, an object.
func (c *Channel) ask(ctx context.Context, op, method string, params any) ([]byte, error) {
	result, err := c.post(ctx, op, method, params)
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable
	}
	if err != nil {
		return nil, err
	}
	if r := jsonread.Sub(result); r.Kind() != jsonread.Object {
		return nil, call.Malformed(Platform, op, errors.New("the result is not an object"))
	}
	return result, nil
}

// hideIn keeps this channel's credentials, and those that the gateway gave out, out of an error
// that came by way of the gateway.
func (c *Channel) hideIn(err error) {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Err != nil && len(channel.FieldErrors(e.Err)) == 0 {
		e.Err = call.Cover(e.Err, c.redact)
	}
}

// redact takes every credential that the channel knows out of a text that the channel did not
// write.
func (c *Channel) redact(text string) string {
	text = call.Redact(text, c.secrets...)
	if c.gate != nil {
		text = c.gate.client.Redact(text)
	}
	return text
}

// isOwn reports whether a method is about bot and webhook, and so never goes through a gateway.
func isOwn(method string) bool {
	switch method {
	case "getMe", "setWebhook", "getWebhookInfo", "deleteWebhook", "getUpdates":
		return true
	}
	return false
}

// direct calls a method of the Bot API itself.
func (c *Channel) direct(ctx context.Context, slow bool, op, method string, params any, files []upload) (call.Answer, error) {
	if c.cfg.Token == "" {
		return call.Answer{}, call.Unauthorized(Platform, op, &channel.FieldError{Field: "token", Code: channel.CodeMissing,
			Reason: "this channel has no bot token, and so cannot do this"})
	}
	body, err := json.Marshal(params)
	if err != nil {
		return call.Answer{}, call.Rejected(Platform, op, call.Hide(err, c.secrets...))
	}
	req, err := c.request(ctx, op, c.methods+method, body, files)
	if err != nil {
		return call.Answer{}, err
	}
	client := c.http
	if slow {
		client = c.slow
	}
	req.Header["Accept"] = jsonType
	return call.Call{Platform: Platform, Op: op, Secrets: c.secrets, Limit: mostAnswer}.Do(client, req)
}

// jsonType is the header of a body; net/http changes no header.
var jsonType = []string{"application/json"}

// request makes a request with a JSON body, or with a form if there are files.
func (c *Channel) request(ctx context.Context, op, address string, body []byte, files []upload) (*http.Request, error) {
	if len(files) > 0 {
		return c.formRequest(ctx, op, address, body, files)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, call.Rejected(Platform, op, call.Hide(fmt.Errorf("request: %w", err), c.secrets...))
	}
	req.Header["Content-Type"] = jsonType
	return req, nil
}

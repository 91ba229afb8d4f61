package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/call"
)

// Call calls any method of the Bot API with this channel's token and errors: params becomes the JSON body (nil: none), and the
// result is decoded into out (nil: dropped). "message is not modified" and a callback query that is too old are success. It
// checks no limits and is for methods that this package has no function for.
func (c *Channel) Call(ctx context.Context, method string, params, out any) error {
	if !isMethod(method) {
		return refuse("call", channel.ErrRejected, &channel.FieldError{Field: "method", Code: channel.CodeInvalid, Reason: "the name of a method has letters only"})
	}
	result, err := c.post(ctx, method, method, params)
	if errors.Is(err, errDone) {
		return nil
	}
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(result, out); err != nil {
		return &channel.Error{Op: method, Platform: Platform, Kind: channel.ErrMalformed, Err: call.Hide(err, c.secrets...)}
	}
	return nil
}

func isMethod(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != ""
}

// post calls a method and returns the bytes of its result.
func (c *Channel) post(ctx context.Context, op, method string, params any) ([]byte, error) {
	if c.cfg.Token == "" {
		return nil, refuse(op, channel.ErrUnauthorized, &channel.FieldError{Field: "token", Code: channel.CodeMissing,
			Reason: "this channel has no bot token and receives only"})
	}
	body, err := json.Marshal(params)
	if err != nil {
		return nil, refuse(op, channel.ErrRejected, call.Hide(err, c.secrets...))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.methods+method, bytes.NewReader(body))
	if err != nil {
		return nil, refuse(op, channel.ErrRejected, call.Hide(fmt.Errorf("request: %w", err), c.secrets...))
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	answer, err := call.Call{Platform: Platform, Op: op, Secrets: c.secrets}.Do(c.http, req)
	if err != nil {
		return nil, err
	}
	result, failure := c.understand(op, answer)
	if failure != nil {
		return nil, failure
	}
	return result, nil
}

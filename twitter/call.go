package twitter

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Call makes a call that this package has no function for, signed for the account, with the same
// handling of errors.
//
// The path begins with the generation: "/1.1/users/show.json", "/2/users/me". in is nil; or
// url.Values, which go into the query, with POST and PUT into a form; or anything else, which goes
// as a JSON body. The answer is decoded into out unless out is nil or the answer is empty. As with
// Send, ErrUncertain says that X may have acted: for GET, PUT and DELETE a failing server is
// ErrUnavailable, since they may be repeated.
func (c *Channel) Call(ctx context.Context, method, path string, in, out any) error {
	if _, err := url.Parse(path); err != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "?#") {
		return call.Rejected(Platform, opCall, &channel.FieldError{Field: "path", Code: channel.CodeInvalid, Reason: `a path begins with "/" and has no query: parameters go into in`})
	}
	var answer call.Answer
	var err error
	switch in := in.(type) {
	case nil:
		answer, err = c.form(ctx, opCall, method, path, nil)
	case url.Values:
		answer, err = c.form(ctx, opCall, method, path, in)
	default:
		answer, err = c.json(ctx, opCall, method, path, in)
	}
	if err != nil || out == nil || len(answer.Body) == 0 {
		return err
	}
	if err := json.Unmarshal(answer.Body, out); err != nil {
		return call.Malformed(Platform, opCall, fmt.Errorf("answer %d: %w", answer.Status, err))
	}
	return nil
}

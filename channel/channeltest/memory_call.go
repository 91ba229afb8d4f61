package channeltest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// The calls of the platform's API, which are also the Op of an error.
const (
	opSend        = channel.OpSend
	opTyping      = "typing"
	opMarkRead    = "mark read"
	opOpenMedia   = "open media"
	opUpload      = "upload"
	opProfile     = "profile"
	opEdit        = "edit"
	opDelete      = "delete"
	opReact       = "react"
	opAnswerPress = "answer press"
	opDraft       = "draft"
	opSubscribe   = "subscribe"
	opCheck       = "check subscription"
	opUnsubscribe = "unsubscribe"
	opReplyPost   = "reply to post"
	opReadPost    = "read post"
	opHidePost    = "hide post"
	opDeletePost  = "delete post"
	opLikePost    = "like post"
)

// memoryToken is the credential that a Memory shows to itself.
const memoryToken = "memory-token-9+/=&?7"

// memoryKinds are the kinds of error by the platform's words for them.
var memoryKinds = map[string]error{
	"unauthorized": channel.ErrUnauthorized, "rate_limited": channel.ErrRateLimited, "unavailable": channel.ErrUnavailable, "uncertain": channel.ErrUncertain,
	"unreachable": channel.ErrUnreachable, "window_closed": channel.ErrWindowClosed, "not_owner": channel.ErrNotOwner, "rejected": channel.ErrRejected,
}

// client returns a copy of c that follows no redirect, which would carry the token to another host.
func client(c *http.Client) *http.Client {
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// call makes one call to the platform; out takes its answer, and may be nil.
func (m *Memory) call(ctx context.Context, op string, in record, out any) error {
	fail := func(kind, cause error) error {
		return &channel.Error{Op: op, Platform: MemoryPlatform, Kind: kind, Err: cause}
	}
	if err := context.Cause(ctx); err != nil {
		return fail(channel.ErrUnavailable, err)
	}
	planned := m.book.next()
	if planned.err != nil && !planned.late {
		return asked(op, planned.err)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return fail(channel.ErrRejected, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://memory.invalid/"+op, bytes.NewReader(body))
	if err != nil {
		return fail(channel.ErrRejected, err)
	}
	req.Header.Set("Authorization", "Bearer "+memoryToken)
	resp, err := m.client.Do(req)
	if err != nil {
		// The transport's error may hold the token, so nothing of it goes into ours.
		if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
			return fail(channel.ErrUnavailable, errors.New("no connection"))
		}
		return fail(channel.ErrUncertain, context.Cause(ctx))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	switch {
	case err != nil:
		return fail(channel.ErrUncertain, errors.New("the answer was cut"))
	case resp.StatusCode != http.StatusOK:
		return refused(op, resp.StatusCode, answer)
	case planned.err != nil:
		return asked(op, planned.err)
	}
	var object struct{}
	if !bytes.HasPrefix(answer, []byte("{")) || json.Unmarshal(answer, &object) != nil || out != nil && json.Unmarshal(answer, out) != nil {
		return fail(channel.ErrUncertain, errors.New("the answer cannot be understood"))
	}
	return nil
}

// refused says what a refusal means.
func refused(op string, status int, answer []byte) error {
	e := &channel.Error{Op: op, Platform: MemoryPlatform, Kind: channel.ErrRejected}
	if status >= 500 {
		e.Kind = channel.ErrUncertain
	}
	var r refusal
	if json.Unmarshal(answer, &r) != nil || memoryKinds[r.Word] == nil {
		return e
	}
	e.Kind, e.Code, e.Wait = memoryKinds[r.Word], r.Word, time.Duration(r.Wait*float64(time.Second))
	if r.Word == "rate_limited" {
		e.Scope = channel.ScopeAccount
	}
	return e
}

// asked is a failure that a test asked for.
func asked(op string, err error) error {
	if given, ok := errors.AsType[*channel.Error](err); ok {
		e := *given
		e.Op, e.Platform = op, MemoryPlatform
		return &e
	}
	e := &channel.Error{Op: op, Platform: MemoryPlatform, Kind: channel.ErrUnavailable, Err: err}
	for _, kind := range memoryKinds {
		if errors.Is(err, kind) {
			e.Kind = kind
		}
	}
	if e.Kind == err {
		e.Err = nil
	}
	return e
}

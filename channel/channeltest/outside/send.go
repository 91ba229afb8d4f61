package pager

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

// limits of a pager: "Pager API: pages": 240 characters, nothing else.
var limits = channel.Limits{
	Text:      channel.Length{Max: 240, Unit: channel.Runes},
	Rates:     []channel.Rate{{Scope: channel.ScopeAccount, N: 60, Per: time.Minute}},
	Abilities: channel.Abilities{Typing: true},
}

// Limits are the same for every thread.
func (c *Channel) Limits(channel.Thread) channel.Limits { return limits }

// Send pages the contact.
func (c *Channel) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	errs := []error{c.ours(to), limits.Check(m)}
	if !m.Native.IsZero() {
		errs = append(errs, &channel.FieldError{Field: "native", Code: channel.CodeUnsupported, Reason: "pagers have no native parts"})
	}
	if !m.NotAfter.IsZero() && !c.cfg.Now().Before(m.NotAfter) {
		errs = append(errs, &channel.FieldError{Field: "notAfter", Code: channel.CodeInvalid, Reason: "the message is useless by now"})
	}
	if err := errors.Join(errs...); err != nil {
		return channel.Sent{}, fail(channel.OpSend, channel.ErrRejected, err)
	}
	var answer struct{ ID string }
	if err := c.call(ctx, channel.OpSend, map[string]string{"to": to.Contact, "text": m.Text}, &answer); err != nil {
		return channel.Sent{}, err
	}
	if answer.ID == "" {
		return channel.Sent{}, fail(channel.OpSend, channel.ErrUncertain, errors.New("the answer has no id"))
	}
	return channel.Sent{IDs: []string{channel.Clean(answer.ID)}}, nil
}

// ShowTyping makes the pager blink.
func (c *Channel) ShowTyping(ctx context.Context, to channel.Thread) error {
	if err := c.ours(to); err != nil {
		return fail("typing", channel.ErrRejected, err)
	}
	return c.call(ctx, "typing", map[string]string{"to": to.Contact}, nil)
}

// ours complains about a thread that is not of this channel.
func (c *Channel) ours(to channel.Thread) error {
	var errs []error
	if to.Platform != Platform {
		errs = append(errs, &channel.FieldError{Field: "thread.platform", Code: channel.CodeInvalid, Reason: "the thread is on another platform"})
	}
	if to.Account != c.cfg.Account {
		errs = append(errs, &channel.FieldError{Field: "thread.account", Code: channel.CodeInvalid, Reason: "the thread is another account's"})
	}
	if to.Contact == "" {
		errs = append(errs, &channel.FieldError{Field: "thread.contact", Code: channel.CodeMissing, Reason: "nobody is addressed"})
	}
	return errors.Join(errs...)
}

func fail(op string, kind, cause error) error {
	return &channel.Error{Op: op, Platform: Platform, Kind: kind, Err: cause}
}

// call makes one call of the API. Of a transport's error nothing is kept, for it may hold the token.
func (c *Channel) call(ctx context.Context, op string, in, out any) error {
	if err := context.Cause(ctx); err != nil {
		return fail(op, channel.ErrUnavailable, err)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return fail(op, channel.ErrRejected, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.BaseURL+"/"+op, bytes.NewReader(body))
	if err != nil {
		return fail(op, channel.ErrRejected, errors.New("the base URL is none"))
	}
	req.Header.Set("Pager-Token", c.cfg.Token.Reveal())
	resp, err := c.cfg.HTTP.Do(req)
	if err != nil {
		if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
			return fail(op, channel.ErrUnavailable, errors.New("no connection"))
		}
		return fail(op, channel.ErrUncertain, context.Cause(ctx))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	switch {
	case err != nil:
		return fail(op, channel.ErrUncertain, errors.New("the answer was cut"))
	case resp.StatusCode == http.StatusTooManyRequests:
		wait, _ := time.ParseDuration(resp.Header.Get("Retry-After") + "s")
		return &channel.Error{Op: op, Platform: Platform, Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: wait}
	case resp.StatusCode == http.StatusUnauthorized:
		return fail(op, channel.ErrUnauthorized, nil)
	case resp.StatusCode >= 500:
		return fail(op, channel.ErrUncertain, nil)
	case resp.StatusCode != http.StatusOK:
		return fail(op, channel.ErrRejected, nil)
	case out != nil && json.Unmarshal(answer, out) != nil:
		return fail(op, channel.ErrUncertain, errors.New("the answer cannot be understood"))
	}
	return nil
}

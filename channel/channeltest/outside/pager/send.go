package pager

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
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
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
	}
	var answer struct{ ID string }
	if err := c.do(ctx, channel.OpSend, map[string]string{"to": to.Contact, "text": m.Text}, &answer); err != nil {
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
		return call.Rejected(Platform, "typing", err)
	}
	err := c.do(ctx, "typing", map[string]string{"to": to.Contact}, nil)
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable // to blink twice is no harm
	}
	return err
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

func fail(op string, kind, cause error) error { return call.Failed(Platform, op, kind, cause) }

// do makes one call of the API and reads its answer into out.
func (c *Channel) do(ctx context.Context, op string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return call.Rejected(Platform, op, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.BaseURL+"/"+op, bytes.NewReader(body))
	if err != nil {
		return call.RejectedField(Platform, op, "baseUrl", channel.CodeInvalid, "must be an https address")
	}
	req.Header.Set("Pager-Token", c.cfg.Token.Reveal())
	answer, err := call.Call{Platform: Platform, Op: op, Secrets: c.secrets()}.Do(c.cfg.HTTP, req)
	if err != nil {
		return err
	}
	if answer.Status != http.StatusOK {
		text := call.Shorten(call.Redact(string(answer.Body), c.secrets()...))
		return call.Refused(Platform, op, strconv.Itoa(answer.Status), classify(answer), text)
	}
	if out != nil && json.Unmarshal(answer.Body, out) != nil {
		return fail(op, channel.ErrUncertain, errors.New("the answer cannot be understood"))
	}
	return nil
}

// secrets are what no error may show: the API repeats in its answers what it was sent.
func (c *Channel) secrets() []string {
	all := []string{c.cfg.Token.Reveal()}
	for _, k := range c.cfg.Keys {
		all = append(all, k.Secret.Reveal())
	}
	return all
}

package sms

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// limits of the gateway: "SMS gateway: messages": 1,530 UTF-16 units, ten parts of one message.
var limits = channel.Limits{
	Text:  channel.Length{Max: 1530, Unit: channel.UTF16},
	Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: 10, Per: time.Second}},
}

// Limits are the same for every thread.
func (c *Channel) Limits(channel.Thread) channel.Limits { return limits }

// Send sends the contact one text.
func (c *Channel) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	errs := []error{c.ours(to), limits.Check(m)}
	if !m.Native.IsZero() {
		errs = append(errs, complaint("native", channel.CodeUnsupported, "must be empty: a text has no native parts"))
	}
	if !m.NotAfter.IsZero() && !c.cfg.Now().Before(m.NotAfter) {
		errs = append(errs, complaint("notAfter", channel.CodeInvalid, "must lie ahead"))
	}
	if err := errors.Join(errs...); err != nil {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
	}
	form, err := c.do(ctx, channel.OpSend, url.Values{"To": {to.Contact}, "Text": {m.Text}})
	if err != nil {
		return channel.Sent{}, err
	}
	id := channel.Clean(form.Get("Id"))
	if id == "" {
		return channel.Sent{}, call.Failed(Platform, channel.OpSend, channel.ErrUncertain, errors.New("the answer has no id"))
	}
	return channel.Sent{IDs: []string{id}}, nil
}

func complaint(field, code, reason string) error {
	return &channel.FieldError{Field: field, Code: code, Reason: reason}
}

// ours complains about a thread that is not of this channel.
func (c *Channel) ours(to channel.Thread) error {
	var errs []error
	if to.Platform != Platform {
		errs = append(errs, complaint("thread.platform", channel.CodeInvalid, "must be "+Platform))
	}
	if to.Account != c.cfg.Number {
		errs = append(errs, complaint("thread.account", channel.CodeInvalid, "must be the number of this channel"))
	}
	if to.Contact == "" {
		errs = append(errs, complaint("thread.contact", channel.CodeMissing, "needs a phone number"))
	}
	return errors.Join(errs...)
}

// do makes one call of the API and reads the form that it answers with.
func (c *Channel) do(ctx context.Context, op string, in url.Values) (url.Values, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.BaseURL+"/"+op, strings.NewReader(in.Encode()))
	if err != nil {
		return nil, call.RejectedField(Platform, op, "baseUrl", channel.CodeInvalid, "must be an https address")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+c.cfg.Token.Reveal())
	answer, err := call.Call{Platform: Platform, Op: op, Secrets: c.secrets()}.Do(c.cfg.HTTP, req)
	if err != nil {
		return nil, err
	}
	if answer.Status != http.StatusOK {
		text := call.Shorten(call.Redact(string(answer.Body), c.secrets()...))
		return nil, call.Refused(Platform, op, strconv.Itoa(answer.Status), classify(answer), text)
	}
	form, err := url.ParseQuery(string(answer.Body))
	if err != nil {
		return nil, call.Failed(Platform, op, channel.ErrUncertain, errors.New("the answer cannot be understood"))
	}
	return form, nil
}

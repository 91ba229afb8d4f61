package whatsapp

import (
	"context"
	"errors"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/multipart"
)

// Upload gives WhatsApp a file for later messages of the same number, and returns the attachment
// with its ID, which lasts for 30 days. It streams f.Body and closes it. Kind and Type are what the
// first bytes tell, because Meta compares them; if the bytes tell nothing, a.Type, f.Type or the
// ending of the name say it, in this order.
func (c *Channel) Upload(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	return c.upload(ctx, "upload", to, a, f, "file")
}

// upload is Upload, with the name of the file in complaints.
func (c *Channel) upload(ctx context.Context, op string, to channel.Thread, a channel.Attachment, f channel.File, field string) (channel.Attachment, error) {
	refuse := func(err error) (channel.Attachment, error) {
		if f.Body != nil {
			_ = f.Body.Close()
		}
		return channel.Attachment{}, err
	}
	if to.Platform != Platform {
		return refuse(rejected(op, "thread.platform", channel.CodeInvalid, "the thread must be on this platform"))
	}
	number, err := c.number(op, to.Account)
	if err != nil {
		return refuse(rejected(op, "thread.account", channel.CodeInvalid, "the account must be one of the channel"))
	}
	if c.cfg.Token == "" {
		return refuse(call.Unauthorized(Platform, op, errors.New("a token is needed")))
	}
	_, known := c.mostOf(a.Kind)
	switch {
	case !known:
		return refuse(rejected(op, "kind", channel.CodeUnsupported, "the kind must be one of Limits"))
	case f.Body == nil:
		return refuse(rejected(op, field, channel.CodeMissing, "an open file is needed"))
	}
	a, f, err = c.limits.Describe(a, f)
	for _, e := range channel.FieldErrors(err) {
		e.Field = strings.TrimSuffix(field, "file") + e.Field
	}
	if err != nil {
		return refuse(call.Rejected(Platform, op, err))
	}
	most, _ := c.mostOf(a.Kind) // of the kind that the bytes tell
	if f.Type == "" {
		return refuse(rejected(op, field, channel.CodeMissing, "the file needs a type: neither its bytes nor its name tell one"))
	}
	var form multipart.Form
	form.Field("messaging_product", product)
	form.Field("type", f.Type)
	form.Opened("file", f, most)
	req, err := form.Request(ctx, c.address(number+"/media", nil, c.cfg.Token))
	if err != nil {
		return channel.Attachment{}, named(unopened(op, err, c.secrets), field)
	}
	answer, err := c.ask(c.slow, op, c.cfg.Token, req)
	if err != nil {
		return channel.Attachment{}, named(err, field)
	}
	id := ""
	r, err := jsonread.New(answer.Body)
	for key := range r.Object {
		if string(key) == "id" {
			id = r.ID()
		}
	}
	if err != nil || id == "" { // the person saw nothing, so it may be repeated
		return channel.Attachment{}, call.Failed(Platform, op, channel.ErrUnavailable, errors.New("the answer names no file"))
	}
	a.ID, a.URL, a.File = id, "", ""
	return a, nil
}

// mostOf returns how many bytes a file may have; zero if no bound is stated. It is not ok for a
// kind that WhatsApp does not take.
func (c *Channel) mostOf(kind channel.MediaKind) (most int64, ok bool) {
	for _, l := range c.limits.Media {
		if l.Kind == kind {
			return max(l.URL, 0), true
		}
	}
	return 0, false
}

// uploadFor uploads one of the host's files for a message. The person sees nothing before the
// message itself is sent, so any failure is safe to repeat.
func (c *Channel) uploadFor(ctx context.Context, to channel.Thread, a channel.Attachment) (channel.Attachment, error) {
	const field = "attachments[0].file"
	f, err := c.cfg.Files(ctx, a.File)
	if err != nil {
		return a, unopened(channel.OpSend, err, c.secrets)
	}
	a, err = c.upload(ctx, channel.OpSend, to, a, f, field)
	if e, ok := errors.AsType[*channel.Error](err); ok && (e.Kind == channel.ErrUncertain || e.Kind == channel.ErrMalformed) {
		e.Kind = channel.ErrUnavailable
	}
	return a, err
}

// unopened makes the error of a file that cannot be opened: no byte has been sent.
func unopened(op string, err error, secrets []string) error {
	return call.Unopened(Platform, op, err, secrets...)
}

// named puts the field of the message into complaints about the part of a form.
func named(err error, field string) error {
	for _, e := range channel.FieldErrors(err) {
		if e.Field == "file" {
			e.Field = field
		}
	}
	return err
}

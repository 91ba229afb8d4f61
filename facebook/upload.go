package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/multipart"
)

// filePart is the part of a form that holds the file, "Saving assets"; photoPart is that of a photo
// of the Page.
const (
	filePart  = "filedata"
	photoPart = "source"
)

// partOf returns the name of the part that holds the file of a call.
func partOf(edge string) string {
	if strings.HasSuffix(edge, photosEdge) {
		return photoPart
	}
	return filePart
}

// Upload gives Meta a file for later messages of the same account, and returns the attachment with
// its ID, which lasts for 90 days ("Saving assets"). Its first bytes decide Kind and Type. It
// streams f.Body, at most 25 MB of it, and closes it. If f.Body is nil, Meta fetches a.URL. On
// Instagram an image may have 8 MB, and a name that is not ASCII is changed.
func (c *Channel) Upload(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	const op = "upload"
	closing := func() {
		if f.Body != nil {
			_ = f.Body.Close()
		}
	}
	s, err := c.account(op, to.Platform, to.Account)
	if err == nil && !c.Limits(to).Abilities.Upload {
		err = channel.Unsupported(Platform, op)
	}
	if err != nil {
		closing()
		return channel.Attachment{}, err
	}
	if f.Body == nil && a.URL == "" {
		return channel.Attachment{}, rejected(op, "url", channel.CodeMissing, "a file or an address is needed")
	}
	if a.Kind == channel.MediaSticker || a.Kind == channel.MediaLink || a.Kind == channel.MediaOther {
		closing()
		return channel.Attachment{}, rejected(op, "kind", channel.CodeUnsupported, "the kind must be image, animation, audio, voice, video or file")
	}
	if f.Body != nil {
		if a, f, err = c.describe(to, a, f); err != nil {
			closing()
			return channel.Attachment{}, call.Rejected(Platform, op, err)
		}
	}
	in := uploading{Platform: c.uploadPlatform(to), Message: sentMessage{Attachment: &sentAttachment{Type: attachmentType(a.Kind), Payload: sentFile{Reusable: true}}}}
	var answer call.Answer
	edge := url.PathEscape(s.through) + "/message_attachments"
	if f.Body == nil {
		in.Message.Attachment.Payload = sentFile{URL: a.URL, Reusable: true}
		body, merr := json.Marshal(in)
		if merr != nil {
			return channel.Attachment{}, call.Rejected(Platform, op, merr)
		}
		answer, err = c.doWith(ctx, c.slow, op, aboutPage, s, http.MethodPost, edge, nil, body)
	} else {
		answer, err = c.postForm(ctx, op, aboutPage, s, edge, in, "file", func() (channel.File, error) { return f, nil }, c.mostOf(to, a), true)
	}
	if err != nil {
		return channel.Attachment{}, err
	}
	id := ""
	r, err := jsonread.New(answer.Body)
	if err == nil {
		for key := range r.Object {
			if string(key) == "attachment_id" {
				id = r.ID()
			}
		}
	}
	if id == "" { // the customer saw nothing, so it may be repeated
		return channel.Attachment{}, fault(op, channel.ErrUnavailable, errors.New("the answer names no attachment"))
	}
	a.ID, a.URL, a.File = id, "", ""
	return a, nil
}

// uploadPlatform returns the parameter that stores a file for Instagram, "Upload Media". It is
// empty for Messenger.
func (c *Channel) uploadPlatform(to channel.Thread) string {
	if c.isInstagram(to.Account) {
		return objectInstagram
	}
	return ""
}

// mostOf returns how many bytes a file may have.
func (c *Channel) mostOf(to channel.Thread, a channel.Attachment) int64 {
	if c.isInstagram(to.Account) && attachmentType(a.Kind) == "image" {
		return mostInstagramImage
	}
	return mostUpload
}

// describe tells a file and the kind as which it is sent from its first bytes, because Meta
// compares them ([channel.Limits.Describe]). Instagram refuses file names that are not ASCII.
func (c *Channel) describe(to channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, channel.File, error) {
	a, f, err := c.Limits(to).Describe(a, f)
	if c.isInstagram(to.Account) {
		f.Name = strings.Map(func(r rune) rune {
			if r > unicode.MaxASCII {
				return '_'
			}
			return r
		}, f.Name)
	}
	return a, f, err
}

// open opens one of the host's files for a message.
func (c *Channel) open(ctx context.Context, to channel.Thread, s sender, a channel.Attachment, field string) (channel.Attachment, channel.File, error) {
	f, err := c.cfg.Files(ctx, a.File)
	if err != nil {
		return a, f, named(c.unopened(channel.OpSend, err, s.token), field+".file")
	}
	if f.Body == nil {
		return a, f, rejected(channel.OpSend, field+".file", channel.CodeMissing, "the file must have a content")
	}
	as, f, err := c.describe(to, a, f)
	if err == nil {
		return as, f, nil
	}
	_ = f.Body.Close()
	for _, e := range channel.FieldErrors(err) {
		e.Field = field + "." + e.Field
	}
	return a, channel.File{}, call.Rejected(Platform, channel.OpSend, err)
}

// sendFile streams a message with one of the host's files. The first bytes of the file decide the
// type of the attachment. A request that begins anew opens the file again.
func (c *Channel) sendFile(ctx context.Context, to channel.Thread, s sender, req request, a channel.Attachment) (channel.Sent, error) {
	const field = "attachments[0]"
	as, first, err := c.open(ctx, to, s, a, field)
	if err != nil {
		return channel.Sent{}, err
	}
	defer func() {
		if first.Body != nil { // no request was made
			_ = first.Body.Close()
		}
	}()
	req.Message.Attachment.Type = attachmentType(as.Kind)
	again := func() (channel.File, error) {
		if f := first; f.Body != nil {
			first = channel.File{}
			return f, nil
		}
		_, f, err := c.open(ctx, to, s, a, field)
		return f, err
	}
	answer, err := c.postForm(ctx, channel.OpSend, req.Recipient.about(), s, messagesEdge(s), req, field+".file", again, c.mostOf(to, as), false)
	if err != nil {
		return channel.Sent{}, err
	}
	return readSent(channel.OpSend, answer, true)
}

// postForm makes a call with a file. Every parameter is a part of its own, and objects are JSON
// ("Saving assets"). field is the name of the file in complaints.
func (c *Channel) postForm(ctx context.Context, op string, about subject, s sender, edge string, params any, field string, open multipart.Open, most int64, once bool) (call.Answer, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return call.Answer{}, call.Rejected(Platform, op, err)
	}
	var form multipart.Form
	if c.cfg.TokenIn == TokenInBody {
		form.Field("access_token", s.token.Reveal())
	}
	r := jsonread.Sub(body)
	for key := range r.Object {
		name := string(key)
		if r.Kind() == jsonread.String {
			form.Field(name, r.Text())
		} else {
			form.Field(name, string(r.Raw()))
		}
	}
	if once {
		f, _ := open()
		form.Opened(partOf(edge), f, most)
	} else {
		form.File(partOf(edge), open, most)
	}
	req, err := form.Request(ctx, c.address(edge, nil, s))
	if err != nil {
		return call.Answer{}, named(c.unopened(op, err, s.token), field)
	}
	if c.cfg.TokenIn == TokenInHeader {
		req.Header.Set("Authorization", "Bearer "+s.token.Reveal())
	}
	answer, err := c.ask(op, about, c.slow, s, req)
	return answer, named(err, field)
}

// unopened makes the error of a file that cannot be opened: no byte has been sent.
func (c *Channel) unopened(op string, err error, token channel.Secret) error {
	return call.Unopened(Platform, op, err, c.hide(token)...)
}

// named puts the field of the message into complaints about the part of a form.
func named(err error, field string) error {
	for _, e := range channel.FieldErrors(err) {
		if e.Field == filePart || e.Field == photoPart {
			e.Field = field
		}
	}
	return err
}

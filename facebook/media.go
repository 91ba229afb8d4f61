package facebook

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
)

// attachmentType is Meta's word for a kind. A GIF is an image.
func attachmentType(kind channel.MediaKind) string {
	switch kind {
	case channel.MediaImage, channel.MediaAnimation:
		return "image"
	case channel.MediaVideo:
		return "video"
	case channel.MediaAudio, channel.MediaVoice:
		return "audio"
	}
	return "file"
}

// newAttachment names a file by its address or handle. Meta fetches a file within 10 seconds, and a
// video within 75 ("Saving assets").
func newAttachment(a channel.Attachment) *sentAttachment {
	return &sentAttachment{Type: attachmentType(a.Kind), Payload: sentFile{URL: a.URL, ID: a.ID}}
}

// album names the images of one message. A call carries one file at most, so the files among them
// are uploaded first. The customer sees nothing before the message itself is sent, so any failure
// is safe to repeat.
func (c *Channel) album(ctx context.Context, to channel.Thread, s sender, list []channel.Attachment) ([]sentAttachment, error) {
	all := make([]sentAttachment, len(list))
	for i, a := range list {
		if a.File != "" {
			as, f, err := c.open(ctx, to, s, a, fmt.Sprintf("attachments[%d]", i))
			if err != nil {
				return nil, err
			}
			if attachmentType(as.Kind) != attachmentType(a.Kind) {
				_ = f.Body.Close()
				return nil, rejected(channel.OpSend, fmt.Sprintf("attachments[%d].type", i), channel.CodeConflict, "the first bytes of the file tell no image, and several attachments must be images")
			}
			if a, err = c.Upload(ctx, to, a, f); err != nil {
				return nil, unsent(err)
			}
		}
		all[i] = *newAttachment(a)
	}
	return all, nil
}

// unsent makes the error of an upload the error of the message that was not sent.
func unsent(err error) error {
	if e, ok := errors.AsType[*channel.Error](err); ok {
		e.Op = channel.OpSend
		if e.Kind == channel.ErrUncertain || e.Kind == channel.ErrMalformed {
			e.Kind = channel.ErrUnavailable
		}
	}
	return err
}

// template is the attachment with this payload.
func template(payload any) *sentAttachment {
	return &sentAttachment{Type: "template", Payload: payload}
}

// withButtons is a text with one to three buttons, "Button template".
func withButtons(m channel.Message) *sentAttachment {
	t := buttonTemplate{Type: "button", Text: m.Text}
	for _, b := range m.Buttons {
		button := Button{Type: ButtonPostback, Title: b.Text, Payload: b.Payload}
		if b.URL != "" {
			button = Button{Type: ButtonURL, Title: b.Text, URL: b.URL}
		}
		t.Buttons = append(t.Buttons, button)
	}
	return template(t)
}

// mostMedia is how many bytes of a received file are read. Meta takes fewer.
const mostMedia = 64 << 20

// OpenMedia opens a received file by its URL. It sends no credential: Meta signs its addresses, and
// they expire after a time that Meta does not state, so read files when they arrive. If the address
// has expired, the error matches channel.ErrUnauthorized. The address is not trusted: unless
// Config.Media is set, only public addresses are dialled, by https. A file of more than 64 MiB is
// not cut: OpenMedia, or reading the file, fails with an error that matches channel.ErrTooLarge.
// File.Type is what the first bytes tell (channel.TypeOf).
func (c *Channel) OpenMedia(ctx context.Context, of channel.Thread, a channel.Attachment) (channel.File, error) {
	const op = "open media"
	if of.Platform != Platform {
		return channel.File{}, rejected(op, "thread.platform", channel.CodeInvalid, "the thread must be on this platform")
	}
	if !c.Limits(of).Abilities.OpenMedia {
		return channel.File{}, channel.Unsupported(Platform, op)
	}
	if a.URL == "" {
		return channel.File{}, rejected(op, "url", channel.CodeMissing, "a received file needs an address")
	}
	f, err := fetch.Get{Client: c.cfg.Media, Platform: Platform, Op: op, Most: mostMedia, Secrets: c.secrets}.Open(ctx, a.URL)
	if err != nil {
		if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUnauthorized {
			e.Err = errors.New("the address has expired, or was not signed by Meta")
		}
		return channel.File{}, err
	}
	f.Name = cmp.Or(a.Name, f.Name)
	return channel.Sniff(f, a.Type), nil
}

package telegram

import (
	"context"
	"errors"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// EditMessage replaces the content of a message that the bot sent with m: its text (or the caption,
// if it is a file's), its file if m has one, and its buttons. Buttons that m does not have are
// taken away; a message of buttons alone, or of nothing, changes the buttons alone. An edit that
// changes nothing is not an error. Messages of a business account that the bot did not send can be
// edited for 48 hours.
//
// Albums cannot be edited as one: each piece has an id. A place, a card, a voice message, a
// sticker, quick replies, ReplyTo and Options.Round are refused. See decision 049.
func (c *Channel) EditMessage(ctx context.Context, in channel.Thread, messageID string, m channel.Message) error {
	const op = "edit"
	of, err := c.edited(in, messageID)
	e, invalid := c.edit(m)
	said := m
	if e.method == "editMessageReplyMarkup" {
		said.Text = "-" // a message has to say something, this one does already
	}
	limits := c.Limits(in)
	if err := errors.Join(err, limits.CheckUnopened(said), invalid); err != nil {
		return call.Rejected(Platform, op, err)
	}
	if !limits.Abilities.Edit {
		return channel.Unsupported(Platform, op)
	}
	m, files, err := c.look(ctx, op, limits, m)
	if err != nil {
		return err
	}
	defer files.close()
	if len(files) > 0 {
		e, invalid = c.edit(m)
		if err := errors.Join(limits.Check(m), invalid); err != nil {
			return call.Rejected(Platform, op, err)
		}
		files.hand(e.files)
	}
	e.params.edited = of
	err = c.actBy(ctx, byURL(m) || len(e.files) > 0, op, of.method(e.method), e.params, e.files)
	if e.method == "editMessageText" && isNoText(err) && c.Limits(in).Caption.Fits(m.Text) {
		// Surely refused: the message is a file with a caption.
		e.params.Caption, e.params.CaptionEntities = e.params.Text, e.params.Entities
		e.params.Text, e.params.Entities, e.params.Preview = "", nil, nil
		err = c.act(ctx, op, of.method("editMessageCaption"), e.params)
	}
	if errors.Is(err, errDone) {
		return nil
	}
	return follow(err, in)
}

// isNoText reports that a text was to be edited where there is none (Bot API server: "there is no
// text in the message to edit").
func isNoText(err error) bool {
	e, ok := errors.AsType[*channel.Error](err)
	return ok && e.Err != nil && strings.Contains(strings.ToLower(e.Err.Error()), "no text in the message")
}

func (c *Channel) edited(in channel.Thread, messageID string) (edited, error) {
	to, err := c.target(in)
	id, invalid := parseMessageID(messageID)
	e := edited{Connection: to.Connection, Chat: to.Chat, Message: id}
	if to.Ephemeral != nil {
		e.Message, e.Receiver, e.Ephemeral = 0, to.Ephemeral.Receiver, id
	}
	return e, errors.Join(err, invalid)
}

// method is the one that edits: ephemeral messages have methods of their own.
func (e edited) method(name string) string {
	if e.Ephemeral != 0 {
		return strings.Replace(name, "editMessage", "editEphemeralMessage", 1)
	}
	return name
}

type editing struct {
	method string
	params edits
	files  []upload
}

// edit translates a message into an edit, by way of what sending it would be.
func (c *Channel) edit(m channel.Message) (editing, error) {
	method, p, err := c.params(m, target{})
	var errs []error
	complain := func(field, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeUnsupported, Reason: reason})
	}
	switch {
	case m.Location != nil:
		complain("location", "a message cannot become a place")
	case m.Card != nil:
		complain("card", "a message cannot become a contact card")
	case len(m.Attachments) > 1:
		complain("attachments", "a message cannot become an album")
	case method == "sendVideoNote", method == "sendVoice", method == "sendSticker":
		complain("attachments", "a message can become a picture, a video, an animation, a sound or a file")
	}
	if p.Markup != nil && p.Markup.Inline == nil {
		complain("quickReplies", "a message can be given buttons alone")
	}
	if m.ReplyTo != "" {
		complain("replyTo", "what a message answers cannot be changed")
	}
	e := editing{method: "editMessageText", files: p.files, params: edits{Text: p.Text, Entities: p.Entities, Preview: p.Preview, Markup: p.Markup}}
	switch {
	case m.Text == "" && len(m.Attachments) == 0:
		e.method, e.params.Preview = "editMessageReplyMarkup", nil
	case len(m.Attachments) == 1:
		e.method = "editMessageMedia"
		a := m.Attachments[0]
		e.params.Media = &inputMedia{Type: mediaType(a.Kind), Media: p.handle(), Caption: p.Caption, CaptionEntities: p.CaptionEntities,
			CaptionAbove: p.CaptionAbove, Spoiler: p.Spoiler, shape: p.shape}
	}
	return e, errors.Join(append(errs, err)...)
}

// handle returns what the one file of the parameters is.
func (p *params) handle() string {
	for _, h := range [...]string{p.Photo, p.Video, p.Animation, p.Audio, p.Document} {
		if h != "" {
			return h
		}
	}
	return ""
}

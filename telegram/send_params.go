package telegram

import (
	"cmp"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// params translates a message, and complains of what Limits cannot express.
func (c *Channel) params(m channel.Message, to target) (method string, p params, err error) {
	t := translation{c: c, m: m, to: to}
	entities, err := toEntities(m.Text, m.Spans)
	if err != nil {
		t.errs = append(t.errs, err)
	}
	switch {
	case len(m.Attachments) > 0:
		t.attachments(entities)
	case m.Location == nil && m.Card == nil:
		t.text(entities)
	}
	t.location()
	t.card()
	if t.contents > 1 {
		t.complain("attachments", channel.CodeConflict, "an attachment, a location and a contact card go in messages of their own here")
	}
	if t.alone != "" && m.Text != "" {
		t.complain("text", channel.CodeConflict, t.alone+" goes without a text here")
	}
	if m.ReplyTo != "" {
		id, err := strconv.ParseInt(m.ReplyTo, 10, 64)
		if err != nil || id <= 0 {
			t.complain("replyTo", channel.CodeInvalid, "a message id must be a number")
		}
		t.p.Reply = &reply{Message: id, Anyway: true}
	}
	t.buttons()
	options, err := options(m)
	if err == nil {
		t.p.Markup = keyboard(m, options)
		err = t.apply(options)
	}
	return t.method, t.p, errors.Join(append(t.errs, err)...)
}

// translation is a message on its way into parameters.
type translation struct {
	c        *Channel
	m        channel.Message
	to       target
	method   string
	p        params
	contents int    // attachments, place and card: there can be one
	alone    string // what goes without a text
	errs     []error
}

func (t *translation) complain(field, code, reason string) {
	t.errs = append(t.errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
}

// buttons checks addresses as Telegram does (Telegram Bot API: InlineKeyboardButton); a host
// without a dot is refused in practice.
func (t *translation) buttons() {
	for i, b := range t.m.Buttons {
		if b.URL == "" {
			continue
		}
		u, err := url.Parse(b.URL)
		web := err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Hostname(), ".") && !strings.ContainsAny(b.URL, " \t\r\n")
		if !web && (err != nil || u.Scheme != "tg") {
			t.complain(index("buttons", i)+".url", channel.CodeInvalid, "an http, https or tg address is needed")
		}
	}
}

func (t *translation) text(entities []entity) {
	t.method = "sendMessage"
	t.p.Text, t.p.Entities = t.m.Text, entities
	if t.c.cfg.NoLinkPreviews {
		t.p.Preview = &preview{Disabled: true}
	}
}

func (t *translation) attachments(entities []entity) {
	t.contents++
	for i, a := range t.m.Attachments {
		if a.ID != "" && !isFileID(a.ID) {
			t.complain(index("attachments", i)+".id", channel.CodeInvalid, `a file_id has letters, digits, "_" and "-" only`)
		}
	}
	if len(t.m.Attachments) > 1 {
		t.album(entities)
		return
	}
	a := t.m.Attachments[0]
	t.method = t.p.setFile(a, t.c.handle(&t.p, "attachments[0]", a))
	t.p.Caption, t.p.CaptionEntities = t.m.Text, entities
	if a.Kind == channel.MediaSticker {
		t.alone = "a sticker"
	}
}

// album puts several files into one message each, which are shown together. The text is the caption
// of the first, and so of all.
func (t *translation) album(entities []entity) {
	t.method = "sendMediaGroup"
	for i, a := range t.m.Attachments {
		handle := t.c.handle(&t.p, index("attachments", i), a)
		t.p.Media = append(t.p.Media, inputMedia{Type: mediaType(a.Kind), Media: handle, shape: shapeOf(a, handle)})
	}
	t.p.Media[0].Caption, t.p.Media[0].CaptionEntities = t.m.Text, entities
}

func (t *translation) location() {
	l := t.m.Location
	if l == nil {
		return
	}
	t.contents++
	t.alone = "a location"
	t.method = "sendLocation"
	if !(l.Latitude >= -90 && l.Latitude <= 90 && l.Longitude >= -180 && l.Longitude <= 180) {
		t.complain("location", channel.CodeInvalid, "latitude is -90 to 90 and longitude -180 to 180 degrees")
	}
	t.p.Latitude, t.p.Longitude = &l.Latitude, &l.Longitude
	if l.Name != "" || l.Address != "" { // a venue has both
		t.method = "sendVenue"
		t.p.Title, t.p.Address = cmp.Or(l.Name, l.Address), cmp.Or(l.Address, l.Name)
	}
}

func (t *translation) card() {
	card := t.m.Card
	if card == nil {
		return
	}
	t.contents++
	t.alone = "a contact card"
	t.method = "sendContact"
	t.p.Phone, t.p.FirstName, t.p.VCard = card.Phone, cmp.Or(card.Name, card.Phone), card.VCard
	if card.Phone == "" {
		t.complain("card.phone", channel.CodeMissing, "a contact card needs a phone number")
	}
	if len(card.VCard) > 2048 { // Telegram Bot API: sendContact
		t.errs = append(t.errs, &channel.FieldError{Field: "card.vcard", Code: channel.CodeTooLong, Reason: "too long",
			Limit: 2048, Got: len(card.VCard), Unit: string(channel.Bytes)})
	}
}

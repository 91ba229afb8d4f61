package telegram

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// params are the parameters of the send methods together: each message sets those of its method.
type params struct {
	target
	Text     string   `json:"text,omitempty"`
	Entities []entity `json:"entities,omitempty"`
	Preview  *preview `json:"link_preview_options,omitempty"`

	Photo           string   `json:"photo,omitempty"`
	Video           string   `json:"video,omitempty"`
	Animation       string   `json:"animation,omitempty"`
	Audio           string   `json:"audio,omitempty"`
	Voice           string   `json:"voice,omitempty"`
	Sticker         string   `json:"sticker,omitempty"`
	Document        string   `json:"document,omitempty"`
	Caption         string   `json:"caption,omitempty"`
	CaptionEntities []entity `json:"caption_entities,omitempty"`

	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
	Title     string   `json:"title,omitempty"`
	Address   string   `json:"address,omitempty"`

	Phone     string `json:"phone_number,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	VCard     string `json:"vcard,omitempty"`

	Reply   *reply  `json:"reply_parameters,omitempty"`
	Markup  *markup `json:"reply_markup,omitempty"`
	Silent  bool    `json:"disable_notification,omitempty"`
	Protect bool    `json:"protect_content,omitempty"`
	Effect  string  `json:"message_effect_id,omitempty"`
}

type preview struct {
	Disabled bool `json:"is_disabled"`
}

// reply lets the message go out when the one that it answers is gone: an agent's answer is worth more than its reference.
type reply struct {
	Message int64 `json:"message_id"`
	Anyway  bool  `json:"allow_sending_without_reply"`
}

// params translates a message, and complains of what Limits cannot express.
func (c *Channel) params(m channel.Message) (method string, p params, err error) {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	entities, err := toEntities(m.Text, m.Spans)
	if err != nil {
		errs = append(errs, err)
	}
	alone := "" // what goes without a text
	contents := 0
	switch {
	case len(m.Attachments) > 0:
		contents++
		a := m.Attachments[0]
		method = p.setFile(a.Kind, cmp.Or(a.ID, a.URL))
		if a.ID != "" && !isFileID(a.ID) {
			complain("attachments[0].id", channel.CodeInvalid, `a file_id has letters, digits, "_" and "-" only`)
		}
		p.Caption, p.CaptionEntities = m.Text, entities
		if a.Kind == channel.MediaSticker {
			alone = "a sticker"
		}
	case m.Location == nil && m.Card == nil:
		method = "sendMessage"
		p.Text, p.Entities = m.Text, entities
		if m.Text != "" && strings.TrimSpace(m.Text) == "" {
			complain("text", channel.CodeInvalid, "a text of white space alone is not taken")
		}
		if c.cfg.NoLinkPreviews {
			p.Preview = &preview{Disabled: true}
		}
	}
	if l := m.Location; l != nil {
		contents++
		alone = "a location"
		method = "sendLocation"
		if !(l.Latitude >= -90 && l.Latitude <= 90 && l.Longitude >= -180 && l.Longitude <= 180) {
			complain("location", channel.CodeInvalid, "latitude is -90 to 90 and longitude -180 to 180 degrees")
		}
		p.Latitude, p.Longitude = &l.Latitude, &l.Longitude
		if l.Name != "" || l.Address != "" { // a venue has both
			method = "sendVenue"
			p.Title, p.Address = cmp.Or(l.Name, l.Address), cmp.Or(l.Address, l.Name)
		}
	}
	if card := m.Card; card != nil {
		contents++
		alone = "a contact card"
		method = "sendContact"
		p.Phone, p.FirstName, p.VCard = card.Phone, cmp.Or(card.Name, card.Phone), card.VCard
		if card.Phone == "" {
			complain("card.phone", channel.CodeMissing, "a contact card has a phone number here")
		}
		if len(card.VCard) > 2048 { // Telegram Bot API: sendContact
			errs = append(errs, &channel.FieldError{Field: "card.vcard", Code: channel.CodeTooLong, Reason: "too long",
				Limit: 2048, Got: len(card.VCard), Unit: channel.Bytes})
		}
	}
	if contents > 1 {
		complain("attachments", channel.CodeConflict, "an attachment, a location and a contact card go in messages of their own here")
	}
	if alone != "" && m.Text != "" {
		complain("text", channel.CodeConflict, alone+" goes without a text here")
	}
	if m.ReplyTo != "" {
		id, err := strconv.ParseInt(m.ReplyTo, 10, 64)
		if err != nil || id <= 0 {
			complain("replyTo", channel.CodeInvalid, "a message id is a number here")
		}
		p.Reply = &reply{Message: id, Anyway: true}
	}
	p.Markup = keyboard(m)
	if err := p.setNative(m); err != nil {
		errs = append(errs, err)
	}
	return method, p, errors.Join(errs...)
}

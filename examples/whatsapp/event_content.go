package whatsapp

import (
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// Types of message that are read.
const (
	typeText        = "text"
	typeImage       = "image"
	typeVideo       = "video"
	typeAudio       = "audio"
	typeDocument    = "document"
	typeSticker     = "sticker"
	typeLocation    = "location"
	typeContacts    = "contacts"
	typeReaction    = "reaction"
	typeInteractive = "interactive"
	typeButton      = "button"
	typeOrder       = "order"
	typeSystem      = "system"
	typeUnsupported = "unsupported"
	typeEdit        = "edit"
	typeRevoke      = "revoke"
)

// readContent adds the content of a message to msg. It is not known if the type is none of these,
// and not ok if the content does not have the form of its type.
func readContent(msg *channel.Message, typ string, body []byte, n *receive.Count) (known, ok bool) {
	switch typ {
	case typeText:
		return true, readText(msg, body)
	case typeImage, typeVideo, typeAudio, typeDocument, typeSticker:
		return true, readFile(msg, typ, body)
	case typeLocation:
		return true, readLocation(msg, body)
	case typeOrder:
		return true, readOrder(msg, body, n)
	}
	return false, false
}

func readText(msg *channel.Message, body []byte) bool {
	r := jsonread.Sub(body)
	found := false
	for key := range r.Object {
		if string(key) == "body" {
			found = r.Kind() == jsonread.String
			msg.Text = r.Text()
		}
	}
	return found
}

// readFile reads a picture, video, sound, sticker or document. Its address, where there is one,
// lasts five minutes and needs the token, so it is left out: OpenMedia asks for it by id.
func readFile(msg *channel.Message, typ string, body []byte) bool {
	a := channel.Attachment{Kind: kindOf(typ)}
	r := jsonread.Sub(body)
	for key := range r.Object {
		switch string(key) {
		case "id":
			a.ID = r.ID()
		case "mime_type":
			a.Type = r.Text()
		case "filename":
			a.Name = r.Text()
		case "caption":
			msg.Text = r.Text()
		case "voice":
			if typ == typeAudio && r.Bool() {
				a.Kind = channel.MediaVoice
			}
		}
	}
	msg.Attachments = append(msg.Attachments, a)
	return a.ID != ""
}

func kindOf(typ string) channel.MediaKind {
	switch typ {
	case typeImage:
		return channel.MediaImage
	case typeVideo:
		return channel.MediaVideo
	case typeAudio:
		return channel.MediaAudio
	case typeSticker:
		return channel.MediaSticker
	}
	return channel.MediaFile
}

func readLocation(msg *channel.Message, body []byte) bool {
	var l channel.Location
	known := 0
	r := jsonread.Sub(body)
	for key := range r.Object {
		before := r.Mismatches()
		switch string(key) {
		case "latitude":
			l.Latitude = r.Float()
		case "longitude":
			l.Longitude = r.Float()
		case "name":
			l.Name = r.Text()
			continue
		case "address":
			l.Address = r.Text()
			continue
		case "url":
			l.URL = webAddress(r.Text())
			continue
		default:
			continue
		}
		if r.Mismatches() == before {
			known++
		}
	}
	if known != 2 { // half of them would be another place
		return false
	}
	msg.Location = &l
	return true
}

// readOrder reads a cart of the catalogue: each product with its number and price.
func readOrder(msg *channel.Message, body []byte, n *receive.Count) bool {
	r := jsonread.Sub(body)
	for key := range r.Object {
		switch string(key) {
		case "text":
			msg.Text = r.Text()
		case "product_items":
			for range r.Array {
				if n.Take() {
					msg.Attachments = append(msg.Attachments, readProduct(&r))
				}
			}
		}
	}
	return len(msg.Attachments) > 0
}

func readProduct(r *jsonread.Reader) channel.Attachment {
	a := channel.Attachment{Kind: channel.MediaLink}
	var quantity, price, currency string
	for key := range r.Object {
		switch string(key) {
		case "product_retailer_id":
			a.SKU = r.ID()
		case "quantity":
			quantity = r.ID()
		case "item_price":
			price = r.ID()
		case "currency":
			currency = r.Text()
		}
	}
	a.Name = a.SKU
	a.Detail = strings.TrimSpace(quantity + " × " + strings.TrimSpace(price+" "+currency))
	return a
}

// decodeCards reports contact cards. A message has one card, so further ones are messages of the
// same group. It is not ok if there is no card.
func (d *decoder) decodeCards(e *element, ev channel.Event, msg channel.Message, body []byte) bool {
	r := jsonread.Sub(body)
	n := 0
	for range r.Array {
		if d.n.Over() {
			break
		}
		c, ok := readCard(r.Raw())
		if !ok {
			continue
		}
		card := c // so that only a card takes memory
		one, parts := msg, []string{e.id}
		one.Card = &card
		if n > 0 {
			one.Group, one.Referral, one.Attachments = e.id, nil, nil
			parts = append(parts, "contact."+strconv.Itoa(n))
		}
		d.add(ev, one, parts...)
		n++
	}
	if n > 1 && !d.n.Over() { // the first one is of the group as well
		i := len(d.events) - n
		first := d.events[i].Body.(channel.Message)
		first.Group = e.id
		d.events[i].Body = first
	}
	return n > 0
}

// readCard reads one contact. A card that answers our request for the number (origin
// contact_request) is made by WhatsApp from the sender's own account.
func readCard(raw []byte) (c channel.Card, ok bool) {
	r := jsonread.Sub(raw)
	if r.Kind() != jsonread.Object {
		return c, false
	}
	for key := range r.Object {
		switch string(key) {
		case "name":
			for key := range r.Object {
				if string(key) == "formatted_name" {
					c.Name = r.Text()
				}
			}
		case "phones":
			for range r.Array {
				for key := range r.Object {
					switch string(key) {
					case "phone":
						if p := r.Text(); c.Phone == "" {
							c.Phone = p
						}
					case "wa_id", "user_id":
						if id := r.ID(); c.ID == "" {
							c.ID = id
						}
					}
				}
			}
		case "vcard":
			c.VCard = r.Text()
		case "origin":
			c.Own = r.Text() == "contact_request"
		}
	}
	return c, c != channel.Card{Own: c.Own}
}

// webAddress returns s if it is an absolute http or https address.
func webAddress(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}

// readMember reads one text member of an object.
func readMember(body []byte, name string) (text string) {
	r := jsonread.Sub(body)
	for key := range r.Object {
		if string(key) == name {
			text = r.ID()
		}
	}
	return text
}

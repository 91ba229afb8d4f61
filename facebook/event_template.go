package facebook

import (
	"cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// readTemplate adds the content of a template: products that the customer asks about or, in an
// echo, the business's own template.
func (d *decoder) readTemplate(msg *channel.Message, p part) {
	before := len(msg.Attachments) + len(msg.Buttons) + len(msg.Text)
	typ := p.typ
	r := jsonread.Sub(p.template)
	for key := range r.Object {
		switch string(key) {
		case "template_type":
			typ = cmp.Or(r.Text(), typ)
		case "text":
			msg.Text = cmp.Or(msg.Text, r.Text())
		case "buttons":
			d.readButtons(msg, &r)
		case "elements":
			d.readCards(msg, &r)
		case "product", "generic": // the kind of template may be a member; on Instagram it is
			for key := range r.Object {
				if string(key) == "elements" {
					d.readCards(msg, &r)
				}
			}
		}
	}
	if len(msg.Attachments)+len(msg.Buttons)+len(msg.Text) == before {
		msg.Attachments = append(msg.Attachments, channel.Attachment{Kind: channel.MediaOther, Name: cmp.Or(typ, "template"), URL: p.url})
	}
}

// readCards adds the elements of a template: products, cards or media.
func (d *decoder) readCards(msg *channel.Message, r *jsonread.Reader) {
	for range r.Array {
		a := channel.Attachment{Kind: channel.MediaLink}
		for key := range r.Object {
			switch string(key) {
			case "id", "attachment_id":
				a.ID = r.ID()
			case "title":
				a.Name = r.Text()
			case "subtitle": // of a product, its price
				a.Detail = r.Text()
			case "retailer_id":
				a.SKU = r.ID()
			case "image_url":
				a.Preview = webAddress(r.Text())
			case "url", "item_url":
				a.URL = webAddress(r.Text())
			case "default_action":
				for key := range r.Object {
					if string(key) == "url" {
						a.URL = webAddress(r.Text())
					}
				}
			case "media_type":
				switch r.Text() {
				case "image":
					a.Kind = channel.MediaImage
				case "video":
					a.Kind = channel.MediaVideo
				}
			case "buttons":
				d.readButtons(msg, r)
			}
		}
		if !d.n.Take() {
			return
		}
		msg.Attachments = append(msg.Attachments, a)
	}
}

// readButtons adds the buttons of a template.
func (d *decoder) readButtons(msg *channel.Message, r *jsonread.Reader) {
	for range r.Array {
		var b channel.Button
		for key := range r.Object {
			switch string(key) {
			case "title":
				b.Text = r.Text()
			case "payload":
				b.Payload = r.ID()
			case "url":
				b.URL = r.Text()
			}
		}
		if !d.n.Take() {
			return
		}
		msg.Buttons = append(msg.Buttons, b)
	}
}

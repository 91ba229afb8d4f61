package whatsapp

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeInteractive reports the answer to an interactive message: the press of a button, a choice
// from a list (the tap of a quick reply), or a flow. It is not ok if the answer has no content,
// which comes with an error of the person's app.
func (d *decoder) decodeInteractive(e *element, ev channel.Event, msg channel.Message, body []byte) bool {
	r := jsonread.Sub(body)
	var button, list, flow []byte
	for key := range r.Object {
		switch string(key) {
		case "button_reply":
			button = r.Raw()
		case "list_reply":
			list = r.Raw()
		case KindFlow:
			flow = r.Raw()
		}
	}
	switch {
	case button != nil:
		id, title, ok := readReply(button)
		if ok {
			d.add(ev, channel.Press{Button: title, Payload: id, MessageID: e.replyTo, Referral: msg.Referral}, e.id)
		}
		return ok
	case list != nil:
		id, title, ok := readReply(list)
		if ok {
			msg.Text, msg.Payload = title, id
			d.add(ev, msg, e.id)
		}
		return ok
	case flow != nil:
		d.addCustom(ev, KindFlow, e.id)
		return true
	}
	return false
}

func readReply(body []byte) (id, title string, ok bool) {
	r := jsonread.Sub(body)
	for key := range r.Object {
		switch string(key) {
		case "id":
			id = r.ID()
		case "title":
			title = r.Text()
		}
	}
	return id, title, id != "" || title != ""
}

// readTemplateButton reads the tap of a template's quick reply. Its context may be missing.
func readTemplateButton(body []byte) (p channel.Press, ok bool) {
	r := jsonread.Sub(body)
	for key := range r.Object {
		switch string(key) {
		case "payload":
			p.Payload = r.ID()
		case "text":
			p.Button = r.Text()
		}
	}
	return p, p.Payload != "" || p.Button != ""
}

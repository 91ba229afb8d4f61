package whatsapp

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeEdit reports that a message now reads otherwise.
func (d *decoder) decodeEdit(e *element, ev channel.Event) {
	original, typ := "", ""
	var inner []byte
	r := jsonread.Sub(e.content())
	for key := range r.Object {
		switch string(key) {
		case "original_message_id":
			original = r.ID()
		case "message":
			inner = r.Raw()
		}
	}
	content := readElement(inner)
	typ = content.typ
	msg := channel.Message{ID: original, ReplyTo: content.replyTo}
	if ev.Origin == channel.OriginContact {
		msg.By = channel.ByCustomer
	} else {
		msg.By = channel.ByPerson
	}
	if _, ok := readContent(&msg, typ, content.content(), d.n); original == "" || !ok {
		d.addOdd(ev)
		return
	}
	d.add(ev, channel.Edited{Message: msg}, original, "edit."+e.id)
}

// decodeRevoke reports that a message was taken back.
func (d *decoder) decodeRevoke(e *element, ev channel.Event) {
	original := readMember(e.content(), "original_message_id")
	if original == "" {
		d.addOdd(ev)
		return
	}
	d.add(ev, channel.Deleted{IDs: []string{original}}, original, "deleted")
}

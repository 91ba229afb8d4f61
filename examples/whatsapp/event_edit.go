package whatsapp

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeEdit reports that a message now reads otherwise. An edit without content that can be read
// is a Custom of kind "edit": it would empty the message that the host shows.
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
	if original == "" {
		d.addOdd(ev)
		return
	}
	parts := []string{original, "edit." + e.id}
	_, ok := readContent(&msg, typ, content.content(), d.n)
	if empty := msg.Text == "" && len(msg.Attachments) == 0 && msg.Location == nil; empty || !ok {
		d.addCustom(ev, typeEdit, parts...)
		return
	}
	d.add(ev, channel.Edited{Message: msg}, parts...)
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

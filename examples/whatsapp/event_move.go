package whatsapp

import (
	"cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Types of system message that are read.
const (
	systemNumber = "user_changed_number"
	systemUser   = "user_changed_user_id"
)

// decodeSystem reports what WhatsApp says about a person: a new phone number or user id, with which
// the conversation goes on, or a new identity, which the person must confirm.
func (d *decoder) decodeSystem(e *element, ev channel.Event, who person) {
	ev.Origin = channel.OriginPlatform
	typ, phone, user, old := "", "", "", ""
	r := jsonread.Sub(e.content())
	for key := range r.Object {
		switch string(key) {
		case "type":
			typ = r.Text()
		case "wa_id", "new_wa_id": // the second name is that of older webhooks
			phone = cmp.Or(r.ID(), phone)
		case "user_id":
			user = r.ID()
		case "previous_user_id":
			old = r.ID()
		}
	}
	switch typ {
	case systemNumber, systemUser:
		next := person{name: who.name, handle: who.handle, phone: phone, user: user}
		from := cmp.Or(other(old, next), other(who.user, next), other(who.phone, next))
		if next.key() == "" || from == "" {
			d.addCustom(ev, KindSystem, e.id)
			return
		}
		ev.Thread.Contact, ev.From = next.key(), next.who()
		d.add(ev, channel.Moved{From: d.thread(from)}, e.id)
	case KindIdentity:
		d.addCustom(ev, KindIdentity, e.id)
	default:
		d.addCustom(ev, KindSystem, e.id)
	}
}

// other returns id unless it is one of the new names of the person. Meta does not say whether
// from_user_id of a system message is the old user id or the new one.
func other(id string, next person) string {
	if id == next.user || id == next.phone {
		return ""
	}
	return id
}

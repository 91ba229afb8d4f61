package whatsapp

import (
	"github.com/contactkit/contactkit/channel"
)

// decodeElement reports what a person did: a message, or one of the things that WhatsApp puts into
// the same list.
func (d *decoder) decodeElement(raw []byte) {
	e := readElement(raw)
	who := d.find(e.fromUser, e.from)
	ev := channel.Event{
		Thread: d.thread(who.key()), From: who.who(), Origin: channel.OriginContact, Time: e.at, Raw: raw,
	}
	if e.group != "" {
		ev.Thread.Contact = "group:" + e.group
	}
	if e.id == "" || ev.Thread.Contact == "" && e.typ != typeSystem { // a system message names its person itself
		d.addOdd(ev)
		return
	}
	if d.cfg.LinkNumbers && e.group == "" && e.typ != typeSystem {
		d.addMove(ev, who)
	}
	switch e.typ {
	case typeSystem:
		d.decodeSystem(&e, ev, who)
	case typeEdit:
		d.decodeEdit(&e, ev)
	case typeRevoke:
		d.decodeRevoke(&e, ev)
	case typeReaction:
		d.decodeReaction(&e, ev)
	default:
		ev.Renews = true
		d.decodeMessage(&e, ev, channel.ByCustomer)
	}
}

// decodeEcho reports a message that the business wrote in the WhatsApp Business app on its phone
// ("smb_message_echoes").
func (d *decoder) decodeEcho(raw []byte) {
	e := readElement(raw)
	who := d.find(e.toUser, e.to)
	ev := channel.Event{Thread: d.thread(who.key()), From: channel.Person{ID: d.account, Phone: e.from}, Origin: channel.OriginPerson, Time: e.at, Raw: raw}
	if e.id == "" || ev.Thread.Contact == "" {
		d.addOdd(ev)
		return
	}
	switch e.typ {
	case typeEdit:
		d.decodeEdit(&e, ev)
	case typeRevoke:
		d.decodeRevoke(&e, ev)
	case typeReaction:
		d.decodeReaction(&e, ev)
	default:
		d.decodeMessage(&e, ev, channel.ByPerson)
	}
}

// addOdd reports an element that says neither who nor what.
func (d *decoder) addOdd(ev channel.Event) {
	ev.Origin, ev.Renews = channel.OriginUnknown, false
	d.addCustom(ev, channel.KindOdd)
}

// addMove reports that the thread of the phone number goes on under the user id, once in a call.
func (d *decoder) addMove(ev channel.Event, who person) {
	if who.user == "" || who.phone == "" {
		return
	}
	parts := []string{who.phone, "is", who.user}
	id := channel.EventID(Platform, d.account, parts...)
	for _, old := range d.events {
		if old.ID == id {
			return
		}
	}
	ev.Origin = channel.OriginPlatform
	d.add(ev, channel.Moved{From: d.thread(who.phone)}, parts...)
}

// decodeMessage reports a message, or the press of a button.
func (d *decoder) decodeMessage(e *element, ev channel.Event, by channel.Author) {
	body := e.content()
	msg := channel.Message{ID: e.id, By: by, ReplyTo: e.replyTo, Referral: readReferral(e.referral)}
	if e.forwarded {
		msg.Forward = &channel.Forward{}
	}
	if e.product != "" {
		msg.Attachments = append(msg.Attachments, channel.Attachment{Kind: channel.MediaLink, Name: e.product, SKU: e.product})
	}
	switch e.typ {
	case typeContacts:
		if d.decodeCards(e, ev, msg, body) {
			return
		}
	case typeButton:
		if p, ok := readTemplateButton(body); ok {
			p.MessageID, p.Referral = e.replyTo, msg.Referral
			d.add(ev, p, e.id)
			return
		}
	case typeInteractive:
		if d.decodeInteractive(e, ev, msg, body) {
			return
		}
	case typeUnsupported:
		name := typeUnsupported
		if t := readMember(body, "type"); t != "" {
			name += " " + t
		}
		msg.Attachments = append(msg.Attachments, channel.Attachment{Kind: channel.MediaOther, Name: name})
		d.add(ev, msg, e.id)
		return
	case "":
		d.addOdd(ev)
		return
	default:
		known, ok := readContent(&msg, e.typ, body, d.n)
		if !known {
			d.addCustom(ev, e.typ, e.id)
			return
		}
		if ok {
			d.add(ev, msg, e.id)
			return
		}
	}
	// A message of a known type that cannot be read is still a wish to talk.
	msg.Attachments = append(msg.Attachments, channel.Attachment{Kind: channel.MediaOther, Name: e.typ})
	d.add(ev, msg, e.id)
}

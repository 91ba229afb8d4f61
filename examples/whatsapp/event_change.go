package whatsapp

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// value is the content of a change.
type value struct {
	number string // phone_number_id: the account
	people []byte
	lists  []member // those that this package knows, in the order of the body
	others []member // lists that Meta may add one day
}

// read adds what an object says to v: a change may have a member twice.
func (v *value) read(r *jsonread.Reader, n *receive.Count) {
	for key := range r.Object {
		switch string(key) {
		case "metadata":
			for key := range r.Object {
				if string(key) == "phone_number_id" {
					v.number = r.ID()
				}
			}
		case "contacts":
			v.people = r.Raw()
		case "messages", "message_echoes", "statuses", "errors", KindPreference:
			if n.Take() {
				v.lists = append(v.lists, member{key, r.Raw()})
			}
		default:
			if r.Kind() == jsonread.Array && n.Take() {
				v.others = append(v.others, member{key, r.Raw()})
			}
		}
	}
}

// decodeChange reads one change: a field and its value.
func (d *decoder) decodeChange(r *jsonread.Reader) {
	d.account, d.people = d.business, d.people[:0]
	whole := *r
	var v value
	field, found := "", false
	for key := range r.Object {
		switch string(key) {
		case "field":
			field = readWord(r)
		case "value":
			if found = r.Kind() == jsonread.Object; found {
				v.read(r, d.n)
			}
		}
	}
	if field == "" || !found {
		d.decodeOdd(whole.Raw())
		return
	}
	if v.number != "" {
		d.account = v.number
	}
	people := jsonread.Sub(v.people)
	for range people.Array {
		if d.n.Take() {
			d.people = append(d.people, readPerson(people.Raw()))
		}
	}
	before := len(d.events)
	for _, l := range v.lists {
		d.each(l.raw, d.decoderOf(l.name), d.decodeOdd)
	}
	if field == fieldMessages || field == fieldEchoes || field == KindPreference {
		for _, o := range v.others {
			kind := channel.Clean(string(o.name))
			d.each(o.raw, func(raw []byte) { d.decodeCustom(kind, raw) }, d.decodeOdd)
		}
		if len(d.events) > before || len(v.lists) > 0 { // which may be empty
			return
		}
		d.decodeOdd(whole.Raw())
		return
	}
	if len(d.events) == before { // news of the account, a template or a number
		d.decodeCustom(field, whole.Raw())
	}
}

const (
	fieldMessages = "messages"
	fieldEchoes   = "smb_message_echoes"
)

// decoderOf returns what reads the elements of a list.
func (d *decoder) decoderOf(list []byte) func([]byte) {
	switch string(list) {
	case "messages":
		return d.decodeElement
	case "message_echoes":
		return d.decodeEcho
	case "statuses":
		return d.decodeStatus
	case KindPreference:
		return d.decodePreference
	}
	return func(raw []byte) { d.decodeCustom(KindError, raw) } // "errors"
}

// decodePreference reports that a person stopped or resumed marketing messages. Other messages are
// not concerned, so it is no Blocked.
func (d *decoder) decodePreference(raw []byte) {
	p := readPreference(raw)
	who := d.find(p.user, p.phone)
	ev := channel.Event{Thread: d.thread(who.key()), From: who.who(), Origin: channel.OriginContact, Time: p.at, Raw: raw}
	if ev.Thread.Contact == "" {
		d.decodeOdd(raw)
		return
	}
	d.addCustom(ev, KindPreference)
}

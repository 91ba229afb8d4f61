package whatsapp

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// value is the content of a change.
type value struct {
	number                             string // phone_number_id: the account
	people                             []byte
	messages, echoes, statuses, errors []byte
	preferences                        []byte
	others                             []member // lists that Meta may add one day
}

func readValue(r *jsonread.Reader, n *receive.Count) (v value) {
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
		case "messages":
			v.messages = r.Raw()
		case "message_echoes":
			v.echoes = r.Raw()
		case "statuses":
			v.statuses = r.Raw()
		case "errors":
			v.errors = r.Raw()
		case KindPreference:
			v.preferences = r.Raw()
		default:
			if r.Kind() == jsonread.Array && n.Take() {
				v.others = append(v.others, member{key, r.Raw()})
			}
		}
	}
	return v
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
				v = readValue(r, d.n)
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
	d.each(v.messages, d.decodeElement, d.decodeOdd)
	d.each(v.echoes, d.decodeEcho, d.decodeOdd)
	d.each(v.statuses, d.decodeStatus, d.decodeOdd)
	d.each(v.errors, func(raw []byte) { d.decodeCustom(KindError, raw) }, d.decodeOdd)
	d.each(v.preferences, d.decodePreference, d.decodeOdd)
	if field == fieldMessages || field == fieldEchoes || field == KindPreference {
		for _, o := range v.others {
			kind := channel.Clean(string(o.name))
			d.each(o.raw, func(raw []byte) { d.decodeCustom(kind, raw) }, d.decodeOdd)
		}
		if len(d.events) > before || v.holdsLists() {
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

// holdsLists reports whether the value has one of its lists, which may be empty.
func (v value) holdsLists() bool {
	return v.messages != nil || v.echoes != nil || v.statuses != nil || v.errors != nil || v.preferences != nil
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

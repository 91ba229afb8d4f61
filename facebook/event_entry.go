package facebook

import (
	"cmp"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// entry is the part of a call that belongs to one account.
type entry struct {
	id                          string
	at                          time.Time // of the delivery; milliseconds for messages, seconds for changes
	messaging, standby, changes []byte
	hop                         bool     // out of a lead form: hop_context beside messaging
	change                      bool     // has field and value itself, as in samples for Instagram Login
	others                      []member // lists that Meta may add one day
}

type member struct {
	name string
	raw  []byte
}

// readEntry reads the members of an entry, and keeps its arrays unread.
func readEntry(raw []byte) entry {
	r := jsonread.Sub(raw)
	var en entry
	for key := range r.Object {
		switch string(key) {
		case "id":
			en.id = r.ID()
		case "time":
			en.at = readInstant(&r)
		case "messaging":
			en.messaging = r.Raw()
		case "standby":
			en.standby = r.Raw()
		case "changes":
			en.changes = r.Raw()
		case "hop_context":
			en.hop = isLeadForm(&r)
		case "field", "value":
			en.change = en.change || r.Kind() != jsonread.Null
			r.Skip()
		default:
			if r.Kind() == jsonread.Array {
				en.others = append(en.others, member{string(key), r.Raw()})
			}
		}
	}
	return en
}

func (d *decoder) decodeEntry(raw []byte) {
	d.entry = readEntry(raw)
	if r := jsonread.Sub(raw); r.Kind() != jsonread.Object {
		d.decodeOdd(raw)
		return
	}
	d.each(d.entry.messaging, func(raw []byte) { d.decodeElement(raw, false) }, d.decodeOdd)
	d.each(d.entry.standby, func(raw []byte) { d.decodeElement(raw, true) }, d.decodeOdd)
	d.each(d.entry.changes, d.decodeChange, d.decodeOdd)
	if d.entry.change {
		d.decodeChange(raw)
	}
	for _, o := range d.entry.others {
		d.keep(o.name, o.raw)
	}
}

// decodeForeign keeps what another product sends to the same URL: the elements of an entry, or the
// whole entry if it has none.
func (d *decoder) decodeForeign(raw []byte) {
	d.entry = readEntry(raw)
	kind := cmp.Or(d.object, channel.KindOdd)
	keep := func(raw []byte) { d.keep(kind, raw) }
	before := len(d.events)
	d.each(d.entry.messaging, keep, keep)
	d.each(d.entry.standby, keep, keep)
	d.each(d.entry.changes, keep, keep)
	if len(d.events) == before {
		keep(raw)
	}
}

package facebook

import (
	"cmp"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// entry is the part of a call that belongs to one account.
type entry struct {
	id                          string
	at                          time.Time // of the delivery; milliseconds for messages, seconds for changes
	messaging, standby, changes []byte
	hop                         bool     // out of a lead form: hop_context next to messaging
	change                      bool     // has field and value itself, as in samples for Instagram Login
	others                      []member // lists that Meta may add one day
	again                       []member // further members with the name of a list
	n                           *receive.Count
}

type member struct {
	name string
	raw  []byte
}

// readEntry reads the members of an entry, and keeps its arrays unread.
func readEntry(raw []byte, n *receive.Count) entry {
	r := jsonread.Sub(raw)
	en := entry{n: n}
	for key := range r.Object {
		switch string(key) {
		case "id":
			en.id = r.ID()
		case "time":
			en.at = readInstant(&r)
		case "messaging":
			en.list(&en.messaging, "messaging", r.Raw())
		case "standby":
			en.list(&en.standby, "standby", r.Raw())
		case "changes":
			en.list(&en.changes, "changes", r.Raw())
		case "hop_context":
			en.hop = isLeadForm(&r)
		case "field", "value":
			en.change = en.change || r.Kind() != jsonread.Null
			r.Skip()
		default:
			if r.Kind() == jsonread.Array && n.Take() {
				en.others = append(en.others, member{string(key), r.Raw()})
			}
		}
	}
	return en
}

// list keeps a list of events. JSON allows a name twice, and no event may vanish by it.
func (en *entry) list(have *[]byte, name string, raw []byte) {
	if *have != nil && !en.n.Take() {
		return
	}
	if *have != nil {
		en.again = append(en.again, member{name, raw})
		return
	}
	*have = raw
}

func (d *decoder) decodeEntry(raw []byte) {
	d.entry = readEntry(raw, d.n)
	if r := jsonread.Sub(raw); r.Kind() != jsonread.Object {
		d.decodeOdd(raw)
		return
	}
	d.decodeList("messaging", d.entry.messaging)
	d.decodeList("standby", d.entry.standby)
	d.decodeList("changes", d.entry.changes)
	for _, m := range d.entry.again {
		d.decodeList(m.name, m.raw)
	}
	if d.entry.change {
		d.decodeChange(raw)
	}
	for _, o := range d.entry.others {
		if d.n.Over() {
			break
		}
		d.decodeCustom(o.name, o.raw)
	}
}

func (d *decoder) decodeList(name string, raw []byte) {
	switch name {
	case "messaging":
		d.each(raw, d.decodeLive, d.decodeOdd)
	case "standby":
		d.each(raw, d.decodeStandby, d.decodeOdd)
	default:
		d.each(raw, d.decodeChange, d.decodeOdd)
	}
}

func (d *decoder) decodeLive(raw []byte)    { d.decodeElement(raw, false) }
func (d *decoder) decodeStandby(raw []byte) { d.decodeElement(raw, true) }

// decodeForeign keeps what another product sends to the same URL: the elements of an entry, or the
// whole entry if it has none.
func (d *decoder) decodeForeign(raw []byte) {
	d.entry = readEntry(raw, d.n)
	kind := cmp.Or(d.object, channel.KindOdd)
	keep := func(raw []byte) { d.decodeCustom(kind, raw) }
	before := len(d.events)
	d.each(d.entry.messaging, keep, keep)
	d.each(d.entry.standby, keep, keep)
	d.each(d.entry.changes, keep, keep)
	for _, m := range d.entry.again {
		d.each(m.raw, keep, keep)
	}
	if len(d.events) == before {
		keep(raw)
	}
}

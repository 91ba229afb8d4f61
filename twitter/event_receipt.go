package twitter

import (
	"cmp"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// receipt is an element of the typing and reading lists. It has no id of its own.
type receipt struct {
	created                   int64
	sender, recipient, lastID string
}

func readReceipt(r *jsonread.Reader) (v receipt) {
	for key := range r.Object {
		switch string(key) {
		case "created_timestamp":
			v.created = readTime(r)
		case "sender_id":
			v.sender = r.ID()
		case "target":
			v.recipient = readRecipient(r, "")
		case "last_read_event_id":
			v.lastID = r.ID()
		}
	}
	return v
}

// decodeTyping decodes an element of direct_message_indicate_typing_events. Its recipient need not
// be the subscribed user: in X's own sample it is not.
//
// Without a time it is named after what differs: the activity that carried it, else its own bytes.
// Where those are always the same, a host keeps the first alone. The time of the call would tell
// them apart, but make a redelivered one another event, and what is lost is a hint that is stale
// within seconds.
func (d *decoder) decodeTyping(raw []byte) {
	r := jsonread.Sub(raw)
	v := readReceipt(&r)
	if v.sender == "" || d.account == "" {
		d.decodeOdd("direct_message_indicate_typing_events", raw)
		return
	}
	when := strconv.FormatInt(v.created, 10)
	if instant(v.created).IsZero() {
		when = cmp.Or(d.uuid, channel.Fingerprint(raw))
	}
	id := d.id("typing", v.sender, when)
	d.addReceipt(id, "direct_message_indicate_typing_events", v, channel.Typing{}, raw)
}

// decodeRead decodes an element of direct_message_mark_read_events: everything up to the message
// was read.
func (d *decoder) decodeRead(raw []byte) {
	r := jsonread.Sub(raw)
	v := readReceipt(&r)
	if v.sender == "" || v.lastID == "" || d.account == "" {
		d.decodeOdd("direct_message_mark_read_events", raw)
		return
	}
	id := d.id("read", v.sender, v.lastID)
	d.addReceipt(id, "direct_message_mark_read_events", v, channel.Read{Through: v.lastID}, raw)
}

// addReceipt adds what the contact did. The account's own reading and typing, which X does not
// document to be delivered, says nothing of the contact.
func (d *decoder) addReceipt(id, name string, v receipt, body channel.Body, raw []byte) {
	ev := channel.Event{From: d.people.find(v.sender), Origin: channel.OriginContact, Time: instant(v.created), Body: body, Raw: raw}
	contact := v.sender
	if v.sender == d.account {
		contact, ev.Origin = v.recipient, channel.OriginUnknown
		ev.Body = channel.Custom{Kind: name, Data: raw}
	}
	d.add(id, contact, ev)
}

package twitter

import (
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeHistory decodes an element of v2's dm_events. media are those that came along.
func (d *decoder) decodeHistory(raw []byte, media jsonread.Reader) {
	var l lookup
	r := jsonread.Sub(raw)
	l.read(&r)
	thread := d.thread(l.contact(d.account))
	if r.Mismatches() > 0 || l.id == "" || l.kind == "" || thread.Contact == "" || l.kind == "MessageCreate" && l.sender == "" {
		d.decodeOdd("dm_events", raw)
		return
	}
	ev := channel.Event{From: d.people.find(l.sender), Time: l.created, Raw: raw}
	if l.kind != "MessageCreate" { // a member joined or left a group
		ev.Body = channel.Custom{Kind: l.kind, Data: raw}
		d.add(d.id(l.id), thread.Contact, ev)
		return
	}
	m := channel.Message{ID: l.id}
	link := ""
	for _, key := range l.keys {
		m.Attachments = append(m.Attachments, findMedia(media, key))
		// X does not say which link represents the file: it is the last word, as everywhere.
		if word := l.text[strings.LastIndexByte(l.text, ' ')+1:]; strings.HasPrefix(word, "https://t.co/") {
			link = word
		}
	}
	m.Text, m.Spans = clean(l.text, link, &l.entities)
	if l.entities.Mismatches() > 0 {
		d.decodeOdd("dm_events", raw)
		return
	}
	if l.sender != d.account {
		ev.Origin, ev.Renews, m.By = channel.OriginContact, true, channel.ByCustomer
	}
	ev.Body = m
	d.add(d.id(l.id), thread.Contact, ev)
}

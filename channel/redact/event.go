package redact

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// Event redacts the texts of an event and says what was replaced. If anything was, the result
// shares no slice with ev and has no Raw, since Raw holds what was said. The Data of a Custom stays
// as it is: it is the platform's own bytes, full of long numbers that name things. Ids, handles and
// addresses of media stay as well.
func Event(ev channel.Event, rules ...Rule) (channel.Event, []Found) {
	w := walker{rules: rules}
	switch b := ev.Body.(type) {
	case channel.Message:
		ev.Body = w.message("", b)
	case channel.Edited:
		b.Message = w.message("", b.Message)
		ev.Body = b
	case channel.Press:
		w.text("button", &b.Button)
		w.text("payload", &b.Payload)
		b.Referral = w.referral("", b.Referral)
		ev.Body = b
	case channel.Started:
		w.started("", &b)
		ev.Body = b
	case channel.Post:
		w.text("text", &b.Text)
		b.Attachments = w.attachments("", b.Attachments)
		ev.Body = b
	}
	if len(w.found) > 0 {
		ev.Raw = nil
	}
	return ev, w.found
}

// Message redacts the texts of a message, in either direction, and says what was replaced. The
// message that was given is not changed.
func Message(m channel.Message, rules ...Rule) (channel.Message, []Found) {
	w := walker{rules: rules}
	m = w.message("", m)
	return m, w.found
}

// walker redacts the texts of a body, one after the other.
type walker struct {
	rules []Rule
	found []Found
}

// text redacts one text.
func (w *walker) text(field string, s *string) {
	text, found := replace(*s, merge(*s, w.rules))
	w.add(field, found)
	*s = text
}

func (w *walker) add(field string, found []Found) {
	for _, f := range found {
		f.Field = field
		w.found = append(w.found, f)
	}
}

func (w *walker) message(in string, m channel.Message) channel.Message {
	text, spans, found := Text(m.Text, m.Spans, w.rules...)
	for _, f := range found {
		f.Field = in + cmp.Or(f.Field, "text")
		w.found = append(w.found, f)
	}
	m.Text, m.Spans = text, slices.Clone(spans)
	w.text(in+"quote", &m.Quote)
	w.text(in+"payload", &m.Payload)
	m.Attachments = w.attachments(in, m.Attachments)
	if m.Location != nil {
		l := *m.Location
		w.text(in+"location.name", &l.Name)
		w.text(in+"location.address", &l.Address)
		m.Location = &l
	}
	if m.Card != nil {
		c := *m.Card
		w.text(in+"card.name", &c.Name)
		w.text(in+"card.vcard", &c.VCard)
		m.Card = &c
	}
	m.Referral = w.referral(in, m.Referral)
	m.QuickReplies = slices.Clone(m.QuickReplies)
	for i := range m.QuickReplies {
		q := &m.QuickReplies[i]
		w.text(fmt.Sprintf("%squickReplies[%d].text", in, i), &q.Text)
		w.text(fmt.Sprintf("%squickReplies[%d].description", in, i), &q.Description)
	}
	m.Buttons = slices.Clone(m.Buttons)
	for i := range m.Buttons {
		w.text(fmt.Sprintf("%sbuttons[%d].text", in, i), &m.Buttons[i].Text)
	}
	return m
}

func (w *walker) attachments(in string, all []channel.Attachment) []channel.Attachment {
	all = slices.Clone(all)
	for i := range all {
		w.text(fmt.Sprintf("%sattachments[%d].name", in, i), &all[i].Name)
		w.text(fmt.Sprintf("%sattachments[%d].detail", in, i), &all[i].Detail)
	}
	return all
}

func (w *walker) referral(in string, r *channel.Started) *channel.Started {
	if r == nil {
		return nil
	}
	own := *r
	w.started(in+"referral.", &own)
	return &own
}

func (w *walker) started(in string, s *channel.Started) {
	w.text(in+"ref", &s.Ref)
	w.text(in+"title", &s.Title)
}

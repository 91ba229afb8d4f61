package whatsapp

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// checkMore finds what Limits cannot express.
func checkMore(m channel.Message) error {
	var errs complaints
	if (len(m.Buttons) > 0 || len(m.QuickReplies) > 0) && m.Text == "" {
		errs.add("text", channel.CodeMissing, "buttons and quick replies need a text")
	}
	checkButtons(&errs, m)
	checkReplies(&errs, m)
	if m.Location != nil && (m.Text != "" || len(m.Attachments) > 0 || m.Card != nil || len(m.Buttons) > 0 || len(m.QuickReplies) > 0) {
		errs.add("location", channel.CodeConflict, "a location must be alone in its message")
	}
	if m.Card != nil {
		if m.Text != "" || len(m.Attachments) > 0 || len(m.Buttons) > 0 || len(m.QuickReplies) > 0 {
			errs.add("card", channel.CodeConflict, "a contact card must be alone in its message")
		}
		if m.Card.Name == "" && m.Card.Phone == "" {
			errs.add("card", channel.CodeMissing, "a contact card needs a name or a phone number")
		}
	}
	return errors.Join(errs...)
}

func checkButtons(errs *complaints, m channel.Message) {
	for i, b := range m.Buttons {
		field := fmt.Sprintf("buttons[%d]", i)
		errs.address(field+".url", b.URL)
		if b.URL != "" && len(m.Buttons) > 1 {
			errs.add(field+".url", channel.CodeConflict, "a button that opens a page must be alone in its message")
		}
		for _, other := range m.Buttons[:i] {
			if b.Payload != "" && other.Payload == b.Payload {
				errs.add(field+".payload", channel.CodeDuplicate, "each button needs a payload of its own")
			}
		}
	}
	if len(m.Buttons) > 0 && slices.ContainsFunc(m.Attachments, func(a channel.Attachment) bool { return headerType(a.Kind) == "" }) {
		errs.add("attachments", channel.CodeConflict, "only a picture, video or document may be above buttons")
	}
}

func checkReplies(errs *complaints, m channel.Message) {
	if len(m.QuickReplies) > 0 && len(m.Attachments) > 0 {
		errs.add("quickReplies", channel.CodeConflict, "attachments and quick replies must not be in one message")
	}
	for i, q := range m.QuickReplies {
		field := fmt.Sprintf("quickReplies[%d]", i)
		if q.Asks != "" && len(m.QuickReplies) > 1 {
			errs.add(field+".asks", channel.CodeConflict, "a quick reply that asks must be alone in its message")
		}
		if q.Asks != "" && q.Payload != "" {
			errs.add(field+".payload", channel.CodeConflict, "a payload is not allowed on a quick reply that asks")
		}
		for _, other := range m.QuickReplies[:i] {
			if rowID(q) == rowID(other) {
				errs.add(field+".payload", channel.CodeDuplicate, "each quick reply needs a payload of its own")
			}
		}
	}
}

// rowID is what the choice of a row carries.
func rowID(q channel.QuickReply) string { return cmp.Or(q.Payload, q.Text) }

// interact puts an interactive object into the request.
func (r *request) interact(i interactive) (err error) {
	r.Type = typeInteractive
	r.Interactive, err = json.Marshal(i)
	return err
}

// withButtons is a text with one to three reply buttons, or with a link.
func withButtons(m channel.Message, o Options) interactive {
	i := frame("button", m, o)
	if b := m.Buttons[0]; b.URL != "" {
		i.Type = "cta_url"
		i.Action.Name, i.Action.Parameters = "cta_url", &sentLink{b.Text, b.URL}
		return i
	}
	for _, b := range m.Buttons {
		i.Action.Buttons = append(i.Action.Buttons, sentButton{"reply", sentTaps{b.Payload, b.Text}})
	}
	return i
}

// withReplies is a text with a list of up to ten rows, or with the request for the phone number.
func (c *Channel) withReplies(m channel.Message, o Options) interactive {
	if m.QuickReplies[0].Asks != "" { // no page at hand shows more of this form than its type
		i := frame("request_contact_info", m, o)
		i.Action.Name = "request_contact_info"
		return i
	}
	i := frame("list", m, o)
	i.Action.Button = cmp.Or(o.ListLabel, c.cfg.ListButton)
	rows := sentRows{}
	for _, q := range m.QuickReplies {
		rows.Rows = append(rows.Rows, sentRow{rowID(q), q.Text, q.Description})
	}
	i.Action.Sections = []sentRows{rows}
	return i
}

// frame is an interactive object with its texts.
func frame(typ string, m channel.Message, o Options) interactive {
	i := interactive{Type: typ, Body: &sentBody{m.Text}}
	if o.Header != "" {
		i.Header = &sentHeader{Type: "text", Text: o.Header}
	}
	if o.Footer != "" {
		i.Footer = &sentBody{o.Footer}
	}
	return i
}

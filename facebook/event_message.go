package facebook

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// received is a message as the webhook carries it.
type received struct {
	mid, text, payload     string
	echo, gone, unreadable bool
	appID, metadata        string
	replyTo                string
	story                  *channel.Attachment
	referral               *channel.Started
	attachments            []byte
}

// readReceived reads a message. It is not ok if it has no id, or if the text or the flags that
// decide about it (an echo, withdrawn) have another form. Any other member that does not fit is
// left out.
func readReceived(body []byte) (m received, ok bool) {
	r := jsonread.Sub(body)
	odd := 0
	for key := range r.Object {
		before := r.Mismatches()
		switch string(key) {
		case "mid":
			m.mid = r.ID()
		case "text":
			m.text = r.Text()
		case "is_echo":
			m.echo = r.Bool()
		case "is_deleted":
			m.gone = r.Bool()
		}
		odd += r.Mismatches() - before
		switch string(key) {
		case "is_unsupported":
			m.unreadable = r.Bool()
		case "app_id":
			m.appID = r.ID()
		case "metadata":
			m.metadata = r.Text()
		case "quick_reply":
			for key := range r.Object {
				if string(key) == "payload" {
					m.payload = r.ID()
				}
			}
		case "reply_to":
			m.readReplyTo(&r)
		case "referral":
			referral, _ := readReferral(&r)
			m.referral = referral
		case "attachments":
			m.attachments = r.Raw()
		}
	}
	return m, m.mid != "" && odd == 0
}

// readReplyTo reads which message, or on Instagram which story, the message answers.
func (m *received) readReplyTo(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "mid":
			m.replyTo = r.ID()
		case "story":
			if r.Kind() != jsonread.Object {
				continue
			}
			s := channel.Attachment{Kind: channel.MediaLink, Name: "story"}
			for key := range r.Object {
				switch string(key) {
				case "id":
					s.ID = r.ID()
				case "url":
					s.URL = webAddress(r.Text())
				}
			}
			m.story = &s
		}
	}
}

// decodeMessage reports a message of the customer, or the echo of a message of the business.
func (d *decoder) decodeMessage(e element, ev channel.Event) bool {
	m, ok := readReceived(e.body)
	if !ok {
		return false
	}
	if m.echo {
		ev.Origin = d.origin(m.appID)
		switch to := e.recipient.contact(); {
		case ev.From.ID != ev.Thread.Contact:
		case to == "" || to == ev.Thread.Account: // an older form has the customer as sender
			ev.From.ID = to
		default: // the sender is the business, under another of its ids than the entry's
			ev.Thread.Contact = to
		}
	}
	if m.gone {
		d.add(ev, channel.Deleted{IDs: []string{m.mid}}, m.mid, "deleted")
		return true
	}
	msg := channel.Message{ID: m.mid, Text: m.text, Payload: m.payload, ReplyTo: m.replyTo, Referral: e.referralBeside(m.referral)}
	d.readAttachments(&msg, m.attachments)
	if m.story != nil {
		msg.Attachments = append(msg.Attachments, *m.story)
	}
	nothing := msg.Text == "" && len(msg.Attachments) == 0 && len(msg.Buttons) == 0 && msg.Location == nil
	if m.unreadable || nothing && !m.echo { // a desk must see that there is something that it cannot show
		msg.Attachments = append(msg.Attachments, channel.Attachment{Kind: channel.MediaOther, Name: "unsupported"})
	}
	switch {
	case ev.Origin == channel.OriginContact && (e.hop || d.entry.hop): // the summary that a lead form writes in the customer's name, which is not in the thread
		ev.Origin = channel.OriginPlatform
	case ev.Origin == channel.OriginContact:
		msg.By = channel.ByCustomer
		ev.Renews = true
	case ev.Origin == channel.OriginUs:
		msg.Ref = m.metadata
	case ev.Origin == channel.OriginPerson:
		msg.By = channel.ByPerson
	}
	d.add(ev, msg, m.mid)
	return true
}

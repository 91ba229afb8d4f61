package twitter

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// directMessage is an element of direct_message_events. [Message Create Object]
type directMessage struct {
	account                  string // whose message it is, set before read
	id, kind, tweet, welcome string
	created                  int64
	recipient, sender, app   string
	data                     messageData
}

// messageData is message_create.message_data. Members that are not there are zero Readers.
type messageData struct {
	text                              string
	odd                               bool // the text is not of its form
	entities, attachment, quick, ctas jsonread.Reader
	payload                           string
	n                                 *receive.Count
}

func (m *directMessage) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "type":
			m.kind = r.Known("message_create")
		case "id":
			m.id = r.ID()
		case "created_timestamp":
			m.created = readTime(r)
		case "initiated_via":
			m.initiated(r)
		case "message_create":
			m.create(r)
		}
	}
}

func (m *directMessage) create(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "target":
			m.recipient = readRecipient(r, m.account)
		case "sender_id":
			m.sender = r.KnownID(m.account)
		case "source_app_id":
			m.app = r.ID()
		case "initiated_via": // documented on the event, seen here
			m.initiated(r)
		case "message_data":
			m.data.read(r)
		}
	}
}

func (m *directMessage) initiated(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "tweet_id":
			m.tweet = r.ID()
		case "welcome_message_id":
			m.welcome = r.ID()
		}
	}
}

func readRecipient(r *jsonread.Reader, account string) (id string) {
	for key := range r.Object {
		if string(key) == "recipient_id" {
			id = r.KnownID(account)
		}
	}
	return id
}

func (d *messageData) read(r *jsonread.Reader) {
	d.odd = !isOrNull(r, jsonread.Object)
	for key := range r.Object {
		switch string(key) {
		case "text":
			d.odd = !isOrNull(r, jsonread.String)
			d.text = r.Text()
		case "entities":
			d.entities = *r
		case "attachment":
			d.attachment = *r
		case "quick_reply":
			d.quick = *r
		case "ctas":
			d.ctas = *r
		case "quick_reply_response":
			for key := range r.Object {
				if string(key) == "metadata" {
					d.payload = r.ID()
				}
			}
		}
	}
}

// readChoices reads the quick replies and buttons of a message of our own.
func (d *messageData) readChoices(m *channel.Message) {
	for key := range d.quick.Object {
		if string(key) != "options" {
			continue
		}
		for range d.quick.Array {
			var q channel.QuickReply
			for key := range d.quick.Object {
				switch string(key) {
				case "label":
					q.Text = d.quick.Text()
				case "description":
					q.Description = d.quick.Text()
				case "metadata":
					q.Payload = d.quick.Text()
				}
			}
			if q.Text != "" && d.n.Take() {
				m.QuickReplies = append(m.QuickReplies, q)
			}
		}
	}
	for range d.ctas.Array {
		var b channel.Button
		for key := range d.ctas.Object {
			switch string(key) {
			case "label":
				b.Text = d.ctas.Text()
			case "url":
				b.URL = d.ctas.Text()
			case "tco_url":
				if short := d.ctas.Text(); b.URL == "" {
					b.URL = short
				}
			}
		}
		if (b.Text != "" || b.URL != "") && d.n.Take() {
			m.Buttons = append(m.Buttons, b)
		}
	}
}

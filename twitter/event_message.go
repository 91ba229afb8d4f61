package twitter

import (
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// directMessage is an element of direct_message_events. [Message Create Object]
type directMessage struct {
	id, kind, tweet, welcome string
	created                  int64
	recipient, sender, app   string
	data                     messageData
}

// messageData is message_create.message_data. Zero Readers stand for members that are not there.
type messageData struct {
	text                              string
	odd                               bool // the text is not of its form
	entities, attachment, quick, ctas jsonread.Reader
	payload                           string
}

// message decodes a direct message. The id, both sides and the text decide whether it is one: of everything else, what does not have
// the expected form is left out. A text of another form is content that only the bytes still show, so it makes the message odd.
func (e *envelope) message(raw []byte) {
	var m directMessage
	r := jsonread.Sub(raw)
	m.read(&r)
	// Where the call does not say whose it is, the account's own messages still name it.
	account := e.owner()
	switch {
	case m.id == "" || e.account == "" && m.sender != account && m.recipient != account:
		e.odd("direct_message_events", raw)
		return
	case m.kind != "message_create" && m.kind != "":
		// The id is of the same space as those of messages.
		e.add(e.id(m.id), "", channel.Event{Time: instant(m.created), Body: channel.Custom{Kind: m.kind, Data: raw}, Raw: raw})
		return
	case m.data.odd || m.sender == "" || m.recipient == "":
		e.odd("direct_message_events", raw)
		return
	}
	body := m.message()
	ev := channel.Event{From: e.people.find(m.sender), Time: instant(m.created), Raw: raw}
	contact := m.sender
	if m.sender == account || e.sent && m.recipient != account {
		contact = m.recipient
		ev.Origin = e.author(m.app)
		if ev.Origin == channel.OriginPerson {
			body.By = channel.ByPerson
		}
	} else {
		ev.Origin, ev.Renews = channel.OriginContact, true
		body.By = channel.ByCustomer
	}
	ev.Body = body
	e.add(e.id(m.id), contact, ev)
}

func (m *directMessage) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "type":
			m.kind = r.Text()
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
			m.recipient = readRecipient(r)
		case "sender_id":
			m.sender = r.ID()
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

func readRecipient(r *jsonread.Reader) (id string) {
	for key := range r.Object {
		if string(key) == "recipient_id" {
			id = r.ID()
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

func isOrNull(r *jsonread.Reader, want jsonread.Kind) bool {
	k := r.Kind()
	return k == want || k == jsonread.Null
}

// message makes the portable message.
func (m *directMessage) message() channel.Message {
	d := &m.data
	body := channel.Message{ID: m.id, Payload: d.payload, Referral: m.referral()}
	link := d.readAttachment(&body)
	d.readChoices(&body)
	body.Text, body.Spans = clean(d.text, link, &d.entities)
	return body
}

// referral is what brought the customer here: a link with our welcome message, a Post.
func (m *directMessage) referral() *channel.Started {
	if m.tweet == "" && m.welcome == "" {
		return nil
	}
	s := &channel.Started{Source: "welcome_message", Ref: m.welcome}
	if m.welcome == "" {
		s.Source, s.Ref = "tweet", m.tweet
	}
	if isID(m.tweet) {
		s.URL = "https://x.com/i/web/status/" + m.tweet
	}
	return s
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
			if q.Text != "" {
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
		if b.Text != "" || b.URL != "" {
			m.Buttons = append(m.Buttons, b)
		}
	}
}

// author tells who of the business sent an echo, by the app it was sent with.
func (e *envelope) author(app string) channel.Origin {
	switch {
	case app == "":
		return channel.OriginUnknown
	case app == e.c.cfg.AppID:
		return channel.OriginUs
	case e.c.isClient(app) || ownAddress(e.appURL(app)):
		return channel.OriginPerson
	case e.c.cfg.AppID == "":
		return channel.OriginUnknown
	default:
		return channel.OriginOtherApp
	}
}

// appURL is the address that X gives for an app of this call.
func (e *envelope) appURL(app string) (address string) {
	r := e.apps
	for key := range r.Object {
		if string(key) != app {
			continue
		}
		for key := range r.Object {
			if string(key) == "url" {
				address = r.Text()
			}
		}
	}
	return address
}

// ownAddress reports whether an app's address is X itself, as that of its own clients is: the host alone or a download
// page. Other apps often name their profile there, which is a path.
func ownAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Path != "" && u.Path != "/" && !strings.HasPrefix(u.Path, "/download/") {
		return false
	}
	switch u.Host {
	case "twitter.com", "mobile.twitter.com", "x.com", "mobile.x.com":
		return true
	}
	return false
}

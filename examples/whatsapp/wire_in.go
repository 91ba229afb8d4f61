package whatsapp

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// person is an element of contacts: who wrote, or who was written to. Of a person with a user name
// the phone number is missing, unless the number was used within 30 days or is in the contact book.
type person struct {
	name, handle string
	phone        string // wa_id
	user         string // user_id: the business-scoped user id
	raw          []byte
}

// key is how the person is named in Thread.Contact: by user id, or by phone number where there is
// none.
func (p person) key() string {
	if p.user != "" {
		return p.user
	}
	return p.phone
}

func readPerson(raw []byte) person {
	p := person{raw: raw}
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "wa_id":
			p.phone = r.ID()
		case "user_id":
			p.user = r.ID()
		case "profile":
			for key := range r.Object {
				switch string(key) {
				case "name":
					p.name = r.Text()
				case "username":
					p.handle = r.Text()
				}
			}
		}
	}
	return p
}

// readWord reads one of the words that Meta uses. Those that come most often cost no memory.
func readWord(r *jsonread.Reader) string {
	look := *r
	switch string(r.Raw()) {
	case `"whatsapp_business_account"`:
		return object
	case `"messages"`:
		return fieldMessages
	case `"text"`:
		return typeText
	case `"image"`:
		return typeImage
	case `"audio"`:
		return typeAudio
	case `"document"`:
		return typeDocument
	case `"interactive"`:
		return typeInteractive
	case `"sent"`:
		return statusSent
	case `"delivered"`:
		return statusDelivered
	case `"read"`:
		return statusRead
	}
	return look.ID()
}

// A time beyond the year 9999 has no JSON form, so it counts as none.
const lastSecond = 253402300799

// readInstant reads a time in seconds, written as a number or a text. A value that cannot be a time
// gives the zero time and is no mismatch, so it costs a message nothing.
func readInstant(r *jsonread.Reader) time.Time {
	look := *r
	r.Skip()
	n := look.Int()
	if n <= 0 || n > lastSecond {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// member is a member of an element that is read once its type is known.
type member struct {
	name []byte
	raw  []byte
}

// element is one message: of a person, or, as an echo, of the business from its phone.
type element struct {
	raw            []byte
	id, typ, group string
	from, fromUser string
	to, toUser     string // of an echo
	at             time.Time
	replyTo        string // context
	product        string // context: the product that the person asks about
	forwarded      bool
	referral       []byte
	members        [4]member // the first ones with other names: the content is the one named like the type
	others         int
}

func readElement(raw []byte) element {
	e := element{raw: raw}
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "id":
			e.id = r.ID()
		case "type":
			e.typ = readWord(&r)
		case "timestamp":
			e.at = readInstant(&r)
		case "from":
			e.from = r.ID()
		case "from_user_id":
			e.fromUser = r.ID()
		case "to":
			e.to = r.ID()
		case "to_user_id":
			e.toUser = r.ID()
		case "group_id":
			e.group = r.ID()
		case "context":
			e.readContext(&r)
		case "referral":
			e.referral = r.Raw()
		case "errors":
			r.Skip()
		default:
			if e.others < len(e.members) {
				e.members[e.others] = member{key, r.Raw()}
				e.others++
			}
		}
	}
	return e
}

// readContext reads what the message answers.
func (e *element) readContext(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "id":
			e.replyTo = r.ID()
		case "forwarded", "frequently_forwarded":
			e.forwarded = r.Bool() || e.forwarded
		case "referred_product":
			for key := range r.Object {
				if string(key) == "product_retailer_id" {
					e.product = r.ID()
				}
			}
		}
	}
}

// content is the member that is named like the type. It is nil if there is none.
func (e *element) content() []byte {
	for _, m := range e.members[:e.others] {
		if string(m.name) == e.typ {
			return m.raw
		}
	}
	return nil
}

// readReferral reads which advertisement or post brought the person here.
func readReferral(raw []byte) *channel.Started {
	if raw == nil {
		return nil
	}
	var s channel.Started
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "source_url":
			s.URL = r.Text()
		case "source_id":
			s.Ad = r.ID()
		case "source_type":
			s.Source = r.Text()
		case "headline":
			s.Title = r.Text()
		case "ctwa_clid":
			s.Ref = r.ID()
		}
	}
	if s == (channel.Started{}) {
		return nil
	}
	return &s
}

package telegram

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

func (m *message) readReply(r *jsonread.Reader) {
	opening := false
	for key := range r.Object {
		switch string(key) {
		case "message_id":
			m.replyTo = r.Int()
		case "forum_topic_created":
			opening = true
		}
	}
	if opening {
		m.opening = m.replyTo
	}
}

// origin is a MessageOrigin.
type origin struct {
	from channel.Person
	date int64
}

func readOrigin(r *jsonread.Reader) (o origin) {
	for key := range r.Object {
		switch string(key) {
		case "date":
			o.date = r.Int()
		case "sender_user":
			var u user
			u.read(r)
			o.from = u.person()
		case "sender_user_name":
			o.from.Name = r.Text()
		case "chat", "sender_chat":
			var c chat
			c.read(r)
			o.from = c.person()
		}
	}
	return o
}

func (m *message) readForward(r *jsonread.Reader) {
	o := readOrigin(r)
	m.forward = &channel.Forward{ID: o.from.ID, Name: o.from.Name, Time: instant(o.date)}
}

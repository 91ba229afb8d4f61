package telegram

import (
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// user is a User. Its Person lacks the ID until it is asked for: that of a private chat is the same
// text.
type user struct {
	id int64
	channel.Person
}

func (u *user) read(r *jsonread.Reader) {
	*u = user{}
	var first, last []byte
	for key := range r.Object {
		switch string(key) {
		case "id":
			u.id = r.Int()
		case "first_name":
			first = word(r)
		case "last_name":
			last = word(r)
		case "username":
			u.Handle = r.Text()
		case "language_code":
			u.Locale = r.Text()
		}
	}
	u.Name = fullName(first, last)
}

// text returns the id as text; empty if there is none.
func (u *user) text() string {
	if u.id == 0 {
		return ""
	}
	return strconv.FormatInt(u.id, 10)
}

// fullName joins the parts of a name, which may alias the body.
func fullName(first, last []byte) string {
	if len(first) == 0 || len(last) == 0 {
		return channel.Clean(string(first) + string(last))
	}
	return channel.Clean(string(first) + " " + string(last))
}

// chat is a Chat. Its names are read when they are asked for: those of a private chat are in the
// User as well.
type chat struct {
	id      int64
	private bool
	forum   bool
	raw     []byte
}

func (c *chat) read(r *jsonread.Reader) {
	*c = chat{raw: r.Raw()}
	sub := jsonread.Sub(c.raw)
	typed := false
	for key := range sub.Object {
		switch string(key) {
		case "id":
			c.id = sub.Int()
		case "type":
			typed = true
			c.private = string(word(&sub)) == "private"
		case "is_forum":
			c.forum = sub.Bool()
		}
	}
	if !typed {
		c.private = c.id > 0
	}
}

// person is the chat as an author: a channel, an anonymous administrator, or the person of a
// private chat.
func (c *chat) person() channel.Person {
	if c.id == 0 {
		return channel.Person{}
	}
	p := channel.Person{ID: strconv.FormatInt(c.id, 10)}
	var first, last []byte
	r := jsonread.Sub(c.raw)
	for key := range r.Object {
		switch string(key) {
		case "title":
			p.Name = r.Text()
		case "username":
			p.Handle = r.Text()
		case "first_name":
			first = word(&r)
		case "last_name":
			last = word(&r)
		}
	}
	if p.Name == "" {
		p.Name = fullName(first, last)
	}
	return p
}

// instant is a Unix time; zero where it is 0, or beyond the years that JSON can write.
func instant(seconds int64) time.Time {
	if seconds <= 0 || seconds >= 253402300800 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

func (m *message) readCard(r *jsonread.Reader) {
	var first, last []byte
	m.card = new(channel.Card)
	for key := range r.Object {
		switch string(key) {
		case "phone_number":
			m.card.Phone = r.ID()
		case "first_name":
			first = word(r)
		case "last_name":
			last = word(r)
		case "user_id":
			m.owner = r.Int()
		case "vcard":
			m.card.VCard = r.Text()
		}
	}
	m.card.Name = fullName(first, last)
}

package telegram

import (
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// press reports a tap on an inline button (Telegram Bot API: CallbackQuery). The query tells no time: that of its message is
// when the message was sent.
func (c *Channel) press(u update) channel.Event {
	var m message
	var from user
	var p channel.Press
	var inline, game string
	r := jsonread.Sub(u.raw)
	for key := range r.Object {
		switch string(key) {
		case "id":
			p.ID = r.ID()
		case "from":
			from.read(&r)
		case "message": // or an InaccessibleMessage, which has chat and message_id
			m.read(&r)
		case "inline_message_id":
			inline = r.Text()
		case "data":
			p.Payload = r.Text()
		case "game_short_name":
			game = r.Text()
		}
	}
	of := m.chat
	switch {
	case p.ID == "" || from.id == 0:
		return c.odd(u)
	case of.id != 0:
		if m.hasID {
			p.MessageID = strconv.FormatInt(m.id, 10)
		}
	default: // on a message that was sent through the bot into a chat that it is not told of
		of = chat{id: from.id, private: true}
		p.MessageID = inline
	}
	p.Button = buttonText(m.markup, p.Payload)
	if p.Button == "" {
		p.Button = game
	}
	ev := channel.Event{
		ID:     channel.EventID(Platform, c.account, p.ID),
		Thread: c.thread(of, m.connection, m.topicName()),
		From:   from.Person,
		Origin: channel.OriginContact,
		Renews: m.connection == "", // in a business chat only a message opens the window
		Body:   p,
		Raw:    u.raw,
	}
	ev.From.ID = from.text()
	if m.connection != "" && from.id != of.id {
		ev.Origin = channel.OriginPerson
	}
	return ev
}

// buttonText finds the text of the button that carries the payload.
func buttonText(markup []byte, payload string) (text string) {
	if payload == "" {
		return ""
	}
	r := jsonread.Sub(markup)
	for key := range r.Object {
		if string(key) != "inline_keyboard" {
			continue
		}
		for range r.Array {
			for range r.Array {
				var label, data string
				for key := range r.Object {
					switch string(key) {
					case "text":
						label = r.Text()
					case "callback_data":
						data = r.Text()
					}
				}
				if data == payload && text == "" {
					text = label
				}
			}
		}
	}
	return text
}

// member reports that the bot was blocked or unblocked, or removed from a group or let in again (Telegram Bot API:
// ChatMemberUpdated). Other changes of its rights are Custom.
func (c *Channel) member(u update) channel.Event {
	var e element
	var was, is status
	r := jsonread.Sub(u.raw)
	for key := range r.Object {
		switch string(key) {
		case "chat":
			e.chat.read(&r)
		case "from":
			e.from.read(&r)
		case "date":
			e.date = r.Int()
		case "old_chat_member":
			was = readStatus(&r)
		case "new_chat_member":
			is = readStatus(&r)
		}
	}
	if e.chat.id == 0 || is.word == "" {
		return c.odd(u)
	}
	ev := c.custom(u, string(u.kind))
	switch {
	case is.shut() && !was.shut():
		ev.Body = channel.Blocked{Reason: is.word}
	case is.open() && !was.open():
		ev.Body = channel.Unblocked{}
	}
	return ev
}

// status is a ChatMember: what the bot is in a chat, and whether it may speak.
type status struct {
	word        string
	gone, muted bool // of a restricted member
}

func (s status) open() bool {
	switch s.word {
	case "creator", "administrator", "member":
		return true
	case "restricted":
		return !s.gone && !s.muted
	}
	return false
}

func (s status) shut() bool {
	return s.word == "left" || s.word == "kicked" || s.word == "restricted" && !s.open()
}

func readStatus(r *jsonread.Reader) (s status) {
	for key := range r.Object {
		switch string(key) {
		case "status":
			s.word = r.Text()
		case "is_member":
			s.gone = r.Kind() == jsonread.Bool && !r.Bool()
		case "can_send_messages":
			s.muted = r.Kind() == jsonread.Bool && !r.Bool()
		}
	}
	return s
}

// reaction reports what somebody's reactions to a message are now (Telegram Bot API: MessageReactionUpdated).
func (c *Channel) reaction(u update) channel.Event {
	var e element
	var actor chat
	var message int64
	var reacted channel.Reacted
	r := jsonread.Sub(u.raw)
	for key := range r.Object {
		switch string(key) {
		case "chat":
			e.chat.read(&r)
		case "user":
			e.from.read(&r)
		case "actor_chat":
			actor.read(&r)
		case "date":
			e.date = r.Int()
		case "message_id":
			message = r.Int()
		case "new_reaction":
			for range r.Array {
				if one := readReaction(&r); one != "" {
					reacted.Reactions = append(reacted.Reactions, one)
				}
			}
		}
	}
	if e.chat.id == 0 || message == 0 {
		return c.odd(u)
	}
	reacted.MessageID = strconv.FormatInt(message, 10)
	ev := c.custom(u, string(u.kind))
	ev.Origin = channel.OriginContact
	ev.Body = reacted
	if actor.id != 0 {
		ev.From = actor.person()
	}
	return ev
}

// readReaction returns the emoji, the id of a custom one, or the type of a reaction that is neither ("paid").
func readReaction(r *jsonread.Reader) string {
	var kind, name string
	for key := range r.Object {
		switch string(key) {
		case "type":
			kind = r.Text()
		case "emoji", "custom_emoji_id":
			name = r.Text()
		}
	}
	if name == "" {
		return kind
	}
	return name
}

// deleted reports the messages that vanished from a business chat (Telegram Bot API: BusinessMessagesDeleted). Who deleted them, and
// when, is not told.
func (c *Channel) deleted(u update) channel.Event {
	var e element
	var ids []string
	r := jsonread.Sub(u.raw)
	for key := range r.Object {
		switch string(key) {
		case "business_connection_id":
			e.connection = r.Text()
		case "chat":
			e.chat.read(&r)
		case "message_ids":
			for range r.Array {
				if id := r.Int(); id != 0 { // what is no number names no message
					ids = append(ids, strconv.FormatInt(id, 10))
				}
			}
		}
	}
	if e.connection == "" || e.chat.id == 0 || len(ids) == 0 {
		return c.odd(u)
	}
	name := strings.Join(ids, ",")
	if len(name) > 100 {
		name = channel.Fingerprint([]byte(name))
	}
	thread := c.thread(e.chat, e.connection, "")
	return channel.Event{
		ID:     c.messageID(thread, name, "deleted"),
		Thread: thread,
		Body:   channel.Deleted{IDs: ids},
		Raw:    u.raw,
	}
}

package telegram

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// member reports that the bot was blocked or unblocked, or removed from a group or let in again
// (Telegram Bot API: ChatMemberUpdated). Other changes of its rights are Custom.
func (d *decoder) decodeMember() channel.Event {
	var e element
	var was, is status
	r := jsonread.Sub(d.raw)
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
		return d.decodeOdd()
	}
	ev := d.decodeCustom(string(d.kind))
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

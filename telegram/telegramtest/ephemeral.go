package telegramtest

import (
	"strconv"

	"github.com/contactkit/contactkit/channel/standin"
)

// ephemerals are the methods that take ephemeral_message_parameters. Which they are is not
// confirmed beyond their number, 13, and sendRichMessage.
var ephemerals = map[string]bool{
	"sendMessage": true, "sendPhoto": true, "sendAudio": true, "sendDocument": true, "sendVideo": true, "sendAnimation": true, "sendVoice": true,
	"sendVideoNote": true, "sendLocation": true, "sendVenue": true, "sendContact": true, "sendSticker": true,
}

// alone reads ephemeral_message_parameters: one member of a group is shown the message. The bot is
// an administrator of every group here.
func (o *outgoing) alone(s *Server, p params, method string) *refusal {
	var to struct {
		Receiver int64 `json:"receiver_user_id"`
	}
	if bad := p.object("ephemeral_message_parameters", &to); bad != nil {
		return bad
	}
	if to.Receiver == 0 || !ephemerals[method] { // other methods have no such parameter
		return nil
	}
	if o.chat.typ == "private" {
		return badRequest("BOT_NOT_ADMIN")
	}
	if s.chats[to.Receiver] == nil {
		return badRequest("user not found")
	}
	o.receiver = to.Receiver
	o.msg["receiver_user"] = s.chats[to.Receiver].person
	o.sent.Receiver = strconv.FormatInt(to.Receiver, 10)
	return nil
}

// SayEphemeral lets a member of a group write to the bot alone. It returns the
// ephemeral_message_id.
func (s *Server) SayEphemeral(group, contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[number(group)]
	m := textMessage(text)
	m["from"], m["receiver_user"] = s.privateChat(number(contact)).person, s.user()
	m["chat"], m["date"] = c.object(), s.core.Clock.Now().Unix()
	id := c.keepAlone(number(contact), m)
	s.push("message", c.id, m)
	return strconv.FormatInt(id, 10)
}

// keepAlone gives a message an ephemeral id of the member's and stores it.
func (c *chat) keepAlone(member int64, m obj) int64 {
	if c.shown == nil {
		c.shown = make(map[int64]map[int64]obj)
	}
	if c.shown[member] == nil {
		c.shown[member] = make(map[int64]obj)
	}
	id := int64(len(c.shown[member]) + 1)
	m["message_id"], m["ephemeral_message_id"] = int64(0), id
	c.shown[member][id] = m
	return id
}

// ephemeral finds the message that a call names.
func (s *Server) ephemeral(p params) (*chat, obj, *refusal) {
	c, bad := s.recipient(p)
	if bad != nil {
		return nil, nil, bad
	}
	m := c.shown[p.Num("receiver_user_id")][p.Num("ephemeral_message_id")]
	if m == nil {
		return nil, nil, badRequest("message to edit not found")
	}
	return c, m, nil
}

func (s *Server) editEphemeralMessageText(p params) (any, *refusal) {
	_, m, bad := s.ephemeral(p)
	if bad != nil {
		return nil, bad
	}
	text, _, bad := s.formatted(p, "text", "parse_mode", "entities")
	if bad != nil {
		return nil, bad
	}
	if standin.IsBlank(text) {
		return nil, badRequest("text must be non-empty")
	}
	if bad := checkLength(text, mostText, "message is too long"); bad != nil {
		return nil, bad
	}
	m["text"] = text
	s.recordAlone(p, func(sent *Sent) { sent.Text, sent.Edited = text, s.core.Clock.Now() })
	return true, nil
}

func (s *Server) deleteEphemeralMessage(p params) (any, *refusal) {
	c, _, bad := s.ephemeral(p)
	if bad != nil {
		return nil, bad
	}
	delete(c.shown[p.Num("receiver_user_id")], p.Num("ephemeral_message_id"))
	s.recordAlone(p, func(sent *Sent) { sent.Deleted = true })
	return true, nil
}

func (s *Server) recordAlone(p params, change func(*Sent)) {
	s.sent.Each(func(sent *Sent) {
		if sent.Receiver == p.Str("receiver_user_id") && sent.ID == p.Str("ephemeral_message_id") {
			change(sent)
		}
	})
}

package telegramtest

import (
	"strconv"
	"time"
)

// business is a connection of the bot to a person's account.
type business struct {
	id       string
	owner    *chat
	enabled  bool
	canReply bool
	since    time.Time
	chats    map[int64]*chat     // with customers; the ids of their messages are apart from the bot's own chats
	heard    map[int64]time.Time // last incoming message by chat
}

const businessWindow = 24 * time.Hour

// Connect lets an account's owner connect the bot to the account (secretary mode), and returns the
// connection's id.
func (s *Server) Connect(owner string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.privateChat(number(owner))
	b := &business{
		id: "biz" + s.core.Letters(20, letters), owner: c, enabled: true, canReply: true,
		since: s.core.Clock.Now(), chats: make(map[int64]*chat), heard: make(map[int64]time.Time),
	}
	s.biz[b.id] = b
	s.push("business_connection", c.id, b.object())
	return b.id
}

// Disconnect ends a connection.
func (s *Server) Disconnect(connection string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.connection(connection)
	b.enabled = false
	s.push("business_connection", b.owner.id, b.object())
}

func (s *Server) connection(id string) *business {
	b := s.biz[id]
	if b == nil {
		panic("telegramtest: there is no business connection " + strconv.Quote(id))
	}
	return b
}

func (b *business) object() obj {
	return obj{
		"id": b.id, "user": b.owner.person, "user_chat_id": b.owner.id, "date": b.since.Unix(), "is_enabled": b.enabled,
		"can_reply": b.canReply, // gone from the documentation, still sent
		"rights":    obj{"can_reply": b.canReply, "can_read_messages": true},
	}
}

// SayBusiness lets a contact write to a connected account, and returns the message_id.
func (s *Server) SayBusiness(connection, contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.connection(connection)
	who := s.privateChat(number(contact))
	b.heard[who.id] = s.core.Clock.Now()
	m := textMessage(text)
	m["from"], m["business_connection_id"] = who.person, b.id
	return s.receive(b.chat(who), "business_message", m)
}

// OwnerSays lets the account's owner write to a contact by hand. It returns the message_id.
func (s *Server) OwnerSays(connection, contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.connection(connection)
	m := textMessage(text)
	m["from"], m["business_connection_id"] = b.owner.person, b.id
	return s.receive(b.chat(s.privateChat(number(contact))), "business_message", m)
}

// chat is the account's chat with a customer.
func (b *business) chat(who *chat) *chat {
	c := b.chats[who.id]
	if c == nil {
		c = &chat{id: who.id, typ: "private", via: b.id, person: who.person, messages: make(map[int64]obj)}
		b.chats[who.id] = c
	}
	return c
}

// checkBusiness refuses a send over a connection: only chats with an incoming message in the last
// 24 hours.
func (s *Server) checkBusiness(id string, to *chat) *refusal {
	b := s.biz[id]
	switch {
	case b == nil || !b.enabled:
		return badRequest("business connection not found")
	case !b.canReply:
		return badRequest("not enough rights to send messages on behalf of the business account")
	case s.core.Clock.Now().Sub(b.heard[to.id]) >= businessWindow:
		return badRequest("BUSINESS_PEER_INVALID")
	}
	return nil
}

// echoBusiness queues the update that a message over a connection makes, unlike the bot's own
// messages.
func (s *Server) echoBusiness(o *outgoing) { s.push("business_message", o.chat.id, o.msg) }

// EditBusiness lets a contact edit a message in a connected account's chat.
func (s *Server) EditBusiness(connection, contact, messageID, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.connection(connection)
	s.rewrite(b.chat(s.privateChat(number(contact))), "edited_business_message", number(messageID), text)
}

// DeleteBusiness lets a contact delete messages in a connected account's chat.
func (s *Server) DeleteBusiness(connection, contact string, messageIDs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.connection(connection)
	c := b.chat(s.privateChat(number(contact)))
	var ids []int64
	for _, id := range messageIDs {
		delete(c.messages, number(id))
		ids = append(ids, number(id))
	}
	s.push("deleted_business_messages", c.id, obj{"business_connection_id": b.id, "chat": c.object(), "message_ids": ids})
}

func (s *Server) getBusinessConnection(p params) (any, *refusal) {
	b := s.biz[p.Str("business_connection_id")]
	if b == nil {
		return nil, badRequest("business connection not found")
	}
	return b.object(), nil
}

// readBusinessMessage marks an incoming message as read, in a chat that was active within 24 hours.
func (s *Server) readBusinessMessage(p params) (any, *refusal) {
	b := s.biz[p.Str("business_connection_id")]
	if b == nil || !b.enabled {
		return nil, badRequest("business connection not found")
	}
	c := b.chats[p.Num("chat_id")]
	switch {
	case c == nil:
		return nil, badRequest("chat not found")
	case s.core.Clock.Now().Sub(b.heard[c.id]) >= businessWindow:
		return nil, badRequest("BUSINESS_PEER_INVALID")
	case c.messages[p.Num("message_id")] == nil:
		return nil, badRequest("message not found")
	}
	return true, nil
}

// deleteBusinessMessages: 1 to 100.
func (s *Server) deleteBusinessMessages(p params) (any, *refusal) {
	b := s.biz[p.Str("business_connection_id")]
	if b == nil || !b.enabled {
		return nil, badRequest("business connection not found")
	}
	var ids []int64
	if bad := p.object("message_ids", &ids); bad != nil {
		return nil, bad
	}
	if len(ids) < 1 || len(ids) > 100 {
		return nil, badRequest("message identifiers must be specified")
	}
	for _, c := range b.chats {
		for _, id := range ids {
			s.erase(c, id)
		}
	}
	return true, nil
}

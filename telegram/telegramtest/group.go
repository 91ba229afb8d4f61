package telegramtest

import "strconv"

// Migrate makes a supergroup of a group: a service message in each. From then on a message to the
// old group is refused, and the answer names the id of the new one.
func (s *Server) Migrate(group, supergroup string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.chats[number(group)]
	c := &chat{id: number(supergroup), typ: "supergroup", title: old.title, messages: make(map[int64]obj)}
	s.chats[c.id] = c
	anonymous := obj{"id": 1087968824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"}
	s.receive(old, "message", obj{"from": anonymous, "migrate_to_chat_id": c.id})
	s.receive(c, "message", obj{"from": anonymous, "sender_chat": c.object(), "migrate_from_chat_id": old.id})
	old.moved = c.id
}

// Kick removes the bot from a group.
func (s *Server) Kick(group, by string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[number(group)]
	c.kicked = true
	s.push("my_chat_member", c.id, obj{
		"chat": c.object(), "from": s.privateChat(number(by)).person, "date": s.core.Clock.Now().Unix(),
		"old_chat_member": obj{"user": s.user(), "status": "member"},
		"new_chat_member": obj{"user": s.user(), "status": "kicked", "until_date": 0},
	})
}

// RestrictVoice lets a contact refuse voice and video messages.
func (s *Server) RestrictVoice(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.privateChat(number(contact)).quiet = true
}

// SendHuge lets a contact send a document that is said to have this size; above 20 MB it cannot be
// downloaded. It returns the message_id.
func (s *Server) SendHuge(contact, name string, size int64) string {
	s.mu.Lock()
	f := s.newFile("document", name, "application/octet-stream", []byte("the beginning of "+strconv.Quote(name)))
	f.size = size
	m := obj{}
	f.into(m)
	s.mu.Unlock()
	return s.incoming(contact, m)
}

package twittertest

import "slices"

// GroupChat makes an encrypted group of the account and further members, the first of whom made it
// and is its admin. Everybody registers keys. Its id begins with "g".
func (s *Server) GroupChat(id string, members ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(members) == 0 || !chatID.MatchString(id) || id[0] != 'g' {
		panic("twittertest: an encrypted group needs an id that begins with g, and a member")
	}
	c := &chat{id: id, members: append(slices.Clone(members), s.cfg.Account), at: s.core.Clock.Now()}
	for _, m := range c.members {
		s.keysOf(m)
	}
	s.chat.conversations[id] = c
}

// SayInGroupChat lets a member write in an encrypted group, and returns the number of the message
// (its sequence).
func (s *Server) SayInGroupChat(id, member, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatWritesIn(s.groupChat(id, member), member, fields{{1, fields{{1, text}}}})
}

// SendFileInGroupChat lets a member send a file in an encrypted group. The kinds are those of
// SendEncryptedFile. It returns the sequence.
func (s *Server) SendFileInGroupChat(id, member string, kind int, name string, data []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatSendsFile(s.groupChat(id, member), member, kind, name, data)
}

// JoinGroupChat lets a member add another one to an encrypted group. As X's own clients do, the
// member gives the group a new key first, for everybody who has registered keys. A newcomer without
// keys reads nothing until NewChatKeys registers some and a member changes the key.
func (s *Server) JoinGroupChat(id, by, newcomer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.groupChat(id, by)
	s.find(newcomer)
	current := slices.Clone(c.members)
	c.members = append(c.members, newcomer)
	k, uuid := s.rotate(c, by), s.uuid()
	parts := []string{"GroupChangeEvent.GroupMemberAddChange", uuid, by, id, newcomer}
	parts = append(append(parts, current...), current[0], "null", "null", "null", k.version, "null")
	change := fields{{1, []string{newcomer}}, {2, current}, {3, current[:1]}, {6, k.version}}
	e := s.store(c, by, uuid, fields{{4, fields{{1, fields{{5, change}}}}}}, parts)
	e.keyVersion = k.version
	s.tellChat(c, e)
}

// LeaveGroupChat takes a member out of an encrypted group, as an admin does. The member may be the
// account. A message of a former member fails. The next member who writes gives the group a new
// key; a message under the old key, which the former member can read, fails.
func (s *Server) LeaveGroupChat(id, member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.groupChat(id, member)
	by, uuid := c.members[0], s.uuid()
	e := s.store(c, by, uuid, fields{{4, fields{{1, fields{{7, fields{{1, []string{member}}}}}}}}},
		[]string{"GroupChangeEvent.GroupMemberRemoveChange", uuid, by, id, member})
	s.tellChat(c, e)
	c.members = slices.DeleteFunc(c.members, func(m string) bool { return m == member })
}

func (s *Server) groupChat(id, member string) *chat {
	c := s.chat.conversations[id]
	if c == nil || !slices.Contains(c.members, member) {
		panic("twittertest: " + member + " is no member of an encrypted group " + id)
	}
	return c
}

// isGroup reports whether a conversation is one of several people.
func (c *chat) isGroup() bool { return c.id[0] == 'g' }

// has reports whether a user is in the conversation.
func (c *chat) has(user string) bool { return slices.Contains(c.members, user) }

// holders are the members who must have the conversation's key. In a group those without registered
// keys are left out; in a conversation of two they register now.
func (s *Server) holders(c *chat) (list []string) {
	for _, m := range c.members {
		if !c.isGroup() || len(s.chat.people[m]) > 0 {
			list = append(list, m)
		}
	}
	return list
}

// fits reports whether a key is wrapped for the newest keys of every holder, and of no other
// person.
func (s *Server) fits(c *chat, k *conversationKey) bool {
	holders := s.holders(c)
	for _, m := range holders {
		if k.wrapped[m] != s.keysOf(m).version {
			return false
		}
	}
	return len(k.wrapped) == len(holders)
}

// formerHolds reports whether a person who is not in the conversation has its key.
func (c *chat) formerHolds(k *conversationKey) bool {
	for user := range k.wrapped {
		if !c.has(user) {
			return true
		}
	}
	return false
}

// getChat is GET …/{id}: who is in a conversation.
func (s *Server) getChat(c *call) (answer, *failure) {
	one, f := s.conversation(c, false)
	if f != nil {
		return answer{}, f
	}
	if !one.has(s.cfg.Account) {
		return answer{}, forbidden("You are not a participant of this conversation.")
	}
	row := obj{"id": pathID(one.id), "type": one.kind(), "updated_at": rfc3339(one.at), "participant_ids": one.members}
	if one.isGroup() {
		row["member_ids"], row["admin_ids"] = one.members, one.members[:1]
	}
	return ok(obj{"data": row}), nil
}

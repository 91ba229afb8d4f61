package twittertest

import "slices"

// GroupChat makes an encrypted group of the account and further members, the first of whom made it.
// Its id begins with "g".
func (s *Server) GroupChat(id string, members ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(members) == 0 || !chatID.MatchString(id) || id[0] != 'g' {
		panic("twittertest: an encrypted group needs an id that begins with g, and a member")
	}
	for _, m := range members {
		s.find(m)
	}
	s.chat.conversations[id] = &chat{id: id, members: append(slices.Clone(members), s.cfg.Account), at: s.core.Clock.Now()}
}

// SayInGroupChat lets a member write in an encrypted group, and returns the number of the message
// (its sequence).
func (s *Server) SayInGroupChat(id, member, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatWritesIn(s.groupChat(id, member), member, fields{{1, fields{{1, text}}}})
}

// LeaveGroupChat takes a member out of an encrypted group, as an admin does: the account itself,
// too. What a former member sends fails.
func (s *Server) LeaveGroupChat(id, member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.groupChat(id, member)
	c.members = slices.DeleteFunc(c.members, func(m string) bool { return m == member })
}

func (s *Server) groupChat(id, member string) *chat {
	c := s.chat.conversations[id]
	if c == nil || !slices.Contains(c.members, member) {
		panic("twittertest: " + member + " is no member of an encrypted group " + id)
	}
	return c
}

package twittertest

import "slices"

// group is a conversation of more than two, which API v2 alone knows: webhooks do not tell of it.
type group struct {
	members []string
}

// SayIn lets a contact write into a group that the host created, and returns the message's id. It
// is empty where the contact is not in that group.
func (s *Server) SayIn(conversation, contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.groups[conversation]
	if g == nil || !slices.Contains(g.members, contact) {
		return ""
	}
	shown, entities := s.shown(text)
	m := &message{from: contact, to: conversation, conversation: conversation, said: text, data: obj{"text": shown, "entities": entities}}
	s.keep(m)
	return m.id
}

// LeaveGroup lets a contact leave a group.
func (s *Server) LeaveGroup(conversation, contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.groups[conversation]
	if g == nil || !slices.Contains(g.members, contact) {
		return
	}
	g.members = slices.DeleteFunc(g.members, func(id string) bool { return id == contact })
	s.keep(&message{from: contact, to: conversation, conversation: conversation, left: []string{contact}})
}

package twittertest

import (
	"maps"
	"slices"
	"time"
)

// Forget drops what is older than a time: messages, posts, files, deliveries that could be replayed
// and the log of calls. X itself forgets nothing so soon; Forget keeps the memory of a long
// demonstration flat. The keys of encrypted conversations stay.
func (s *Server) Forget(before time.Time) {
	s.core.ForgetCalls(before)
	s.sent.Drop(func(m Sent) bool { return m.At.Before(before) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = slices.Clip(slices.DeleteFunc(s.messages, func(m *message) bool { return m.at.Before(before) }))
	s.past = slices.Clip(slices.DeleteFunc(s.past, func(p past) bool { return p.at.Before(before) }))
	maps.DeleteFunc(s.posts, func(_ string, p *post) bool { return p.at.Before(before) })
	maps.DeleteFunc(s.files, func(_ string, f *hosted) bool { return f.at.Before(before) })
	maps.DeleteFunc(s.media, func(_ string, m *media) bool { return m.until.Before(before.Add(mediaLife)) })
	clear(s.links)
	kept := make(map[string]bool)
	for _, c := range s.chat.conversations {
		c.events = slices.Clip(slices.DeleteFunc(c.events, func(e *chatEvent) bool { return e.at.Before(before) }))
		for _, e := range c.events {
			kept[e.sequence] = true
		}
	}
	s.chat.sent = slices.Clip(slices.DeleteFunc(s.chat.sent, func(m ChatSent) bool { return !kept[m.Sequence] }))
}

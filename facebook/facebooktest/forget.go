package facebooktest

import (
	"maps"
	"slices"
	"time"
)

// Forget drops what is older than a time: messages, comments, files and the log of calls. Facebook
// itself forgets nothing; Forget keeps the memory of a long demonstration flat.
func (s *Server) Forget(before time.Time) {
	s.core.ForgetCalls(before)
	s.sent.Drop(func(m Sent) bool { return m.At.Before(before) })
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.pages {
		for _, t := range p.threads {
			t.messages = slices.Clip(slices.DeleteFunc(t.messages, func(n *note) bool { return n.at.Before(before) }))
		}
		maps.DeleteFunc(p.comments, func(_ string, c *comment) bool { return c.at < ms(before) })
	}
	maps.DeleteFunc(s.files, func(_ string, a *asset) bool { return a.until.Before(before.Add(assetLife)) })
	maps.DeleteFunc(s.cdn, func(_ string, a *asset) bool { return a.until.Before(before.Add(cdnLife)) })
}

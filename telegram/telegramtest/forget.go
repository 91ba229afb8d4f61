package telegramtest

import (
	"maps"
	"time"
)

// Forget drops what is older than a time: messages, files, presses and the log of calls. Telegram
// itself forgets nothing; Forget keeps the memory of a long demonstration flat. A forgotten message
// can no longer be edited or answered.
func (s *Server) Forget(before time.Time) {
	s.core.ForgetCalls(before)
	s.sent.Drop(func(m Sent) bool { return m.At.Before(before) })
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.chats {
		maps.DeleteFunc(c.messages, func(_ int64, m obj) bool { at, ok := m["date"].(int64); return ok && at < before.Unix() })
	}
	maps.DeleteFunc(s.presses, func(_ string, at time.Time) bool { return at.Before(before) })
	maps.DeleteFunc(s.files, func(_ string, f *file) bool { return f.at.Before(before) })
	maps.DeleteFunc(s.paths, func(_ string, l *link) bool { return l.file.at.Before(before) })
}

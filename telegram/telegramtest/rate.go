package telegramtest

import (
	"strings"
)

// checkRate counts a send against the rates of the bot and of the chat.
func (s *Server) checkRate(p params) *refusal {
	now := s.core.Clock.Now()
	if g := s.core.Limiter.Take("chat "+p.Str("chat_id"), s.cfg.ChatRate, now); !g.OK {
		return tooMany(g.Reset.Sub(now))
	}
	if strings.HasPrefix(p.Str("chat_id"), "-") {
		if g := s.core.Limiter.Take("group "+p.Str("chat_id"), s.cfg.GroupRate, now); !g.OK {
			return tooMany(g.Reset.Sub(now))
		}
	}
	if g := s.core.Limiter.Take("bot", s.cfg.Rate, now); !g.OK {
		return tooMany(g.Reset.Sub(now))
	}
	return nil
}

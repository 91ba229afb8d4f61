package whatsapptest

import (
	"github.com/contactkit/contactkit/channel/standin"
)

// checkThroughput counts a message of a number.
func (s *Server) checkThroughput(n *number) *refusal {
	return s.take("number "+n.id, s.cfg.Throughput, 130429, "Message failed to send because there were too many messages sent from this phone number in a short period of time")
}

// checkPair counts a message of a number to one person.
func (s *Server) checkPair(n *number, p *Person) *refusal {
	return s.take("pair "+n.id+" "+p.UserID, s.cfg.Pair, 131056, "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.")
}

func (s *Server) take(key string, rate standin.Rate, code int, details string) *refusal {
	if rate.None() || s.core.Limiter.Take(key, rate, s.core.Clock.Now()).OK {
		return nil
	}
	return titled(code, details)
}

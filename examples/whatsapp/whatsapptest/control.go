package whatsapptest

import (
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config returns the configuration of the server, defaults filled in.
func (s *Server) Config() Config { return s.cfg }

// Connection returns what a host needs to reach the account and its numbers.
func (s *Server) Connection() standin.Connection {
	return standin.Connection{
		Platform: "whatsapp", Account: s.cfg.Numbers[0], Hosts: []string{"facebook.com"}, Path: s.Path(),
		Settings: map[string]string{"appId": s.cfg.AppID, "businessId": s.cfg.Business, "numbers": strings.Join(s.cfg.Numbers, ",")},
		Keys:     map[string]string{"appSecret": s.cfg.AppSecret, "verifyToken": s.cfg.VerifyToken, "token": s.cfg.Token},
	}
}

// Sent returns the messages that the host sent and WhatsApp accepted, oldest first.
func (s *Server) Sent() []Sent { return s.sent.All() }

// Marks returns the messages that the host marked as read, oldest first, each as often as it did.
func (s *Server) Marks() []Mark { return s.marks.All() }

// Revoke makes the token useless.
func (s *Server) Revoke() { s.change(func() { s.revoked = true }) }

// Unpaid makes the account one whose bill is open: messages that are charged are refused.
func (s *Server) Unpaid(open bool) { s.change(func() { s.unpaid = open }) }

// Quality sets the quality rating of a number: "GREEN", "YELLOW", "RED".
func (s *Server) Quality(number, rating string) {
	s.change(func() { s.numbers[number].quality = rating })
}

func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

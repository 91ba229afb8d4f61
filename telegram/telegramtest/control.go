package telegramtest

import (
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config returns the configuration of the server, defaults filled in, with the token in force.
func (s *Server) Config() Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cfg
}

// Rotate gives the bot another token, as its owner may do with /revoke at @BotFather. Calls with
// the former one are answered 401 from now on. The webhook stays set. The number before the colon
// must stay the bot's; Rotate panics if it does not.
func (s *Server) Rotate(token string) {
	s.mu.Lock()
	former := s.cfg.Token
	s.mu.Unlock()
	number, _, _ := strings.Cut(former, ":")
	next, secret, _ := strings.Cut(token, ":")
	if next != number || secret == "" {
		panic("telegramtest: Rotate needs a token of the same bot")
	}
	s.core.Hide(token, secret)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Token = token
}

// Connection returns what a host needs to reach the bot: with the token in force.
func (s *Server) Connection() standin.Connection {
	cfg := s.Config()
	account, _, _ := strings.Cut(cfg.Token, ":")
	return standin.Connection{
		Platform: "telegram", Account: account, Hosts: []string{"telegram.org"}, Path: s.Path(),
		Keys: map[string]string{"token": cfg.Token, "webhookSecret": cfg.WebhookSecret},
	}
}

// Sent returns the messages that the host sent and Telegram accepted, oldest first.
func (s *Server) Sent() []Sent { return s.sent.All() }

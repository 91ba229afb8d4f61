package twittertest

import "github.com/contactkit/contactkit/channel/standin"

// Config returns the configuration of the server, defaults filled in, with the API secret in force.
func (s *Server) Config() Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cfg
}

// Regenerate gives the app another API secret, as its owner may do in the developer portal. The old
// one signs nothing any more: neither the host's calls nor X's, not even those that wait.
func (s *Server) Regenerate(apiSecret string) {
	s.core.Hide(apiSecret)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.APISecret = apiSecret
}

// Connection returns what a host needs to reach the app and its account. With Config.Chats it has
// the account's keys for encrypted conversations.
func (s *Server) Connection() standin.Connection {
	cfg := s.Config()
	c := standin.Connection{
		Platform: "twitter", Account: cfg.Account, Hosts: []string{"x.com", "twitter.com", "twimg.com"}, Path: s.Path(),
		Settings: map[string]string{"account": cfg.Account, "apiKey": cfg.APIKey, "appId": cfg.AppID, "env": cfg.Env},
		Keys:     map[string]string{"apiSecret": cfg.APISecret, "accessToken": cfg.AccessToken, "accessSecret": cfg.AccessSecret, "bearer": cfg.Bearer},
	}
	if cfg.Chats {
		version, private := s.ChatKey()
		c.Keys["chatKeys"] = version + ":" + private
	}
	return c
}

// Sent returns the messages that the host sent and X accepted, oldest first.
func (s *Server) Sent() []Sent { return s.sent.All() }

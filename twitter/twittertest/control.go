package twittertest

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

// Sent returns the messages that the host sent and X accepted, oldest first.
func (s *Server) Sent() []Sent { return s.sent.All() }

package telegramtest

// Config returns the configuration of the server, defaults filled in.
func (s *Server) Config() Config { return s.cfg }

// Sent returns the messages that the host sent and Telegram accepted, oldest first.
func (s *Server) Sent() []Sent { return s.sent.All() }

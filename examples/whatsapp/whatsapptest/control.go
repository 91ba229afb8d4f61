package whatsapptest

// Config returns the configuration of the server, defaults filled in.
func (s *Server) Config() Config { return s.cfg }

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

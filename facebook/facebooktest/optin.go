package facebooktest

// OptIn lets a guest use the checkbox plugin: an optin with a user_ref and no sender. From then on
// the user_ref may be written to; answers carry no recipient_id and have no echo.
func (s *Server) OptIn(pageID, userRef, ref string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pages[pageID]
	p.refs[userRef] = ""
	s.notice(p, "messaging_optins", obj{"optin": obj{"ref": ref, "user_ref": userRef}})
}

// JoinGuest lets the guest behind a user_ref write as a contact: prior_message joins the two. It
// returns the mid.
func (s *Server) JoinGuest(userRef, contact, text string) string {
	return s.compose(contact, obj{"text": text, "prior_message": obj{"source": "checkbox_plugin", "identifier": userRef}})
}

// Enforce tells the host that Meta warns, blocks or unblocks the Page. A blocked Page may not send.
func (s *Server) Enforce(pageID, action, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pages[pageID]
	p.blocked = action == "block"
	body := obj{"action": action}
	if reason != "" && action != "unblock" {
		body["reason"] = reason
	}
	s.notice(p, "messaging_policy_enforcement", obj{"policy_enforcement": body})
}

// notice queues an event that has no sender.
func (s *Server) notice(p *page, field string, event obj) {
	if !s.subscribed(p, field) {
		return
	}
	event["recipient"], event["timestamp"] = obj{"id": p.id}, ms(s.core.Clock.Now())
	s.queue(p, obj{"id": p.id, "time": ms(s.core.Clock.Now()), "messaging": []obj{event}})
}

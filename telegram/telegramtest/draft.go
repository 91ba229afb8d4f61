package telegramtest

import "strconv"

// Draft is an answer that the host shows while it is written.
type Draft struct {
	To   string // chat id
	ID   int64
	Text string // empty: "Thinking…"
	Stop bool   // the person can stop it
}

// Drafts returns the drafts in the order of the calls that showed or changed them.
func (s *Server) Drafts() []Draft { return s.drafts.All() }

// StopDraft lets a contact stop the answer that a draft shows.
func (s *Server) StopDraft(contact string, draft int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.privateChat(number(contact))
	s.push("stopped_message_generation", c.id, obj{"chat": c.object(), "draft_id": draft})
}

// sendMessageDraft: private chats alone, never on behalf of a business account; the text may be
// empty.
func (s *Server) sendMessageDraft(p params) (any, *refusal) {
	delete(p.Values, "business_connection_id") // there is no such parameter
	c, bad := s.recipient(p)
	if bad != nil {
		return nil, bad
	}
	if c.typ != "private" {
		return nil, badRequest("TEXTDRAFT_PEER_INVALID")
	}
	if p.Num("draft_id") == 0 {
		return nil, badRequest("RANDOM_ID_INVALID")
	}
	text, _, bad := s.formatted(p, "text", "parse_mode", "entities")
	if bad != nil {
		return nil, bad
	}
	if bad := checkLength(text, mostText, "message is too long"); bad != nil {
		return nil, bad
	}
	s.drafts.Add(Draft{To: strconv.FormatInt(c.id, 10), ID: p.Num("draft_id"), Text: text, Stop: p.Flag("can_stop")})
	return true, nil
}

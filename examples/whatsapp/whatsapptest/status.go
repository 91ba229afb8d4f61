package whatsapptest

import (
	"slices"
)

// allow says what becomes of a message that is right in itself: nil, or why it cannot reach the
// person.
func (s *Server) allow(n *number, p *Person, sent Sent) *refusal {
	i := slices.IndexFunc(s.cfg.Templates, func(t Template) bool { return sent.Template != "" && t.Name == sent.Template })
	t := n.with(p)
	switch {
	case p.blocked:
		return titled(131026, "Message Undeliverable.")
	case i >= 0 && s.unpaid:
		return titled(131042, "Message failed to send because there were one or more errors related to your payment method.")
	case i >= 0 && s.cfg.Templates[i].Category == "MARKETING" && p.stopped:
		return titled(131050, "Recipient has chosen to stop receiving marketing messages on WhatsApp from your business.")
	case i >= 0 && s.cfg.Templates[i].Category == "AUTHENTICATION" && sent.By == "recipient":
		return &refusal{code: 131062, text: "(#131062) This message cannot be sent to a user id"}
	case i >= 0:
		return nil
	case t.wrote.IsZero() || s.core.Clock.Now().Sub(t.wrote) >= s.cfg.Window:
		return titled(131047, "Message failed to send because more than 24 hours have passed since the customer last replied to this number.")
	}
	return nil
}

// accept keeps a message, tells its name and queues its first status: sent, or failed.
func (s *Server) accept(n *number, p *Person, sent Sent, late *refusal) any {
	sent.ID = s.newID()
	n.with(p).messages[sent.ID] = &note{id: sent.ID, ref: sent.Ref}
	if late == nil {
		s.sent.Add(sent)
		s.status(n, p, n.with(p).messages[sent.ID], "sent", nil, sent.By == "to")
	} else {
		s.status(n, p, n.with(p).messages[sent.ID], "failed", late, sent.By == "to")
	}
	who := obj{"input": p.Number, "user_id": p.UserID}
	if sent.By == "recipient" {
		who["input"] = p.UserID
	}
	if !p.Hidden || sent.By == "to" {
		who["wa_id"] = p.Number
	}
	return obj{"messaging_product": "whatsapp", "contacts": []obj{who}, "messages": []obj{{"id": sent.ID}}}
}

func (s *Server) newID() string { return "wamid." + s.core.Letters(30, letters) + "==" }

// status queues news of a message. A failure of a message to a phone number names the number alone.
func (s *Server) status(n *number, p *Person, m *note, word string, e *refusal, byNumber bool) {
	one := obj{"id": m.id, "status": word, "timestamp": stamp(s.core.Clock.Now())}
	value := obj{"statuses": []obj{one}}
	if !p.Hidden || byNumber {
		one["recipient_id"] = p.Number
	}
	if word != "failed" || !byNumber {
		one["recipient_user_id"] = p.UserID
		value["contacts"] = []obj{p.contact()}
	}
	if m.ref != "" {
		one["biz_opaque_callback_data"] = m.ref
	}
	if word == "sent" || word == "delivered" {
		one["pricing"] = obj{"billable": false, "pricing_model": "PMP", "category": "service"}
	}
	if e != nil {
		one["errors"] = []obj{{"code": e.code, "title": titles[e.code], "message": titles[e.code], "error_data": obj{"details": e.details}, "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}}
	}
	s.push(n, "messages", value)
}

// Reach lets what the number sent arrive at the person's phone.
func (s *Server) Reach(contact string) {
	s.each(contact, func(n *number, p *Person, m *note) {
		if !m.reached {
			m.reached = true
			s.status(n, p, m, "delivered", nil, false)
		}
	})
}

// Read lets a person read everything up to now.
func (s *Server) Read(contact string) {
	s.each(contact, func(n *number, p *Person, m *note) {
		if !m.read {
			m.reached, m.read = true, true
			s.status(n, p, m, "read", nil, false)
		}
	})
}

// Play lets a person play the voice messages that the number sent.
func (s *Server) Play(contact string) {
	s.each(contact, func(n *number, p *Person, m *note) { s.status(n, p, m, "played", nil, false) })
}

// Lose lets a message that was accepted fail with a code, such as 131026 or 131049.
func (s *Server) Lose(contact, id string, code int, details string) {
	s.each(contact, func(n *number, p *Person, m *note) {
		if m.id == id {
			s.status(n, p, m, "failed", titled(code, details), false)
		}
	})
}

// each calls f with every message of the business in a thread, in their order.
func (s *Server) each(contact string, f func(*number, *Person, *note)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, p := s.find(contact)
	t := n.with(p)
	for _, one := range s.sent.All() {
		if m := t.messages[one.ID]; m != nil && one.Number == n.id {
			f(n, p, m)
		}
	}
}

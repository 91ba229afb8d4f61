package whatsapptest

import (
	"crypto/sha256"
	"encoding/base64"
)

// Say lets a person write a text, and returns its id.
func (s *Server) Say(contact, text string) string {
	return s.writes(contact, "text", obj{"text": obj{"body": text}})
}

// Answer lets a person write a text that quotes a message. id names the host's message. The result
// is the id of the new one.
func (s *Server) Answer(contact, id, text string) string {
	return s.writes(contact, "text", obj{"text": obj{"body": text}, "context": obj{"from": "", "id": id}})
}

// writes queues a message of a person.
func (s *Server) writes(contact, typ string, members obj) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.compose(contact, typ, members, true)
}

// compose queues an element of messages. renews says whether it opens the reply window.
func (s *Server) compose(contact, typ string, members obj, renews bool) string {
	n, p := s.find(contact)
	t, now := n.with(p), s.core.Clock.Now()
	m := obj{"id": s.newID(), "timestamp": stamp(now), "type": typ, "from_user_id": p.UserID}
	if !p.Hidden {
		m["from"] = p.Number
	}
	for name, v := range members {
		m[name] = v
	}
	id := m["id"].(string)
	t.messages[id] = &note{id: id, inbound: true}
	if renews {
		t.wrote = now
	}
	s.push(n, "messages", obj{"contacts": []obj{p.contact()}, "messages": []obj{m}})
	return id
}

// SendFile lets a person send a file of a kind: image, video, audio, document or sticker. It
// returns the id of the message and that of the file.
func (s *Server) SendFile(contact, kind, name, typ, caption string, data []byte) (id, media string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, _ := s.find(contact)
	f := s.keep(n.id, name, typ, data, receivedLife)
	sum := sha256.Sum256(data)
	body := obj{"id": f.id, "mime_type": typ, "sha256": base64.StdEncoding.EncodeToString(sum[:])}
	if caption != "" {
		body["caption"] = caption
	}
	switch kind {
	case "document":
		body["filename"] = name
	case "audio":
		body["voice"] = name == ""
	case "sticker":
		body["animated"] = false
	}
	return s.compose(contact, kind, obj{kind: body}, true), f.id
}

// SendLocation lets a person send a place. It returns the message's id.
func (s *Server) SendLocation(contact string, latitude, longitude float64, name string) string {
	return s.writes(contact, "location", obj{"location": obj{"latitude": latitude, "longitude": longitude, "name": name}})
}

// SendContacts lets a person send contact cards. It returns the message's id.
func (s *Server) SendContacts(contact string, names ...string) string {
	var list []obj
	for _, name := range names {
		list = append(list, obj{"name": obj{"formatted_name": name, "first_name": name}, "phones": []obj{{"phone": "+49 30 1234567", "type": "CELL"}}, "origin": "other"})
	}
	return s.writes(contact, "contacts", obj{"contacts": list})
}

// SharePhone lets a person answer the request for the phone number. It returns the message's id.
func (s *Server) SharePhone(contact string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, p := s.find(contact)
	card := obj{"name": obj{"formatted_name": p.Name}, "phones": []obj{{"phone": "+" + p.Number, "wa_id": p.Number, "user_id": p.UserID}}, "origin": "contact_request"}
	return s.compose(contact, "contacts", obj{"contacts": []obj{card}}, true)
}

// Press lets a person press a reply button of a message. id names the host's message. The result is
// the id of the new one.
func (s *Server) Press(contact, id, button, title string) string {
	return s.writes(contact, "interactive", obj{"context": obj{"id": id}, "interactive": obj{"type": "button_reply", "button_reply": obj{"id": button, "title": title}}})
}

// Choose lets a person choose a row of a list. id names the host's message. The result is the id of
// the new one.
func (s *Server) Choose(contact, id, row, title string) string {
	return s.writes(contact, "interactive", obj{"context": obj{"id": id}, "interactive": obj{"type": "list_reply", "list_reply": obj{"id": row, "title": title}}})
}

// Tap lets a person tap a quick reply of a template. id names the host's message. The result is the
// id of the new one.
func (s *Server) Tap(contact, id, text, payload string) string {
	return s.writes(contact, "button", obj{"context": obj{"id": id}, "button": obj{"text": text, "payload": payload}})
}

// Order lets a person send a cart with one product. It returns the message's id.
func (s *Server) Order(contact, product string, quantity int, price float64, currency, text string) string {
	item := obj{"product_retailer_id": product, "quantity": quantity, "item_price": price, "currency": currency}
	return s.writes(contact, "order", obj{"order": obj{"catalog_id": "77", "text": text, "product_items": []obj{item}}})
}

// Unsupported lets a person send what the Cloud API cannot show. It returns the message's id.
func (s *Server) Unsupported(contact string) string {
	return s.writes(contact, "unsupported", obj{"errors": []obj{{"code": 131051, "title": "Message type unknown"}}, "unsupported": obj{"type": "poll"}})
}

// React lets a person react to a message; an empty emoji takes the reaction back.
func (s *Server) React(contact, id, emoji string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body := obj{"message_id": id}
	if emoji != "" {
		body["emoji"] = emoji
	}
	s.compose(contact, "reaction", obj{"reaction": body}, false)
}

// Edit lets a person change a text.
func (s *Server) Edit(contact, id, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.compose(contact, "edit", obj{"edit": obj{"original_message_id": id, "message": obj{"type": "text", "text": obj{"body": text}}}}, false)
}

// TakeBack lets a person take a message back.
func (s *Server) TakeBack(contact, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.compose(contact, "revoke", obj{"revoke": obj{"original_message_id": id}}, false)
}

// ChangeNumber gives a person another phone number, and with it another user id. It returns the
// user id.
func (s *Server) ChangeNumber(contact, phone string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, p := s.find(contact)
	old, oldID := p.Number, p.UserID
	id := "DE." + s.core.Letters(20, digits)
	body := obj{"type": "user_changed_number", "body": p.Name + " changed from " + old + " to " + phone, "wa_id": phone, "user_id": id, "previous_user_id": oldID}
	m := obj{"id": s.newID(), "timestamp": stamp(s.core.Clock.Now()), "type": "system", "from": old, "system": body}
	p.Number, p.UserID = phone, id
	s.push(n, "messages", obj{"messages": []obj{m}})
	return id
}

// ChangeUserID gives a person another user id, and returns it.
func (s *Server) ChangeUserID(contact string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, p := s.find(contact)
	old := p.UserID
	p.UserID = "DE." + s.core.Letters(20, digits)
	m := obj{"id": s.newID(), "timestamp": stamp(s.core.Clock.Now()), "type": "system",
		"system": obj{"type": "user_changed_user_id", "user_id": p.UserID, "previous_user_id": old}}
	s.push(n, "messages", obj{"messages": []obj{m}})
	return p.UserID
}

// StopMarketing lets a person stop marketing messages, or resume them.
func (s *Server) StopMarketing(contact string, stop bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, p := s.find(contact)
	p.stopped = stop
	word := map[bool]string{true: "stop", false: "resume"}[stop]
	one := obj{"user_id": p.UserID, "detail": "User requested to " + word + " marketing messages", "category": "marketing_messages", "value": word, "timestamp": stamp(s.core.Clock.Now())}
	if !p.Hidden {
		one["wa_id"] = p.Number
	}
	s.push(n, "user_preferences", obj{"contacts": []obj{p.contact()}, "user_preferences": []obj{one}})
}

// PhoneSays lets a person of the business answer in the WhatsApp Business app on the phone. It
// returns the id of the message.
func (s *Server) PhoneSays(contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, p := s.find(contact)
	m := obj{"id": s.newID(), "timestamp": stamp(s.core.Clock.Now()), "from": n.phone, "to_user_id": p.UserID, "type": "text", "text": obj{"body": text}}
	if !p.Hidden {
		m["to"] = p.Number
	}
	id := m["id"].(string)
	n.with(p).messages[id] = &note{id: id}
	s.push(n, "smb_message_echoes", obj{"contacts": []obj{p.contact()}, "message_echoes": []obj{m}})
	return id
}

// Judge lets Meta change the status of a template: "APPROVED", "REJECTED", "PAUSED".
func (s *Server) Judge(name, language, event, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pushChange("message_template_status_update", obj{"event": event, "message_template_id": 12, "message_template_name": name,
		"message_template_language": language, "reason": reason})
}

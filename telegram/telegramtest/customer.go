package telegramtest

import (
	"net/http"
	"strconv"
)

// Say lets a contact (a decimal user id) write a text in its private chat, and returns the
// message_id. A contact that writes has started the bot.
func (s *Server) Say(contact, text string) string {
	return s.incoming(contact, textMessage(text))
}

func textMessage(text string) obj {
	m := obj{"text": text}
	if list := detect(text); len(list) > 0 {
		m["entities"] = list
	}
	return m
}

// Answer lets a contact write a text that replies to a message of the chat. It returns the
// message_id.
func (s *Server) Answer(contact, messageID, text string) string {
	s.mu.Lock()
	replied := s.privateChat(number(contact)).messages[number(messageID)]
	s.mu.Unlock()
	m := textMessage(text)
	if replied != nil {
		m["reply_to_message"] = replied
	}
	return s.incoming(contact, m)
}

// Start lets a contact press Start, with the payload of a deep link or none. It returns the
// message_id.
func (s *Server) Start(contact, payload string) string {
	text := "/start"
	if payload != "" {
		text += " " + payload
	}
	return s.Say(contact, text)
}

// SendPhoto lets a contact send a photo, with a caption or none. It returns the message_id.
func (s *Server) SendPhoto(contact, caption string, jpeg []byte) string {
	return s.SendFile(contact, "photo", "", caption, jpeg)
}

// SendFile lets a contact send a file of a kind: photo, document, video, animation, audio, voice,
// video_note or sticker. It returns the message_id.
func (s *Server) SendFile(contact, kind, name, caption string, data []byte) string {
	m := obj{}
	s.mu.Lock()
	s.newFile(kind, name, http.DetectContentType(data), data).into(m)
	s.mu.Unlock()
	if caption != "" {
		m["caption"] = caption
		if list := detect(caption); len(list) > 0 {
			m["caption_entities"] = list
		}
	}
	return s.incoming(contact, m)
}

// SendLocation lets a contact send a point. It returns the message_id.
func (s *Server) SendLocation(contact string, latitude, longitude float64) string {
	return s.incoming(contact, obj{"location": obj{"latitude": latitude, "longitude": longitude}})
}

// ShareContact lets a contact press the button that shares its own phone number. It returns the
// message_id.
func (s *Server) ShareContact(contact, phone string) string {
	s.mu.Lock()
	who := s.privateChat(number(contact)).person
	s.mu.Unlock()
	return s.incoming(contact, obj{"contact": obj{"phone_number": phone, "first_name": who["first_name"], "user_id": who["id"]}})
}

// TapQuickReply lets a contact tap a button of a reply keyboard: its text comes back as an ordinary
// message. It returns the message_id.
func (s *Server) TapQuickReply(contact, text string) string { return s.Say(contact, text) }

// SayIn lets a contact write in a group. It returns the message_id.
func (s *Server) SayIn(group, contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	who := s.privateChat(number(contact)).person
	m := textMessage(text)
	m["from"] = who
	return s.receive(s.chats[number(group)], "message", m)
}

// incoming queues a message of a contact in its private chat.
func (s *Server) incoming(contact string, m obj) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.privateChat(number(contact))
	m["from"] = c.person
	c.stranger = false
	if c.blocked {
		s.block(c, false)
	}
	return s.receive(c, "message", m)
}

// receive stores a message and queues its update.
func (s *Server) receive(c *chat, kind string, m obj) string {
	m["chat"], m["date"] = c.object(), s.core.Clock.Now().Unix()
	id := c.keep(m)
	s.push(kind, c.id, m)
	return strconv.FormatInt(id, 10)
}

// Press lets a contact press an inline button with this data under a message of the host's, and
// returns the query's id.
func (s *Server) Press(contact, messageID, data string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.privateChat(number(contact))
	id := strconv.FormatInt(s.core.Int63(), 10)
	q := obj{"id": id, "from": c.person, "chat_instance": strconv.FormatInt(-c.id*31, 10), "data": data}
	if m := c.messages[number(messageID)]; m != nil {
		q["message"] = m
	} else {
		q["message"] = obj{"chat": c.object(), "message_id": number(messageID), "date": 0} // an InaccessibleMessage
	}
	s.presses[id] = s.core.Clock.Now()
	s.push("callback_query", c.id, q)
	return id
}

// Edit lets a contact edit its message.
func (s *Server) Edit(contact, messageID, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rewrite(s.privateChat(number(contact)), "edited_message", number(messageID), text)
}

// rewrite replaces a message's text and queues the update.
func (s *Server) rewrite(c *chat, kind string, id int64, text string) {
	m := make(obj)
	for k, v := range c.messages[id] {
		m[k] = v
	}
	delete(m, "entities")
	for k, v := range textMessage(text) {
		m[k] = v
	}
	m["edit_date"] = s.core.Clock.Now().Unix()
	c.messages[id] = m
	s.push(kind, c.id, m)
}

// Block lets a contact block the bot.
func (s *Server) Block(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.block(s.privateChat(number(contact)), true)
}

// Unblock lets a contact unblock the bot.
func (s *Server) Unblock(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.block(s.privateChat(number(contact)), false)
}

func (s *Server) block(c *chat, blocked bool) {
	if c.blocked == blocked {
		return
	}
	c.blocked = blocked
	in := obj{"user": s.user(), "status": "member"}
	out := obj{"user": s.user(), "status": "kicked", "until_date": 0}
	before, after := in, out
	if !blocked {
		before, after = out, in
	}
	s.push("my_chat_member", c.id, obj{
		"chat": c.object(), "from": c.person, "date": s.core.Clock.Now().Unix(), "old_chat_member": before, "new_chat_member": after,
	})
}

// Deactivate deletes a contact's account: it cannot be written to any more.
func (s *Server) Deactivate(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.privateChat(number(contact)).dead = true
}

// React lets a contact react to a message with an emoji; an empty one takes the reaction back. The
// update comes only if allowed_updates names it. That it is sent in private chats at all is not
// confirmed.
func (s *Server) React(contact, messageID, emoji string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.privateChat(number(contact))
	reaction := []obj{}
	if emoji != "" {
		reaction = append(reaction, obj{"type": "emoji", "emoji": emoji})
	}
	s.push("message_reaction", c.id, obj{
		"chat": c.object(), "message_id": number(messageID), "user": c.person, "date": s.core.Clock.Now().Unix(),
		"old_reaction": []obj{}, "new_reaction": reaction,
	})
}

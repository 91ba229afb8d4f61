package telegramtest

import (
	"maps"
	"strconv"
)

// general is the id of the General topic, which no message and no call carries.
const general = 1

// topic is one of a forum's topics.
type topic struct {
	opening int64 // the service message that opened it; zero: General has none
	closed  bool
	deleted bool
}

// Topic makes a supergroup a forum, with a topic of this id.
func (s *Server) Topic(group, id, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[number(group)]
	if c.topics == nil {
		c.topics = map[int64]*topic{general: {}}
	}
	m := obj{
		"from": s.user(), "chat": c.object(), "date": s.core.Clock.Now().Unix(), "is_topic_message": true,
		"message_thread_id": number(id), "forum_topic_created": obj{"name": name, "icon_color": 7322096},
	}
	c.topics[number(id)] = &topic{opening: c.keep(m)}
}

// CloseTopic closes a topic: nothing can be sent to it. The General topic has the id "1"; Telegram
// closes it also when an administrator hides it.
func (s *Server) CloseTopic(group, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chats[number(group)].topics[number(id)].closed = true
}

// DeleteTopic deletes a topic with all its messages: nothing can be sent to it, and none of its
// messages can be edited or answered. The bot gets no update. The General topic cannot be deleted.
func (s *Server) DeleteTopic(group, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[number(group)]
	c.topics[number(id)].deleted = true
	maps.DeleteFunc(c.messages, func(_ int64, m obj) bool {
		line, _ := m["message_thread_id"].(int64)
		return line == number(id)
	})
}

// SayInTopic lets a contact write in a topic of a forum. As on Telegram, the message points at the
// one that opened the topic. It returns the message_id.
func (s *Server) SayInTopic(group, id, contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[number(group)]
	m := textMessage(text)
	m["from"], m["message_thread_id"], m["is_topic_message"] = s.privateChat(number(contact)).person, number(id), true
	m["reply_to_message"] = c.messages[c.topics[number(id)].opening]
	return s.receive(c, "message", m)
}

// AnswerIn lets a contact answer a message of a group. In a supergroup the answer has the
// message_thread_id of the line of answers, though that is no topic and nothing can be sent to it.
// It returns the message_id.
func (s *Server) AnswerIn(group, contact, messageID, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[number(group)]
	m := textMessage(text)
	to := c.messages[number(messageID)]
	m["from"], m["reply_to_message"] = s.privateChat(number(contact)).person, to
	if c.typ == "supergroup" {
		m["message_thread_id"] = number(messageID)
		if line, ok := to["message_thread_id"].(int64); ok {
			m["message_thread_id"] = line
		}
	}
	return s.receive(c, "message", m)
}

// LinkedPost lets Telegram copy a post of the linked channel into a supergroup. It returns the
// message_id.
func (s *Server) LinkedPost(group, channelID, title, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := obj{"id": number(channelID), "type": "channel", "title": title}
	m := textMessage(text)
	m["from"] = obj{"id": 777000, "is_bot": false, "first_name": "Telegram"}
	m["sender_chat"], m["is_automatic_forward"] = from, true
	m["forward_origin"] = obj{"type": "channel", "chat": from, "message_id": 1, "date": s.core.Clock.Now().Unix()}
	return s.receive(s.chats[number(group)], "message", m)
}

// place puts a message into the topic that a call names. A private chat of this bot has no topics;
// a supergroup that is no forum ignores the parameter; the General topic has no id. Telegram
// answers differently for a topic that was deleted and for one that never existed.
func (o *outgoing) place(p params) *refusal {
	id := p.Num("message_thread_id")
	if o.chat.topics == nil && (id == 0 || o.chat.typ == "supergroup") {
		return nil
	}
	t := o.chat.topics[id]
	if id == 0 {
		t = o.chat.topics[general]
	}
	switch {
	case id == general, t == nil:
		return badRequest("message thread not found")
	case t.deleted:
		return badRequest("TOPIC_DELETED")
	case t.closed:
		return badRequest("TOPIC_CLOSED")
	case id == 0:
		return nil
	}
	o.msg["message_thread_id"], o.msg["is_topic_message"] = id, true
	o.sent.Topic = strconv.FormatInt(id, 10)
	return nil
}

package telegramtest

import (
	"encoding/json"
	"reflect"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// own finds a message of the bot's that a call wants to change.
func (s *Server) own(p params) (*chat, obj, *refusal) {
	if p.Has("inline_message_id") {
		return nil, nil, badRequest("message to edit not found") // inline mode is not part of the stand-in
	}
	c, bad := s.recipient(p)
	if bad != nil {
		return nil, nil, bad
	}
	m := c.messages[p.Num("message_id")]
	if m == nil {
		return nil, nil, badRequest("message to edit not found")
	}
	from, _ := m["from"].(obj)
	if from["id"] != s.id && m["sender_business_bot"] == nil {
		return nil, nil, badRequest("message can't be edited")
	}
	return c, m, nil
}

// change makes a changed copy of a message with the call's keyboard: leaving reply_markup out
// removes it.
func (s *Server) change(p params, change func(obj) *refusal) (any, *refusal) {
	c, old, bad := s.own(p)
	if bad != nil {
		return nil, bad
	}
	keys, bad := readMarkup(p)
	if bad != nil {
		return nil, bad
	}
	if keys.Keyboard != nil || keys.Remove || keys.Force {
		return nil, badRequest("inline keyboard expected")
	}
	m := make(obj, len(old))
	for k, v := range old {
		m[k] = v
	}
	delete(m, "reply_markup")
	if keys.Inline != nil {
		m["reply_markup"] = keys.raw
	}
	if bad := change(m); bad != nil {
		return nil, bad
	}
	if same(old, m) {
		return nil, badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	now := s.core.Clock.Now()
	m["edit_date"] = now.Unix()
	id := m["message_id"].(int64)
	c.messages[id] = m
	s.record(c, id, func(sent *Sent) {
		sent.Edited, sent.Buttons = now, keys.buttons()
		if text, ok := m["text"].(string); ok {
			sent.Text = text
		}
		if text, ok := m["caption"].(string); ok {
			sent.Text = text
		}
	})
	return m, nil
}

func same(a, b obj) bool {
	plain := func(m obj) any {
		var v map[string]any
		raw, err := json.Marshal(m)
		if err != nil || json.Unmarshal(raw, &v) != nil {
			return nil
		}
		delete(v, "edit_date")
		return v
	}
	return reflect.DeepEqual(plain(a), plain(b))
}

// record changes what Sent shows of a message.
func (s *Server) record(c *chat, id int64, change func(*Sent)) {
	s.sent.Each(func(sent *Sent) {
		if sent.ID == strconv.FormatInt(id, 10) && sent.To == strconv.FormatInt(c.id, 10) && sent.Via == c.via {
			change(sent)
		}
	})
}

func (s *Server) editMessageText(p params) (any, *refusal) {
	return s.change(p, func(m obj) *refusal {
		if _, ok := m["text"]; !ok {
			return badRequest("there is no text in the message to edit")
		}
		if p.Str("text") == "" {
			return badRequest("message text is empty")
		}
		text, entities, bad := s.formatted(p, "text", "parse_mode", "entities")
		if bad != nil {
			return bad
		}
		if standin.IsBlank(text) {
			return badRequest("text must be non-empty")
		}
		if bad := checkLength(text, mostText, "message is too long"); bad != nil {
			return bad
		}
		delete(m, "entities")
		m["text"] = text
		if len(entities) > 0 {
			m["entities"] = entities
		}
		return nil
	})
}

func (s *Server) editMessageCaption(p params) (any, *refusal) {
	return s.change(p, func(m obj) *refusal {
		if _, ok := m["text"]; ok {
			return badRequest("there is no caption in the message to edit")
		}
		delete(m, "caption")
		delete(m, "caption_entities")
		return s.caption(&outgoing{msg: m}, p)
	})
}

func (s *Server) editMessageReplyMarkup(p params) (any, *refusal) {
	return s.change(p, func(obj) *refusal { return nil })
}

// deleteLife: a message can be deleted for 48 hours.
const deleteLife = 48 * time.Hour

func (s *Server) deleteMessage(p params) (any, *refusal) {
	c, bad := s.recipient(p)
	if bad != nil {
		return nil, bad
	}
	m := c.messages[p.Num("message_id")]
	if m == nil {
		return nil, badRequest("message to delete not found")
	}
	if !s.deletable(c, m) {
		return nil, badRequest("message can't be deleted for everyone")
	}
	s.erase(c, p.Num("message_id"))
	return true, nil
}

// deletable: up to 48 hours old; the bot's own, and in private chats the person's too.
func (s *Server) deletable(c *chat, m obj) bool {
	from, _ := m["from"].(obj)
	return s.core.Clock.Now().Sub(time.Unix(m["date"].(int64), 0)) < deleteLife && (from["id"] == s.id || c.typ == "private")
}

func (s *Server) erase(c *chat, id int64) {
	delete(c.messages, id)
	s.record(c, id, func(sent *Sent) { sent.Deleted = true })
}

// deleteMessages: 1 to 100; missing ones are skipped.
func (s *Server) deleteMessages(p params) (any, *refusal) {
	c, bad := s.recipient(p)
	if bad != nil {
		return nil, bad
	}
	var ids []int64
	if bad := p.object("message_ids", &ids); bad != nil {
		return nil, bad
	}
	if len(ids) < 1 || len(ids) > 100 {
		return nil, badRequest("message identifiers must be specified")
	}
	for _, id := range ids {
		if m := c.messages[id]; m != nil && s.deletable(c, m) {
			s.erase(c, id)
		}
	}
	return true, nil
}

package twittertest

import (
	"net/http"
	"time"
)

// Say lets a contact (a decimal user id) write a text, and returns the message's id.
func (s *Server) Say(contact, text string) string { return s.write(contact, text, nil) }

// write queues a message of a contact.
func (s *Server) write(contact, text string, more func(*message)) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(contact)
	u.wrote, u.blocked, u.heard = true, false, s.core.Clock.Now()
	s.free[contact] = 5
	shown, entities := s.shown(text)
	m := &message{
		id: s.snowflake(), from: contact, to: s.cfg.Account, conversation: conversationOf(contact, s.cfg.Account), said: text,
		data: obj{"text": shown, "entities": entities},
	}
	if more != nil {
		more(m)
	}
	s.keep(m)
	return m.id
}

// TapQuickReply lets a contact tap a quick reply: its label is the text, its metadata comes back.
func (s *Server) TapQuickReply(contact, label, metadata string) string {
	return s.write(contact, label, func(m *message) {
		response := obj{"type": "options"}
		if metadata != "" {
			response["metadata"] = metadata
		}
		m.data["quick_reply_response"] = response
	})
}

// SendPhoto lets a contact send a photo, with a caption or none.
func (s *Server) SendPhoto(contact, caption string, jpeg []byte) string {
	return s.SendFile(contact, "photo", caption, jpeg)
}

// SendFile lets a contact send a photo, an animated_gif or a video, with a caption or none. It can be read at the address
// that the event carries; a photo with the account's OAuth 1.0a only.
func (s *Server) SendFile(contact, kind, caption string, data []byte) string {
	return s.write(contact, caption, func(m *message) {
		m.data["attachment"] = obj{"type": "media", "media": s.host(m, s.snowflake(), kind, http.DetectContentType(data), data)}
	})
}

// Type lets a contact type.
func (s *Server) Type(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(contact)
	s.deliver("dm.indicate_typing", obj{"direct_message_indicate_typing_events": []obj{{
		"created_timestamp": millis(s.core.Clock.Now()), "sender_id": contact, "target": obj{"recipient_id": s.cfg.Account},
	}}}, contact, s.cfg.Account)
}

// Read lets a contact read everything that the account wrote. It returns the id of the newest message read, empty if there
// is none.
func (s *Server) Read(contact string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := ""
	for _, m := range s.messages {
		if m.from == s.cfg.Account && m.to == contact {
			last = m.id
		}
	}
	if last == "" {
		return ""
	}
	s.deliver("dm.read", obj{"direct_message_mark_read_events": []obj{{
		"created_timestamp": millis(s.core.Clock.Now()), "sender_id": contact, "target": obj{"recipient_id": s.cfg.Account},
		"last_read_event_id": last,
	}}}, contact, s.cfg.Account)
	return last
}

// Block lets a contact block the account: no event tells of it, and messages are refused.
func (s *Server) Block(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(contact).blocked = true
}

// Unblock lets a contact unblock the account.
func (s *Server) Unblock(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(contact).blocked = false
}

// PersonSays lets a person answer a contact by hand in X's own app: an echo with the app id of the web app. It returns the
// message's id.
func (s *Server) PersonSays(contact, text string) string { return s.AppSays(contact, "3033300", text) }

// AppSays lets another app answer a contact for the account.
func (s *Server) AppSays(contact, appID, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(contact)
	shown, entities := s.shown(text)
	m := &message{
		id: s.snowflake(), from: s.cfg.Account, to: contact, conversation: conversationOf(contact, s.cfg.Account), app: appID, said: text,
		data: obj{"text": shown, "entities": entities},
	}
	s.keep(m)
	return m.id
}

// Mention lets a contact mention the account in a post, and returns the post's id.
func (s *Server) Mention(contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(contact)
	id := s.snowflake()
	me := s.users[s.cfg.Account]
	text = "@" + me.username + " " + text
	s.deliver("post.mention.create", obj{"user_has_blocked": "false", "tweet_create_events": []obj{{
		"created_at": s.core.Clock.Now().Format(time.RubyDate), "id_str": id, "text": text, "truncated": false,
		"source": `<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>`,
		"user":   obj{"id_str": u.id, "name": u.name, "screen_name": u.username, "profile_image_url_https": u.image()},
		"entities": obj{"hashtags": []obj{}, "symbols": []obj{}, "urls": []obj{}, "user_mentions": []obj{{
			"screen_name": me.username, "name": me.name, "id_str": me.id, "indices": []int{0, len(me.username) + 1},
		}}},
	}}})
	return id
}

// Follow lets a contact follow the account.
func (s *Server) Follow(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	person := func(id string) obj {
		u := s.find(id)
		return obj{
			"id": u.id, "name": u.name, "screen_name": u.username, "profile_image_url_https": u.image(), "profile_link_color": -1,
			"created_at": u.since.Format(time.RubyDate),
		}
	}
	s.deliver("follow.follow", obj{"follow_events": []obj{{
		"type": "follow", "created_timestamp": millis(s.core.Clock.Now()), "target": person(s.cfg.Account), "source": person(contact),
	}}})
}

// Revoke lets the account's owner take the app's access back: its tokens die and its subscriptions end.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.core.Clock.Now()
	for _, w := range s.webhooks {
		if w.users[s.cfg.Account] {
			s.queue(w.id, obj{"user_event": obj{"revoke": obj{
				"date_time": now.Format("2006-01-02T15:04:05+00:00"),
				"target":    obj{"app_id": s.cfg.AppID}, "source": obj{"user_id": s.cfg.Account},
			}}})
			delete(w.users, s.cfg.Account)
		}
	}
	s.activity, s.revoked = nil, true
}

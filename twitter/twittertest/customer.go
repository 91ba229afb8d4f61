package twittertest

import (
	"maps"
	"net/http"
	"slices"
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
// It returns the message's id.
func (s *Server) TapQuickReply(contact, label, metadata string) string {
	return s.write(contact, label, func(m *message) {
		response := obj{"type": "options"}
		if metadata != "" {
			response["metadata"] = metadata
		}
		m.data["quick_reply_response"] = response
	})
}

// SendPhoto lets a contact send a photo, with a caption or none. It returns the message's id.
func (s *Server) SendPhoto(contact, caption string, jpeg []byte) string {
	return s.SendFile(contact, "photo", caption, jpeg)
}

// SendFile lets a contact send a photo, an animated_gif or a video, with a caption or none. It can
// be read at the address that the event carries; a photo with the account's OAuth 1.0a only. It
// returns the message's id.
func (s *Server) SendFile(contact, kind, caption string, data []byte) string {
	return s.write(contact, caption, func(m *message) {
		m.data["attachment"] = obj{"type": "media", "media": s.host(m, s.snowflake(), kind, http.DetectContentType(data), data)}
	})
}

// Start lets a contact write through a welcome message, as after a deep link. It returns the
// message's id.
func (s *Server) Start(contact, welcomeMessageID, text string) string {
	return s.write(contact, text, func(m *message) { m.via = map[string]string{"welcome_message_id": welcomeMessageID} })
}

// AnswerPost lets a contact write with the button that a post carries. It returns the message's id.
func (s *Server) AnswerPost(contact, postID, text string) string {
	return s.write(contact, text, func(m *message) { m.via = map[string]string{"tweet_id": postID} })
}

// SendLocation lets a contact share a point. X documents this form only for messages that the host
// sends. SendLocation returns the message's id.
func (s *Server) SendLocation(contact, text string, latitude, longitude float64) string {
	at := &Location{Latitude: latitude, Longitude: longitude}
	return s.write(contact, text, func(m *message) { m.data["attachment"] = at.attachment() })
}

// Type lets a contact type.
func (s *Server) Type(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.presence(contact, "dm.indicate_typing", "direct_message_indicate_typing_events", obj{})
}

// Read lets a contact read everything that the account wrote. It returns the id of the newest
// message read, empty if there is none.
func (s *Server) Read(contact string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := ""
	for _, m := range s.messages {
		if m.from == s.cfg.Account && m.to == contact {
			last = m.id
		}
	}
	if last != "" {
		s.read(contact, last)
	}
	return last
}

// ReadTo lets a contact read a message of the account's and all before it.
func (s *Server) ReadTo(contact, messageID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read(contact, messageID)
}

func (s *Server) read(contact, messageID string) {
	s.presence(contact, "dm.read", "direct_message_mark_read_events", obj{"last_read_event_id": messageID})
}

// presence tells what a contact does that is no message. X publishes no sample of the X Activity
// API's form of these.
func (s *Server) presence(contact, kind, key string, event obj) {
	small, full := s.profiles(contact, s.cfg.Account)
	event["created_timestamp"], event["sender_id"] = millis(s.core.Clock.Now()), contact
	event["target"] = obj{"recipient_id": s.cfg.Account}
	s.deliver(happening{
		body: []member{{key, []obj{event}}, {"users", small}}, kind: kind, payload: obj{key: []obj{event}, "users": full},
	})
}

// Block lets a contact block the account: no event tells of it, and messages are refused.
func (s *Server) Block(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(contact)
	u.blocked, u.follows = true, false
}

// Leave deletes a contact's account on X.
func (s *Server) Leave(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(contact).gone = true
}

// Unblock lets a contact unblock the account.
func (s *Server) Unblock(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(contact).blocked = false
}

// WebApp is the source_app_id of X's web client, where people answer by hand.
const WebApp = "3033300"

// PersonSays lets a person answer a contact by hand in X's own app: an echo with the id of the web
// client. It returns the message's id.
func (s *Server) PersonSays(contact, text string) string { return s.AppSays(contact, WebApp, text) }

// AppSays lets another app answer a contact for the account. It returns the message's id.
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

// Revoke lets the account's owner take the app's access back: its tokens die and its subscriptions
// end. Config.TellRevoked says whether the X Activity API reports it.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.core.Clock.Now().Format("2006-01-02T15:04:05+00:00")
	active := make(map[string]bool)
	for _, a := range s.activity {
		active[a.webhook] = true
	}
	for _, id := range slices.Sorted(maps.Keys(s.webhooks)) {
		w := s.webhooks[id]
		if w.users[s.cfg.Account] {
			s.queue(w, object(member{"user_event", obj{"revoke": obj{
				"date_time": at, "target": obj{"app_id": s.cfg.AppID}, "source": obj{"user_id": s.cfg.Account},
			}}}))
			delete(w.users, s.cfg.Account)
		}
		if active[id] && s.cfg.TellRevoked {
			s.queue(w, s.envelope("", "", happening{kind: "oauth.revoke", payload: obj{
				"date_time": at, "user_id": s.cfg.Account, "app_id": s.cfg.AppID,
			}}))
		}
	}
	s.activity, s.revoked = nil, true
}

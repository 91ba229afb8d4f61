package facebooktest

import (
	"net/http"
)

// Say lets a contact write a text, and returns its mid.
func (s *Server) Say(contact, text string) string {
	return s.compose(contact, obj{"text": text})
}

// compose queues a message of a contact.
func (s *Server) compose(contact string, m obj) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	t := s.thread(p, psid)
	now := s.core.Clock.Now()
	mid := s.newMID()
	m["mid"] = mid
	text, _ := m["text"].(string)
	t.open(now, true)
	t.blocked = false
	t.messages = append(t.messages, &note{mid: mid, at: now, toPage: true, text: text, files: filesOf(m)})
	s.wake(p, t)
	s.push(p, t, "messages", s.user(p, t, "message", m))
	return mid
}

// Answer lets a contact write a text that quotes a message. It returns the mid.
func (s *Server) Answer(contact, mid, text string) string {
	return s.compose(contact, obj{"text": text, "reply_to": obj{"mid": mid}})
}

// TapQuickReply lets a contact tap a quick reply. It returns the mid.
func (s *Server) TapQuickReply(contact, title, payload string) string {
	return s.compose(contact, obj{"text": title, "quick_reply": obj{"payload": payload}})
}

// SendPhoto lets a contact send a photo, and a caption in a message of its own. It returns the
// photo's mid.
func (s *Server) SendPhoto(contact, caption string, jpeg []byte) string {
	mid := s.SendFile(contact, "image", "photo.jpg", jpeg)
	if caption != "" {
		s.Say(contact, caption)
	}
	return mid
}

// SendFile lets a contact send a file of a kind: image, audio, video or file. It can be read at the
// address that the event carries. It returns the mid.
func (s *Server) SendFile(contact, kind, name string, data []byte) string {
	s.mu.Lock()
	f := Attachment{Kind: kind, Name: name, Type: http.DetectContentType(data), Data: data}
	address := s.publish(f)
	s.mu.Unlock()
	return s.compose(contact, obj{"attachments": []obj{{"type": kind, "payload": obj{"url": address}}}})
}

// MentionInStory lets a person mention an Instagram account in a story, and returns the message's
// mid. The event carries the address of the story's picture.
func (s *Server) MentionInStory(contact string, jpeg []byte) string {
	s.mu.Lock()
	address := s.publish(Attachment{Kind: "image", Name: "story.jpg", Type: "image/jpeg", Data: jpeg})
	s.mu.Unlock()
	return s.compose(contact, obj{"attachments": []obj{{"type": "story_mention", "payload": obj{"url": address}}}})
}

// SendLocation lets a contact send a point, in the form that Meta's current list no longer has. It
// returns the mid.
func (s *Server) SendLocation(contact string, latitude, longitude float64) string {
	return s.compose(contact, obj{"attachments": []obj{{
		"type": "location", "payload": obj{"coordinates": obj{"lat": latitude, "long": longitude}},
	}}})
}

// event queues an event of a contact that is no message; renews says whether it opens the 24 hours.
func (s *Server) event(contact, field, kind string, renews bool, body obj) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	t := s.thread(p, psid)
	if renews {
		t.open(s.core.Clock.Now(), false)
	}
	s.push(p, t, field, s.user(p, t, kind, body))
}

// Press lets a contact press a postback button, and returns the event's mid.
func (s *Server) Press(contact, title, payload string) string {
	mid := s.newMID()
	s.event(contact, "messaging_postbacks", "postback", true, obj{"mid": mid, "title": title, "payload": payload})
	return mid
}

// Start lets a contact press Get Started, with the ref of an m.me link or none. On Facebook a
// contact can do that once. It returns the mid.
func (s *Server) Start(contact, payload, ref string) string {
	mid := s.newMID()
	body := obj{"mid": mid, "title": "Get Started", "payload": payload}
	if ref != "" {
		body["referral"] = obj{"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}
	}
	s.event(contact, "messaging_postbacks", "postback", true, body)
	return mid
}

// Refer lets a contact with a thread open an m.me link.
func (s *Server) Refer(contact, ref string) {
	s.event(contact, "messaging_referrals", "referral", true, obj{"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"})
}

// React lets a contact react to a message; an empty emoji takes the reaction back.
func (s *Server) React(contact, mid, emoji string) {
	body := obj{"mid": mid, "action": "unreact"}
	if emoji != "" {
		body = obj{"mid": mid, "action": "react", "emoji": emoji, "reaction": "other"}
	}
	s.event(contact, "message_reactions", "reaction", true, body)
}

// Edit lets a contact edit its message for the nth time.
func (s *Server) Edit(contact, mid, text string, n int) {
	s.event(contact, "message_edits", "message_edit", false, obj{"mid": mid, "text": text, "num_edit": n})
}

// Reach lets what the Page sent arrive at the contact's device: a delivery event, which has no
// timestamp.
func (s *Server) Reach(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	t := s.thread(p, psid)
	var mids []string
	for _, n := range t.messages {
		if !n.toPage && !n.reached {
			n.reached = true
			mids = append(mids, n.mid)
		}
	}
	body := obj{"watermark": ms(s.core.Clock.Now())}
	if len(mids) > 0 {
		body["mids"] = mids
	}
	e := s.user(p, t, "delivery", body)
	delete(e, "timestamp")
	s.push(p, t, "message_deliveries", e)
}

// Read lets a contact read everything up to now.
func (s *Server) Read(contact string) {
	s.mu.Lock()
	at := ms(s.core.Clock.Now())
	s.mu.Unlock()
	p, _ := s.find(contact)
	if p.instagram { // by message, under another name
		s.seen(contact)
		return
	}
	s.event(contact, "message_reads", "read", false, obj{"watermark": at})
}

// seen queues that a person on Instagram saw the last message of the account.
func (s *Server) seen(contact string) {
	s.mu.Lock()
	last := ""
	p, igsid := s.find(contact)
	for _, n := range s.thread(p, igsid).messages {
		if !n.toPage {
			last = n.mid
		}
	}
	s.mu.Unlock()
	if last != "" {
		s.event(contact, "messaging_seen", "read", false, obj{"mid": last})
	}
}

// Block lets a contact block the Page: no event tells of it, and messages are refused.
func (s *Server) Block(contact string) { s.set(contact, func(t *thread) { t.blocked = true }) }

// Unblock lets a contact unblock the Page.
func (s *Server) Unblock(contact string) { s.set(contact, func(t *thread) { t.blocked = false }) }

// Leave makes a contact unavailable, as after the account was deleted.
func (s *Server) Leave(contact string) { s.set(contact, func(t *thread) { t.away = true }) }

func (s *Server) set(contact string, change func(*thread)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	change(s.thread(p, psid))
}

// InboxSays lets a person answer a contact by hand in the Page Inbox, which takes the control of
// the thread: an echo with the inbox's app id. It returns the mid.
func (s *Server) InboxSays(contact, text string) string { return s.otherSays(contact, Inbox, text) }

// AppSays lets another app answer a contact: an echo with its app id. It returns the mid.
func (s *Server) AppSays(contact, appID, text string) string {
	return s.otherSays(contact, appID, text)
}

func (s *Server) otherSays(contact, app, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	t := s.thread(p, psid)
	o := &outgoing{page: p, thread: t, sent: Sent{ID: s.newMID(), Text: text}}
	t.messages = append(t.messages, &note{mid: o.sent.ID, at: s.core.Clock.Now(), text: text})
	s.echo(p, t, o.echoBody(app))
	if app == Inbox && p.defaultApp != "" && t.owner != Inbox {
		s.control(p, t, "take_thread_control", Inbox, "")
	}
	return o.sent.ID
}

package twittertest

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// ChatKey returns the account's newest private keys for encrypted conversations, as the account's
// owner would restore them with X's own tool: the version, and base64 of the 64 bytes. The account
// registers keys if it has none. Keys that the host registered are the host's alone, and passed
// over.
func (s *Server) ChatKey() (version, private string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.keysOf(s.cfg.Account)
	for _, one := range s.chat.people[s.cfg.Account] {
		if one.signing != nil {
			k = one
		}
	}
	return k.version, base64.StdEncoding.EncodeToString(k.blob())
}

// NewChatKeys lets a user, or the account, register new keys, as a new phone does. From now on a
// message to the user is refused if its conversation key was wrapped for the old keys.
func (s *Server) NewChatKeys(user string) (version string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(user)
	return s.registerKeys(user).version
}

// SayEncrypted lets a contact write in an encrypted conversation, and returns the number of the
// message (its sequence). The first message brings the conversation's key.
func (s *Server) SayEncrypted(contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatWrites(contact, fields{{1, fields{{1, text}}}})
}

// ReplyEncrypted lets a contact answer a certain message. The quote is the contact's claim; the
// message itself goes with it. It returns the sequence.
func (s *Server) ReplyEncrypted(contact, sequence, quote, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chatWith(contact)
	reply := fields{{2, quote}, {6, sequence}}
	for _, e := range c.events {
		if e.sequence == sequence {
			reply = fields{{1, decimal(e.sender)}, {2, quote}, {6, sequence}, {7, e.id}, {8, string(e.raw)}}
		}
	}
	return s.chatWrites(contact, fields{{1, fields{{1, text}, {4, reply}}}})
}

// ReactEncrypted lets a contact add an emoji reaction to a message, or remove it. It returns the
// sequence.
func (s *Server) ReactEncrypted(contact, sequence, emoji string, removed bool) string {
	member := int16(2)
	if removed {
		member = 3
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatWrites(contact, fields{{member, fields{{1, sequence}, {2, emoji}}}})
}

// EditEncrypted lets a contact change a text. It returns the sequence.
func (s *Server) EditEncrypted(contact, sequence, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatWrites(contact, fields{{4, fields{{1, sequence}, {2, text}}}})
}

// SendEncryptedFile lets a contact send a file: 1 an image, 2 a GIF, 3 a video, 4 audio, 5 another
// file. It returns the sequence.
func (s *Server) SendEncryptedFile(contact string, kind int, name string, data []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatSendsFile(s.chatWith(contact), contact, kind, name, data)
}

// chatSendsFile lets a member of a conversation encrypt and send a file.
func (s *Server) chatSendsFile(c *chat, member string, kind int, name string, data []byte) string {
	k := s.current(c, member)
	f := &chatFile{conversation: c.id, hash: s.core.Letters(20, tcoLetters), data: sealFile(k.secret, data, s.seed()), final: true}
	s.chat.files[f.hash] = f
	media := fields{{1, f.hash}, {3, int32(kind)}, {5, int64(len(data))}, {6, name}}
	return s.chatWritesIn(c, member, fields{{1, fields{{3, []fields{{{1, media}}}}}}})
}

// SayStrange lets a contact write a content that no client knows yet. It returns the sequence.
func (s *Server) SayStrange(contact string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatWrites(contact, fields{{77, fields{{1, "new"}}}})
}

// SayUnencrypted lets a contact write in an encrypted conversation without encryption, as message
// requests and automated accounts do. It returns the sequence.
func (s *Server) SayUnencrypted(contact, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chatWith(contact)
	holder := fields{{1, fields{{1, fields{{1, text}}}}}}.encode()
	e := s.store(c, contact, s.uuid(), fields{{1, fields{{100, string(holder)}, {109, c.request}}}}, nil)
	s.tellChat(c, e)
	return e.sequence
}

// RequestChat makes the conversation with a contact a message request, which the account has not
// accepted.
func (s *Server) RequestChat(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chatWith(contact).request = true
}

// DeleteEncrypted lets a contact take messages back.
func (s *Server) DeleteEncrypted(contact string, sequences ...string) {
	s.deletesChat(contact, 2, sequences)
}

// HideEncrypted lets a contact delete messages from the contact's own view alone.
func (s *Server) HideEncrypted(contact string, sequences ...string) {
	s.deletesChat(contact, 1, sequences)
}

func (s *Server) deletesChat(contact string, action int32, sequences []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, id := s.chatWith(contact), s.uuid()
	parts := append([]string{"MessageDeleteEvent", id, contact, c.id, strconv.Itoa(int(action))}, sequences...)
	s.tellChat(c, s.store(c, contact, id, fields{{7, fields{{1, sequences}, {2, action}}}}, parts))
}

// ReadEncrypted lets a contact read up to a message.
func (s *Server) ReadEncrypted(contact, sequence string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, id := s.chatWith(contact), s.uuid()
	s.tellChat(c, s.store(c, contact, id, fields{{12, fields{{1, sequence}}}}, []string{"MarkConversationReadEvent", id, contact, c.id, sequence}))
}

// TypeEncrypted lets a contact type in an encrypted conversation.
func (s *Server) TypeEncrypted(contact string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chatWith(contact)
	e := s.store(c, contact, s.uuid(), fields{{6, fields{{1, c.id}}}}, nil)
	c.events = c.events[:len(c.events)-1] // X does not keep it
	s.tellChat(c, e)
}

// RotateChat lets a contact change the conversation's key. No event tells of it until the next
// message, which brings it.
func (s *Server) RotateChat(contact string) (version string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rotate(s.chatWith(contact), contact).version
}

// LoseChats makes the next n events of encrypted conversations get lost on their way to webhooks.
// The history has them.
func (s *Server) LoseChats(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat.losing = n
}

// FailChat makes X accept the next message to a contact and then report that it failed, with one of
// X's failure types.
func (s *Server) FailChat(contact string, failure int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat.failing[contact] = int32(failure)
}

// ForgeChat delivers a message in a contact's name that another person signed, in the
// conversation's own key.
func (s *Server) ForgeChat(contact, text string) (sequence string) {
	s.ForgeChats(contact, func() { sequence = s.SayEncrypted(contact, text) })
	return sequence
}

// ForgeChats calls do. While do runs, all that the contact says in encrypted conversations is
// delivered with the signatures of another person.
func (s *Server) ForgeChats(contact string, do func()) {
	s.mu.Lock()
	s.current(s.chatWith(contact), contact)
	own := s.chat.people[contact]
	forger := newChatKeys(own[len(own)-1].version, s.seed(), s.seed())
	forged := own[len(own)-1]
	forged.signing, forged.publicSigning = forger.signing, forger.publicSigning
	s.chat.people[contact] = append(own[:len(own)-1:len(own)-1], forged)
	s.mu.Unlock()
	do()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat.people[contact] = own
}

// chatWrites lets a contact encrypt and send a content to the account.
func (s *Server) chatWrites(contact string, content fields) string {
	return s.chatWritesIn(s.chatWith(contact), contact, content)
}

// chatWritesIn lets a member of a conversation encrypt and send a content.
func (s *Server) chatWritesIn(c *chat, contact string, content fields) string {
	u := s.find(contact)
	u.wrote, u.blocked, u.heard = true, false, s.core.Clock.Now()
	k := s.current(c, contact)
	sealed := sealContents(k.secret, fields{{1, content}}.encode(), s.seed())
	id := s.uuid()
	parts := []string{"MessageCreateEvent", id, contact, c.id, k.version, base64.RawStdEncoding.EncodeToString(sealed)}
	e := s.store(c, contact, id, fields{{1, fields{{100, string(sealed)}, {101, k.version}, {102, true}}}}, parts)
	s.tellChat(c, e)
	return e.sequence
}

// tellChat queues an event for each subscription to it. The account hears nothing of a group that
// it has left, but that its own message failed.
func (s *Server) tellChat(c *chat, e *chatEvent) {
	if !c.has(s.cfg.Account) && e.sender != s.cfg.Account {
		return
	}
	if s.chat.losing > 0 {
		s.chat.losing--
		return
	}
	kind := "chat.received"
	if e.sender == s.cfg.Account {
		kind = "chat.sent"
	}
	payload := obj{
		"conversation_token": "token." + e.sequence, "id": e.id, "created_at_msec": millis(e.at), "sender_id": e.sender, "conversation_id": c.id,
		"encoded_event": base64.StdEncoding.EncodeToString(e.raw),
	}
	if k := c.key(e.keyVersion); k != nil {
		payload["conversation_key_version"], payload["conversation_key_change_event"] = k.version, k.change
	}
	if e.signature != nil {
		payload["message_event_signature"] = e.signatureJSON()
	}
	if s.cfg.HyphenChats {
		payload["conversation_id"] = pathID(c.id)
	}
	s.deliver(happening{kind: kind, payload: payload})
}

func (e *chatEvent) signatureJSON() obj {
	return obj{
		"signature": e.signature.text(1), "public_key_version": e.signature.text(2), "signature_version": e.signature.text(3), "signing_public_key": e.signature.text(4),
	}
}

// pathID is the id of a conversation as paths have it.
func pathID(id string) string { return strings.Replace(id, ":", "-", 1) }

func decimal(s string) int64 {
	var n int64
	for _, c := range s {
		n = n*10 + int64(c-'0')
	}
	return n
}

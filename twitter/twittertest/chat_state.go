package twittertest

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// chatState is what X keeps of encrypted conversations.
type chatState struct {
	people        map[string][]chatKeys // by user, oldest first
	conversations map[string]*chat      // by id, with a colon or "g…"
	files         map[string]*chatFile  // by session
	failing       map[string]int32      // what the next send to a user fails with
	losing        int                   // deliveries that get lost
	sent          []ChatSent
}

// chat is an encrypted conversation.
type chat struct {
	id      string
	members []string
	keys    []conversationKey // oldest first
	events  []*chatEvent      // oldest first
	request bool              // the account has not accepted it
	at      time.Time
}

// conversationKey is a key of a conversation, as its members know it.
type conversationKey struct {
	version string
	secret  []byte
	change  string            // the encoded event that brought it
	wrapped map[string]string // by user: the version of the person's keys that it was wrapped for
}

// chatEvent is a stored event.
type chatEvent struct {
	sequence, id, sender string
	at                   time.Time
	raw                  []byte
	keyVersion           string
	signature            fields
	deleted              bool
	kind                 int16 // member of the union
}

// seed is 32 random bytes of the server's own.
func (s *Server) seed() [32]byte {
	return sha256.Sum256([]byte(s.core.Letters(40, tcoLetters)))
}

func (s *Server) uuid() string {
	b := s.seed()
	b[6], b[8] = b[6]&15|64, b[8]&63|128
	const hex = "0123456789abcdef"
	var text strings.Builder
	for i, c := range b[:16] {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			text.WriteByte('-')
		}
		text.WriteByte(hex[c>>4])
		text.WriteByte(hex[c&15])
	}
	return text.String()
}

// version is a version by the clock, later than another.
func (s *Server) version(after string) string {
	now := millis(s.core.Clock.Now())
	for !newer(now, after) {
		now = plusOne(after)
	}
	return now
}

func newer(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a > b }

// plusOne adds one to a decimal number.
func plusOne(n string) string {
	b := []byte(n)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i]++; b[i] <= '9' {
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
}

// keysOf returns a person's newest keys; who has none registers now, as a phone does when its owner
// opens Chat.
func (s *Server) keysOf(user string) chatKeys {
	s.find(user)
	if len(s.chat.people[user]) == 0 {
		s.registerKeys(user)
	}
	list := s.chat.people[user]
	return list[len(list)-1]
}

func (s *Server) registerKeys(user string) chatKeys {
	last := "0"
	if list := s.chat.people[user]; len(list) > 0 {
		last = list[len(list)-1].version
	}
	k := newChatKeys(s.version(last), s.seed(), s.seed())
	s.chat.people[user] = append(s.chat.people[user], k)
	s.core.Hide(base64.StdEncoding.EncodeToString(k.blob()))
	return k
}

// keyOf returns a version of a person's keys.
func (s *Server) keyOf(user, version string) (chatKeys, bool) {
	list := s.chat.people[user]
	at := slices.IndexFunc(list, func(k chatKeys) bool { return k.version == version })
	if at < 0 {
		return chatKeys{}, false
	}
	return list[at], true
}

// chatWith returns the conversation of the account with a contact, which begins with a key that the
// contact made.
func (s *Server) chatWith(contact string) *chat {
	id := strings.Replace(conversationOf(contact, s.cfg.Account), "-", ":", 1)
	c := s.chat.conversations[id]
	if c == nil {
		c = &chat{id: id, members: []string{contact, s.cfg.Account}, at: s.core.Clock.Now()}
		s.chat.conversations[id] = c
	}
	return c
}

// kind is X's word for a conversation of two or of several.
func (c *chat) kind() string {
	if c.isGroup() {
		return "group"
	}
	return "direct"
}

// latest returns the key that messages must have; nil: there is none.
func (c *chat) latest() *conversationKey {
	if len(c.keys) == 0 {
		return nil
	}
	return &c.keys[len(c.keys)-1]
}

func (c *chat) key(version string) *conversationKey {
	at := slices.IndexFunc(c.keys, func(k conversationKey) bool { return k.version == version })
	if at < 0 {
		return nil
	}
	return &c.keys[at]
}

// current returns the key that a member writes with. A key that was wrapped for older keys of a
// member, or for a former member, is replaced first, as X's library does.
func (s *Server) current(c *chat, sender string) *conversationKey {
	if k := c.latest(); k != nil && s.fits(c, k) {
		return k
	}
	return s.rotate(c, sender)
}

// rotate gives a conversation a new key in the name of a member.
func (s *Server) rotate(c *chat, sender string) *conversationKey {
	after := "0"
	if k := c.latest(); k != nil {
		after = k.version
	}
	seed := s.seed()
	k := conversationKey{version: s.version(after), secret: seed[:], wrapped: make(map[string]string)}
	var wrapped []fields
	for _, m := range s.holders(c) {
		keys := s.keysOf(m)
		k.wrapped[m] = keys.version
		wrapped = append(wrapped, fields{{1, m}, {2, keys.wrapFor(k.secret, s.seed())}, {3, keys.version}})
	}
	id := s.uuid()
	text := base64.RawStdEncoding.EncodeToString(k.secret)
	e := s.store(c, sender, id, fields{{3, fields{{1, k.version}, {2, wrapped}, {5, false}}}},
		[]string{"ConversationKeyChangeEvent", id, sender, c.id, k.version, text})
	k.change = base64.StdEncoding.EncodeToString(e.raw)
	c.keys = append(c.keys, k)
	return c.latest()
}

// store keeps an event that a member made. Parts are what the member signs; none: it is not signed.
func (s *Server) store(c *chat, sender, id string, detail fields, parts []string) *chatEvent {
	var signature fields
	if len(parts) > 0 {
		keys := s.keysOf(sender)
		signature = fields{{1, base64.RawStdEncoding.EncodeToString(keys.sign(strings.Join(parts, ",")))}, {2, keys.version}, {3, "7"}, {4, spki(&keys.signing.PublicKey)}}
	}
	return s.keepChat(c, sender, id, detail, signature)
}

// keepChat gives an event its number and keeps it.
func (s *Server) keepChat(c *chat, sender, id string, detail, signature fields) *chatEvent {
	now := s.core.Clock.Now()
	e := &chatEvent{sequence: s.snowflake(), id: id, sender: sender, at: now, signature: signature}
	e.kind, _ = detail.union()
	e.keyVersion = detail.within(1).text(101)
	event := fields{{1, e.sequence}, {2, id}, {3, sender}, {4, c.id}, {5, "token." + e.sequence}, {6, millis(now)}, {7, detail}}
	if signature != nil {
		event = append(event, field{9, signature})
	}
	e.raw = event.encode()
	c.events = append(c.events, e)
	c.at = now
	return e
}

package telegramtest

import (
	"fmt"
	"strconv"
	"strings"
)

// chat is a private chat, whose id is the person's, or a group.
type chat struct {
	id       int64
	typ      string // private, group, supergroup
	title    string
	person   obj  // of a private chat: the User
	blocked  bool // the person blocked the bot
	dead     bool // the account was deleted
	stranger bool // known to Telegram, and never started the bot
	kicked   bool // the bot was removed from the group
	picture  *file
	quiet    bool // the person takes no voice and video messages
	moved    int64
	via      string // business connection
	last     int64  // message_id
	messages map[int64]obj
	topics   map[int64]*topic        // of a forum; nil: it is none
	shown    map[int64]map[int64]obj // ephemeral messages by member and id
}

// Person describes a contact or member; without it the stand-in invents a name. The zero fields are
// left out.
type Person struct {
	ID       string // decimal; required
	First    string // first_name
	Last     string // last_name
	Username string
	Language string // language_code
	Picture  []byte // a JPEG; nil: none is shown
}

// Meet tells the stand-in who a contact is. A contact that has never written cannot be written to.
func (s *Server) Meet(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.privateChat(number(p.ID))
	c.person = obj{"id": c.id, "is_bot": false, "first_name": p.First}
	for k, v := range map[string]string{"last_name": p.Last, "username": p.Username, "language_code": p.Language} {
		if v != "" {
			c.person[k] = v
		}
	}
	c.picture = nil
	if p.Picture != nil {
		c.picture = s.newFile("photo", "", "image/jpeg", p.Picture)
	}
}

// number reads an id that a test gave.
func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n == 0 {
		panic(fmt.Sprintf("telegramtest: %q is not an id: Telegram's are decimal numbers", id))
	}
	return n
}

// privateChat returns a person's chat, which may be a stranger's.
func (s *Server) privateChat(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		if id < 0 {
			panic(fmt.Sprintf("telegramtest: %d is a group's id; make it by Group", id))
		}
		c = &chat{
			id: id, typ: "private", stranger: true, messages: make(map[int64]obj),
			person: obj{"id": id, "is_bot": false, "first_name": "Customer " + strconv.FormatInt(id, 10), "language_code": "en"},
		}
		s.chats[id] = c
	}
	return c
}

// Group makes a group (a negative id) or supergroup (-100…) of which the bot is a member.
func (s *Server) Group(id, title string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := number(id)
	typ := "group"
	if strings.HasPrefix(id, "-100") && len(id) == 14 {
		typ = "supergroup"
	}
	s.chats[n] = &chat{id: n, typ: typ, title: title, messages: make(map[int64]obj)}
}

// object is the chat as a Chat object.
func (c *chat) object() obj {
	o := obj{"id": c.id, "type": c.typ}
	if c.typ != "private" {
		o["title"] = c.title
		if c.topics != nil {
			o["is_forum"] = true
		}
		return o
	}
	for _, k := range []string{"first_name", "last_name", "username"} {
		if v, ok := c.person[k]; ok {
			o[k] = v
		}
	}
	return o
}

// keep gives a message the chat's next id and stores it.
func (c *chat) keep(m obj) int64 {
	c.last++
	m["message_id"] = c.last
	c.messages[c.last] = m
	return c.last
}

// recipient finds the chat that a call names, and refuses one that cannot be written to.
func (s *Server) recipient(p params) (*chat, *refusal) {
	c, bad := s.named(p, "chat_id")
	if bad != nil {
		return nil, bad
	}
	if id := p.Str("business_connection_id"); id != "" {
		if bad := s.checkBusiness(id, c); bad != nil {
			return nil, bad
		}
		return s.biz[id].chat(c), nil
	}
	switch {
	case c.moved != 0:
		return nil, &refusal{code: 400, text: "Bad Request: group chat was upgraded to a supergroup chat", migrate: c.moved}
	case c.kicked:
		return nil, forbidden("bot was kicked from the " + c.typ + " chat")
	case c.dead:
		return nil, forbidden("user is deactivated")
	case c.blocked:
		return nil, forbidden("bot was blocked by the user")
	case c.stranger && c.typ == "private":
		return nil, forbidden("bot can't initiate conversation with a user")
	}
	return c, nil
}

// named finds a chat by a parameter.
func (s *Server) named(p params, param string) (*chat, *refusal) {
	text := strings.TrimSpace(p.Str(param))
	if text == "" {
		return nil, badRequest(param + " is empty")
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, badRequest("chat not found") // no channels and public groups here
	}
	if c := s.chats[id]; c != nil {
		return c, nil
	}
	return nil, badRequest("chat not found")
}

func (s *Server) getChat(p params) (any, *refusal) {
	c, bad := s.named(p, "chat_id")
	if bad != nil {
		return nil, bad
	}
	o := c.object()
	if f := c.picture; f != nil {
		o["photo"] = obj{"small_file_id": f.id, "small_file_unique_id": f.unique, "big_file_id": f.id, "big_file_unique_id": f.unique}
	}
	o["accent_color_id"], o["max_reaction_count"] = 1, 11
	return o, nil
}

package whatsapptest

import (
	"cmp"
	"strings"
	"time"
)

// Person is a WhatsApp user.
type Person struct {
	Number   string // phone number in digits
	UserID   string // business-scoped user id
	Name     string
	Username string
	// Hidden leaves the phone number out of webhooks, as WhatsApp does for people with a user name.
	Hidden bool

	blocked bool // the business, or has no WhatsApp any more
	stopped bool // marketing messages
}

// thread is what a number and a person wrote to each other.
type thread struct {
	wrote    time.Time // the person's last message
	messages map[string]*note
}

// note is a message of a thread.
type note struct {
	id      string
	inbound bool
	ref     string
	reached bool
	read    bool
}

// Meet introduces a person. Fields that are empty are made up. A person need not be introduced to
// write.
func (s *Server) Meet(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meet(p)
}

func (s *Server) meet(p Person) *Person {
	p.UserID = cmp.Or(p.UserID, "DE."+s.core.Letters(20, digits))
	p.Number = cmp.Or(p.Number, "49"+s.core.Letters(10, digits))
	p.Name = cmp.Or(p.Name, "Ada")
	for _, old := range s.people {
		if old.UserID == p.UserID || old.Number == p.Number {
			*old = p
			return old
		}
	}
	s.people = append(s.people, &p)
	return &p
}

const digits = "0123456789"

// known finds a person by user id or phone number. It is nil if there is none.
func (s *Server) known(id string) *Person {
	for _, p := range s.people {
		if id != "" && (p.UserID == id || p.Number == id) {
			return p
		}
	}
	return nil
}

// find splits a contact into number and person, and introduces the person.
func (s *Server) find(contact string) (*number, *Person) {
	id, who, ok := strings.Cut(contact, "/")
	if !ok {
		id, who = s.cfg.Numbers[0], contact
	}
	n := s.numbers[id]
	if n == nil || who == "" {
		panic("whatsapptest: there is no contact " + contact)
	}
	if p := s.known(who); p != nil {
		return n, p
	}
	if strings.Contains(who, ".") {
		return n, s.meet(Person{UserID: who})
	}
	return n, s.meet(Person{Number: who})
}

// with is the thread of a number with a person.
func (n *number) with(p *Person) *thread {
	t := n.threads[p]
	if t == nil {
		t = &thread{messages: make(map[string]*note)}
		n.threads[p] = t
	}
	return t
}

// contact is the person as an element of contacts.
func (p *Person) contact() obj {
	profile := obj{"name": p.Name}
	if p.Username != "" {
		profile["username"] = p.Username
	}
	c := obj{"profile": profile, "user_id": p.UserID}
	if !p.Hidden {
		c["wa_id"] = p.Number
	}
	return c
}

// Block makes a person one whom WhatsApp cannot reach: the person blocked the business, or is gone.
func (s *Server) Block(contact string) {
	s.change(func() { _, p := s.find(contact); p.blocked = true })
}

// Unblock makes a person reachable again.
func (s *Server) Unblock(contact string) {
	s.change(func() { _, p := s.find(contact); p.blocked = false })
}

package facebooktest

import (
	"strconv"
	"time"
)

const (
	standardWindow = 24 * time.Hour
	humanWindow    = 7 * 24 * time.Hour
)

// thread is a person's conversation with a Page.
type thread struct {
	id       string // of the conversation
	psid     string
	person   Person
	renewed  time.Time // what opened the 24 hours last; zero: never
	wrote    time.Time // the person's last message, for the 7 days
	blocked  bool
	away     bool
	owner    string    // app that controls the thread; empty: idle
	until    time.Time // end of its control
	messages []*note
}

// note is a message of a thread.
type note struct {
	mid     string
	at      time.Time
	toPage  bool
	text    string
	replyTo string
	files   []obj // attachments as webhooks carry them
	reached bool
}

// Person describes a contact. Without a description the stand-in invents a name; the profile of a
// Hidden contact is an empty object.
type Person struct {
	ID       string // PSID, or page/psid
	First    string // first_name
	Last     string // last_name
	Picture  string // profile_pic
	Locale   string
	Timezone float64 // hours east of UTC
	Hidden   bool    // the app has no access to the profile
	None     bool    // the account has no profile, such as one made by phone number
}

// Meet tells the stand-in who a contact is. A contact that has never written cannot be written to.
func (s *Server) Meet(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	pg, psid := s.find(p.ID)
	p.ID = psid
	s.thread(pg, psid).person = p
}

// thread returns a person's thread, which may be a stranger's.
func (s *Server) thread(p *page, psid string) *thread {
	t := p.threads[psid]
	if t == nil {
		t = &thread{
			id: "t_" + strconv.FormatInt(s.core.Int63()%1e16, 10), psid: psid,
			person: Person{ID: psid, First: "Customer", Last: psid, Locale: "en_US"},
		}
		p.threads[psid] = t
	}
	return t
}

// open notes what renews the standard window. From is the person's own message.
func (t *thread) open(now time.Time, message bool) {
	t.renewed = now
	if message {
		t.wrote = now
	}
}

func (t *thread) find(mid string) *note {
	for _, n := range t.messages {
		if n.mid == mid {
			return n
		}
	}
	return nil
}

// newMID makes a message id.
func (s *Server) newMID() string { return "m_" + s.core.Letters(80, letters) }

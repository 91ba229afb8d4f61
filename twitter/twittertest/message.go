package twittertest

import (
	"slices"
	"time"
)

// Sent is a message that the host sent and X accepted.
type Sent struct {
	ID           string
	To           string // user id; of a group its conversation id
	API          string // "1.1" or "2"
	Text         string // as sent
	Attachments  []Attachment
	QuickReplies []QuickReply
	Buttons      []Button
	Location     *Location
	Profile      string // custom_profile_id
	At           time.Time
}

// Attachment is a file that the host sent.
type Attachment struct {
	Kind string // photo, animated_gif, video
	ID   string // media id
	Type string // MIME type
	Data []byte
}

// QuickReply is one option that the host sent.
type QuickReply struct {
	Label       string
	Description string
	Metadata    string
}

// Button is a web_url call to action that the host sent.
type Button struct {
	Label string
	URL   string
}

// Location is a point, or a place by its id.
type Location struct {
	Latitude, Longitude float64
	Place               string
}

// message is one that X keeps.
type message struct {
	id           string
	at           time.Time
	from, to     string
	conversation string
	app          string // source_app_id; empty: none shown
	data         obj    // message_data
	profile      string
	said         string // text as written, for repeats
	deleted      bool
	unseen       bool // from a user whom the account has blocked

	joined, left []string          // of an event of a group that is no message
	via          map[string]string // initiated_via
}

// conversationOf is the id of a one-to-one conversation: the smaller user id first.
func conversationOf(a, b string) string {
	if len(a) > len(b) || len(a) == len(b) && a > b {
		a, b = b, a
	}
	return a + "-" + b
}

// event is the message in the v1.1 form that both Account Activity and X Activity carry.
func (m *message) event(withApp bool) obj {
	create := obj{"target": obj{"recipient_id": m.to}, "sender_id": m.from, "message_data": m.data}
	if m.app != "" && withApp {
		create["source_app_id"] = m.app
	}
	if m.profile != "" {
		create["custom_profile_id"] = m.profile
	}
	e := obj{"type": "message_create", "id": m.id, "created_timestamp": millis(m.at), "message_create": create}
	if m.via != nil {
		e["initiated_via"] = m.via
	}
	return e
}

// keep stores a message and queues its events.
func (s *Server) keep(m *message) {
	if m.id == "" {
		m.id = s.snowflake()
	}
	m.at = s.core.Clock.Now()
	s.messages = append(s.messages, m)
	if m.from == s.cfg.Account && m.app == s.cfg.AppID && s.cfg.NoEchoes {
		return
	}
	if s.groups[m.conversation] != nil {
		return // groups are not delivered
	}
	if m.unseen = m.from != s.cfg.Account && s.find(m.from).muzzled; m.unseen {
		return
	}
	s.push(m)
}

func (s *Server) message(id string) *message {
	at := slices.IndexFunc(s.messages, func(m *message) bool { return m.id == id && !m.deleted && !m.unseen })
	if at < 0 {
		return nil
	}
	return s.messages[at]
}

// allow checks whether the account may write to a user.
func (s *Server) allow(id string) *failure {
	u := s.users[id]
	switch {
	case u == nil, u.gone:
		return errNoUser
	case u.suspended:
		return v11(403, 63, "User has been suspended.")
	case u.blocked && s.cfg.BlockedCode == 136:
		return v11(403, 136, "You have been blocked from the author of this message.")
	case u.blocked:
		return errCannotSend
	case u.verifiedOnly && !u.wrote && !u.follows:
		return v11(403, 476, "The sender is not verified, and the recipient takes message requests from verified accounts only.")
	case !u.wrote && !u.open && !u.follows:
		return errNotFollowing
	}
	return nil
}

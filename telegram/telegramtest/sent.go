package telegramtest

import (
	"strconv"
	"time"
)

// Sent is a message that the host sent and Telegram accepted.
type Sent struct {
	ID           string // message_id, unique in its chat only
	To           string // chat id
	Via          string // business connection
	Topic        string // message_thread_id
	Receiver     string // of an ephemeral message: who alone is shown it; ID is then the ephemeral_message_id
	Method       string // "sendMessage"
	Text         string // or caption, after parsing and cleaning
	Attachments  []Attachment
	QuickReplies []string // reply keyboard
	Buttons      []Button // inline keyboard
	ReplyTo      string   // message_id
	Location     *Location
	Album        string // media_group_id
	Silent       bool   // disable_notification
	At           time.Time
	Edited       time.Time // when the host edited it last; Text and Buttons are then the new ones
	Deleted      bool      // by the host
}

// Attachment is a file that the host sent.
type Attachment struct {
	Kind string // photo, document, video, …
	ID   string // file_id of what arrived
	URL  string // as sent, if by URL
	Name string
	Type string // MIME type
	Data []byte
}

// Location is a point, with the title and address of a venue.
type Location struct {
	Latitude, Longitude float64
	Title, Address      string
}

// outgoing is a message under way: its JSON and its record.
type outgoing struct {
	chat     *chat
	msg      obj
	sent     Sent
	receiver int64 // of an ephemeral message; 0: it is none
}

// begin checks the recipient and the parameters that all sends share.
func (s *Server) begin(p params, method string) (*outgoing, *refusal) {
	switch method {
	case "copyMessage", "forwardMessage":
		delete(p.Values, "business_connection_id") // the server ignores what a method does not have
	}
	c, bad := s.recipient(p)
	if bad != nil {
		return nil, bad
	}
	o := &outgoing{chat: c, msg: obj{
		"from": s.user(), "chat": c.object(), "date": s.core.Clock.Now().Unix(),
	}}
	o.sent = Sent{To: strconv.FormatInt(c.id, 10), Method: method, Silent: p.Flag("disable_notification"), At: s.core.Clock.Now()}
	if id := p.Str("business_connection_id"); id != "" {
		o.sent.Via = id
		o.msg["business_connection_id"] = id
		o.msg["from"], o.msg["sender_business_bot"] = s.biz[id].owner.person, s.user()
	}
	if bad := o.place(p); bad != nil {
		return nil, bad
	}
	if bad := o.alone(s, p, method); bad != nil {
		return nil, bad
	}
	if bad := o.reply(p); bad != nil {
		return nil, bad
	}
	if method == "sendMediaGroup" {
		return o, nil
	}
	m, bad := readMarkup(p)
	if bad != nil {
		return nil, bad
	}
	o.sent.Buttons, o.sent.QuickReplies = m.buttons(), m.replies
	if m.Inline != nil {
		o.msg["reply_markup"] = m.raw
	}
	return o, nil
}

// reply reads reply_parameters, and reply_to_message_id of before version 7.0.
func (o *outgoing) reply(p params) *refusal {
	var r struct {
		MessageID int64  `json:"message_id"`
		ChatID    int64  `json:"chat_id"`
		Anyway    bool   `json:"allow_sending_without_reply"`
		Quote     string `json:"quote"`
	}
	if bad := p.object("reply_parameters", &r); bad != nil {
		return bad
	}
	if r.MessageID == 0 {
		r.MessageID, r.Anyway = p.Num("reply_to_message_id"), p.Flag("allow_sending_without_reply")
	}
	if r.MessageID == 0 {
		return nil
	}
	to, ok := o.chat.messages[r.MessageID]
	if !ok {
		if r.Anyway {
			return nil
		}
		return badRequest("message to be replied not found")
	}
	quoted := make(obj, len(to))
	for k, v := range to {
		if k != "reply_to_message" { // never nested a second time
			quoted[k] = v
		}
	}
	o.msg["reply_to_message"] = quoted
	o.sent.ReplyTo = strconv.FormatInt(r.MessageID, 10)
	return nil
}

// finish stores the message and returns it as the answer.
func (s *Server) finish(o *outgoing) obj {
	if o.receiver != 0 {
		o.sent.ID = strconv.FormatInt(o.chat.keepAlone(o.receiver, o.msg), 10)
	} else {
		o.sent.ID = strconv.FormatInt(o.chat.keep(o.msg), 10)
	}
	s.sent.Add(o.sent)
	if o.sent.Via != "" {
		s.echoBusiness(o)
	}
	return o.msg
}

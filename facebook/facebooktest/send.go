package facebooktest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// Sent is a message that the host sent and Meta accepted.
type Sent struct {
	ID           string // mid
	Page         string
	To           string // PSID; "user_ref:…", "comment:…" or "post:…" for the other recipients
	Type         string // messaging_type
	Tag          string
	Text         string // or the text of a button template
	Attachments  []Attachment
	QuickReplies []QuickReply
	Buttons      []Button        // of a template's only element
	Template     json.RawMessage // payload of a template
	ReplyTo      string          // mid
	Ref          string          // metadata
	Persona      string
	At           time.Time
}

// Attachment is a file that the host sent.
type Attachment struct {
	Kind string // image, audio, video, file
	ID   string // attachment_id, if sent by id or made reusable
	URL  string // as sent, if by URL
	Name string
	Type string // MIME type
	Data []byte
}

// QuickReply is a quick reply that the host sent.
type QuickReply struct {
	Kind    string // content_type
	Title   string
	Payload string
	Image   string // image_url
}

// Button is a button of a template that the host sent.
type Button struct {
	Kind    string // web_url, postback, …
	Title   string
	Payload string
	URL     string
}

// to is the recipient of a send.
type to struct {
	ID      string          `json:"id"`
	UserRef string          `json:"user_ref"`
	Comment string          `json:"comment_id"`
	Post    string          `json:"post_id"`
	Token   string          `json:"notification_messages_token"`
	Phone   json.RawMessage `json:"phone_number"`
}

// sendMessage is POST /{page-id}/messages: a message, a sender action or a reaction.
func (s *Server) sendMessage(r *request) (any, *graphError) {
	p := r.by.page
	if e := s.checkRate(r); e != nil {
		return nil, e
	}
	if e := r.known("recipient", "id", "user_ref", "comment_id", "post_id", "notification_messages_token", "phone_number"); e != nil {
		return nil, e
	}
	var who to
	if e := r.object("recipient", &who); e != nil {
		return nil, e
	}
	given := 0
	for _, v := range []string{who.ID, who.UserRef, who.Comment, who.Post, who.Token, string(who.Phone)} {
		if v != "" {
			given++
		}
	}
	if given != 1 {
		return nil, invalid("The parameter recipient is required")
	}
	p = s.account(p, func(p *page) bool { return p.threads[who.ID] != nil || p.comments[who.Comment] != nil })
	if r.Has("sender_action") {
		return s.act(r, p, who)
	}
	if !r.Has("message") {
		return nil, invalid("The parameter message is required")
	}
	t, sent, e := s.allow(r, p, who)
	if e != nil {
		return nil, e
	}
	out := &outgoing{page: p, thread: t, sent: sent}
	if e := s.read(r, out); e != nil {
		return nil, e
	}
	return s.accept(r, out), nil
}

// outgoing is a message under way.
type outgoing struct {
	page     *page
	thread   *thread
	sent     Sent
	echo     []obj // attachments of the echo
	reusable string
}

// accept stores the message, queues its echo and answers.
func (s *Server) accept(r *request, o *outgoing) obj {
	now := s.core.Clock.Now()
	o.sent.ID, o.sent.At = s.newMID(), now
	s.sent.Add(o.sent)
	if _, id, ok := strings.Cut(o.sent.To, ":"); ok && o.page.comments[id] != nil {
		o.page.comments[id].answered = true
	}
	answer := obj{"message_id": o.sent.ID}
	if o.reusable != "" {
		answer["attachment_id"] = o.reusable
	}
	if o.thread == nil { // by user_ref: no recipient_id in the answer, and no echo
		return answer
	}
	answer["recipient_id"] = o.thread.psid
	n := &note{mid: o.sent.ID, at: now, text: o.sent.Text, replyTo: o.sent.ReplyTo}
	n.files = o.echo
	o.thread.messages = append(o.thread.messages, n)
	if !s.cfg.NoEchoes {
		s.echo(o.page, o.thread, o.echoBody(s.cfg.AppID))
	}
	s.routeAfterSend(r, o)
	return answer
}

// echoBody is the message as echoes show it; app_id is a number, as in Meta's samples.
func (o *outgoing) echoBody(app string) obj {
	m := obj{"mid": o.sent.ID, "is_echo": true, "app_id": json.Number(app)}
	if o.sent.Ref != "" {
		m["metadata"] = o.sent.Ref
	}
	if o.sent.Text != "" && o.echo == nil {
		m["text"] = o.sent.Text
	}
	if o.echo != nil {
		m["attachments"] = o.echo
	}
	if o.sent.ReplyTo != "" {
		m["reply_to"] = obj{"mid": o.sent.ReplyTo}
	}
	return m
}

// echo queues what the Page sent, whoever sent it.
func (s *Server) echo(p *page, t *thread, message obj) {
	field := "message_echoes"
	if p.instagram { // its echoes come with messages
		field = "messages"
		delete(message, "app_id")
	}
	s.push(p, t, field, obj{
		"sender": obj{"id": p.id}, "recipient": obj{"id": t.psid}, "timestamp": ms(s.core.Clock.Now()), "message": message,
	})
}

// message is the member message of a send.
type message struct {
	Text       *string         `json:"text"`
	Attachment *attachment     `json:"attachment"`
	Album      []attachment    `json:"attachments"` // on Instagram
	Replies    []quickReply    `json:"quick_replies"`
	Metadata   string          `json:"metadata"`
	Sticker    json.RawMessage `json:"sticker_id"`
	Template   json.RawMessage `json:"template"`
}

// read checks message and reply_to and fills the record.
func (s *Server) read(r *request, o *outgoing) *graphError {
	members := []string{"text", "attachment", "quick_replies", "metadata", "sticker_id", "template"}
	if o.page.instagram {
		members = []string{"text", "attachment", "attachments", "quick_replies", "metadata"}
	}
	if e := r.known("message", members...); e != nil {
		return e
	}
	var m message
	if e := r.object("message", &m); e != nil {
		return e
	}
	o.sent.Ref = m.Metadata
	if utf8.RuneCountInString(m.Metadata) >= 1000 { // "under 1000 characters"
		return invalid("Length of param message[metadata] must be less than 1000")
	}
	given := 0
	for _, set := range []bool{m.Text != nil, m.Attachment != nil || r.filedata() != nil, m.Album != nil, m.Sticker != nil, m.Template != nil} {
		if set {
			given++
		}
	}
	if given != 1 {
		return invalid("Must set exactly one of text and attachment in message")
	}
	if m.Text != nil {
		if e := s.text(*m.Text); e != nil {
			return e
		}
		if o.page.instagram {
			if e := instagramText(*m.Text); e != nil {
				return e
			}
		}
		o.sent.Text = *m.Text
	}
	if m.Attachment != nil || r.filedata() != nil {
		if e := s.attach(r, o, m.Attachment); e != nil {
			return e
		}
	}
	if m.Album != nil {
		if e := s.album(r, o, m.Album); e != nil {
			return e
		}
	}
	if m.Template != nil && o.sent.Type != "UTILITY" {
		return invalid("message[template] needs messaging_type UTILITY")
	}
	if e := o.quickReplies(m.Replies); e != nil {
		return e
	}
	return s.extras(r, o)
}

// text holds a text to Config.MaxText.
func (s *Server) text(text string) *graphError {
	if standin.IsBlank(text) {
		return invalid("The parameter message[text] must be non-empty")
	}
	if len(utf16.Encode([]rune(text))) > s.cfg.MaxText {
		return invalid("Length of param message[text] must be less than or equal to %d", s.cfg.MaxText)
	}
	return nil
}

// extras checks the other parameters of a message: reply_to, persona_id, notification_type.
func (s *Server) extras(r *request, o *outgoing) *graphError {
	var reply struct {
		MID string `json:"mid"`
	}
	if e := r.object("reply_to", &reply); e != nil {
		return e
	}
	if reply.MID != "" {
		if o.thread == nil || o.thread.find(reply.MID) == nil {
			return invalid("Invalid reply_to: the message is not part of the thread")
		}
		o.sent.ReplyTo = reply.MID
	}
	if id := r.Str("persona_id"); id != "" {
		if _, ok := o.page.personas[id]; !ok {
			return invalid("Invalid persona_id")
		}
		o.sent.Persona = id
	}
	if n := r.Str("notification_type"); n != "" && !slices.Contains([]string{"REGULAR", "SILENT_PUSH", "NO_PUSH"}, n) {
		return invalid("Param notification_type must be one of {NO_PUSH, REGULAR, SILENT_PUSH}")
	}
	return nil
}

package whatsapptest

import (
	"bytes"
	"encoding/json"
	"regexp"
	"time"
	"unicode/utf16"
)

// Sent is a message that WhatsApp accepted.
type Sent struct {
	ID     string
	Number string // id of the business number
	To     string // user id of the person
	By     string // "to" or "recipient": how the person was named
	At     time.Time
	Type   string
	Ref    string // biz_opaque_callback_data

	Text     string // of a text, a caption or an interactive message
	Preview  bool
	ReplyTo  string
	Kind     string // of the file: "image", …
	Name     string // of a document
	MediaID  string
	Link     string // of a file, or of the button that opens a page
	Data     []byte // of the file
	Header   string
	Footer   string
	Label    string   // of a list, or of the button that opens a page
	Choices  []Choice // buttons or rows
	Template string
	Values   []string   // of the template's variables
	Payloads []string   // of the template's quick replies
	Emoji    string     // of a reaction
	Place    [2]float64 // latitude, longitude
	Card     string     // name on a contact card
}

// Choice is a reply button or a row of a list.
type Choice struct{ ID, Title, Description string }

// Mark is a received message that the host marked as read.
type Mark struct {
	Number    string // id of the business number
	MessageID string
	Typing    bool // with the typing indicator
}

// message is the body of a call of messages.
type message struct {
	Product       string `json:"messaging_product"`
	RecipientType string `json:"recipient_type"`
	To            string `json:"to"`
	Recipient     string `json:"recipient"`
	Type          string `json:"type"`
	Ref           string `json:"biz_opaque_callback_data"`
	Status        string `json:"status"`
	MessageID     string `json:"message_id"`
	Context       *struct {
		MessageID string `json:"message_id"`
	} `json:"context"`
	Typing *struct {
		Type string `json:"type"`
	} `json:"typing_indicator"`
	Text *struct {
		Body    string `json:"body"`
		Preview bool   `json:"preview_url"`
	} `json:"text"`
	Image       *media          `json:"image"`
	Video       *media          `json:"video"`
	Audio       *media          `json:"audio"`
	Document    *media          `json:"document"`
	Sticker     *media          `json:"sticker"`
	Location    json.RawMessage `json:"location"`
	Contacts    json.RawMessage `json:"contacts"`
	Interactive json.RawMessage `json:"interactive"`
	Reaction    json.RawMessage `json:"reaction"`
	Template    json.RawMessage `json:"template"`
}

// media is a file by id or link.
type media struct {
	ID       string `json:"id"`
	Link     string `json:"link"`
	Caption  string `json:"caption"`
	Filename string `json:"filename"`
}

// strict decodes JSON and refuses members that WhatsApp does not have.
func strict(raw []byte, v any) *refusal {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return &refusal{code: 100, text: "(#100) Invalid parameter", details: err.Error()}
	}
	return nil
}

// units is the length of a text as the stand-in counts it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// sendMessage is POST /{phone-number-id}/messages.
func (s *Server) sendMessage(r *request) (any, *refusal) {
	var m message
	raw, err := json.Marshal(r.body)
	if err != nil {
		return nil, refuse(100, "Invalid JSON")
	}
	if e := strict(raw, &m); e != nil {
		return nil, e
	}
	n := r.number
	if m.Product != "whatsapp" {
		return nil, bad(131008, "messaging_product is required")
	}
	if !n.registered {
		return nil, titled(133010, "The phone number is not registered.")
	}
	if m.Status != "" {
		return s.markRead(n, m)
	}
	if e := s.checkThroughput(n); e != nil {
		return nil, e
	}
	p, by, e := s.recipient(n, m)
	if e != nil {
		return nil, e
	}
	sent := Sent{Number: n.id, To: p.UserID, By: by, At: s.core.Clock.Now(), Type: m.Type, Ref: m.Ref}
	if len(m.Ref) > 512 {
		return nil, bad(131009, "biz_opaque_callback_data is too long")
	}
	if m.Context != nil {
		if n.with(p).messages[m.Context.MessageID] == nil {
			return nil, bad(131009, "context.message_id is not a message of this conversation")
		}
		sent.ReplyTo = m.Context.MessageID
	}
	if e := s.content(n, p, m, &sent); e != nil {
		return nil, e
	}
	if e := s.checkPair(n, p); e != nil {
		return nil, e
	}
	late := s.allow(n, p, sent)
	if late != nil && !s.cfg.Late {
		return nil, late
	}
	return s.accept(n, p, sent, late), nil
}

var toForm = regexp.MustCompile(`^\+?[0-9]{5,20}$`)

// recipient finds whom a message is for. If both are given, "to" counts.
func (s *Server) recipient(n *number, m message) (p *Person, by string, e *refusal) {
	switch {
	case m.RecipientType != "" && m.RecipientType != "individual":
		return nil, "", bad(131009, "recipient_type must be individual")
	case m.To != "":
		if !toForm.MatchString(m.To) {
			return nil, "", bad(131009, "to must be a phone number")
		}
		to := m.To
		if to[0] == '+' {
			to = to[1:]
		}
		if to == n.phone {
			return nil, "", titled(131021, "Recipient and sender are the same.")
		}
		if p = s.known(to); p == nil {
			p = s.meet(Person{Number: to}) // numbers with WhatsApp need not have written
		}
		return p, "to", nil
	case m.Recipient != "":
		if p = s.known(m.Recipient); p == nil || p.UserID != m.Recipient {
			return nil, "", bad(131009, "recipient is not a user id of this business portfolio")
		}
		return p, "recipient", nil
	}
	return nil, "", bad(131008, "to or recipient is required")
}

// content reads and checks what is said.
func (s *Server) content(n *number, p *Person, m message, sent *Sent) *refusal {
	files := map[string]*media{"image": m.Image, "video": m.Video, "audio": m.Audio, "document": m.Document, "sticker": m.Sticker}
	if _, ok := files[m.Type]; ok {
		return s.fileContent(n, m.Type, files[m.Type], sent)
	}
	switch m.Type {
	case "text":
		switch {
		case m.Text == nil || m.Text.Body == "":
			return bad(131008, "text.body is required")
		case units(m.Text.Body) > s.cfg.MaxText:
			return bad(131009, "text.body is too long")
		}
		sent.Text, sent.Preview = m.Text.Body, m.Text.Preview
		return nil
	case "location":
		return location(m.Location, sent)
	case "contacts":
		return contacts(m.Contacts, sent)
	case "reaction":
		return reaction(n.with(p), m.Reaction, sent)
	case "interactive":
		return s.interactive(n, m.Interactive, sent)
	case "template":
		return s.template(m.Template, sent)
	case "":
		return bad(131008, "type is required")
	}
	return bad(131009, "type %s is not one of those that exist", m.Type)
}

// markRead is a call of messages with a status.
func (s *Server) markRead(n *number, m message) (any, *refusal) {
	if m.Status != "read" {
		return nil, bad(131009, "status must be read")
	}
	if m.Typing != nil && m.Typing.Type != "text" {
		return nil, bad(131009, "typing_indicator.type must be text")
	}
	for _, t := range n.threads {
		if note := t.messages[m.MessageID]; note != nil && note.inbound {
			note.read = true
			s.marks.Add(Mark{Number: n.id, MessageID: m.MessageID, Typing: m.Typing != nil})
			return obj{"success": true}, nil
		}
	}
	return nil, bad(131009, "message_id is not a received message")
}

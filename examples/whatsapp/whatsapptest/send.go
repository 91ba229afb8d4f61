package whatsapptest

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
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
	Values   []string // of the template's variables
	Payloads []string // of the template's quick replies
	Emoji    string   // of a reaction
	Place    [2]float64
	Card     string // name on a contact card
}

// Choice is a reply button or a row of a list.
type Choice struct{ ID, Title, Description string }

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

// fileContent reads a file by id or link.
func (s *Server) fileContent(n *number, kindName string, m *media, sent *Sent) *refusal {
	switch {
	case m == nil || m.ID == "" && m.Link == "":
		return bad(131008, "%s needs an id or a link", kindName)
	case m.ID != "" && m.Link != "":
		return bad(131009, "%s must have one of id and link", kindName)
	case units(m.Caption) > 1024:
		return bad(131009, "%s.caption is too long", kindName)
	case m.Caption != "" && (kindName == "audio" || kindName == "sticker"):
		return bad(131009, "%s takes no caption", kindName)
	case m.Filename != "" && kindName != "document":
		return bad(131009, "%s takes no filename", kindName)
	}
	sent.Kind, sent.MediaID, sent.Link, sent.Name = kindName, m.ID, m.Link, m.Filename
	if sent.Text == "" {
		sent.Text = m.Caption
	}
	typ := ""
	if m.ID != "" {
		f := s.files[m.ID]
		if f == nil || f.number != n.id || !s.core.Clock.Now().Before(f.until) {
			return bad(131009, "%s.id is not a file of this number", kindName)
		}
		typ, sent.Data = f.typ, f.data
	} else {
		var e *refusal
		if typ, sent.Data, e = s.fetch(m.Link); e != nil {
			return e
		}
	}
	return s.kinds()[kindName].fits(typ, len(sent.Data))
}

func location(raw []byte, sent *Sent) *refusal {
	var l struct {
		Latitude  *float64 `json:"latitude"`
		Longitude *float64 `json:"longitude"`
		Name      string   `json:"name"`
		Address   string   `json:"address"`
	}
	if raw == nil {
		return bad(131008, "location is required")
	}
	if e := strict(raw, &l); e != nil {
		return e
	}
	if l.Latitude == nil || l.Longitude == nil || *l.Latitude < -90 || *l.Latitude > 90 || *l.Longitude < -180 || *l.Longitude > 180 {
		return bad(131009, "location needs latitude and longitude")
	}
	sent.Place, sent.Text = [2]float64{*l.Latitude, *l.Longitude}, l.Name
	return nil
}

func contacts(raw []byte, sent *Sent) *refusal {
	var list []struct {
		Name struct {
			Formatted string `json:"formatted_name"`
			First     string `json:"first_name"`
			Last      string `json:"last_name"`
		} `json:"name"`
		Phones []struct {
			Phone string `json:"phone"`
			Type  string `json:"type"`
			WaID  string `json:"wa_id"`
		} `json:"phones"`
	}
	if raw == nil {
		return bad(131008, "contacts is required")
	}
	if e := strict(raw, &list); e != nil {
		return e
	}
	if len(list) == 0 || len(list) > 257 {
		return bad(131009, "contacts must be 1 to 257")
	}
	for _, c := range list {
		if c.Name.Formatted == "" || c.Name.First == "" && c.Name.Last == "" {
			return bad(131008, "name.formatted_name and another name are required")
		}
	}
	sent.Card = list[0].Name.Formatted
	return nil
}

func reaction(t *thread, raw []byte, sent *Sent) *refusal {
	var r struct {
		MessageID string  `json:"message_id"`
		Emoji     *string `json:"emoji"`
	}
	if raw == nil {
		return bad(131008, "reaction is required")
	}
	if e := strict(raw, &r); e != nil {
		return e
	}
	if r.Emoji == nil {
		return bad(131008, "reaction.emoji is required")
	}
	if t.messages[r.MessageID] == nil {
		return bad(131009, "reaction.message_id is not a message of this conversation")
	}
	sent.ReplyTo, sent.Emoji = r.MessageID, *r.Emoji
	return nil
}

// template reads a template message: it must be approved, and have as many values as variables.
func (s *Server) template(raw []byte, sent *Sent) *refusal {
	var t struct {
		Name     string `json:"name"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
		Components []struct {
			Type       string `json:"type"`
			SubType    string `json:"sub_type"`
			Index      any    `json:"index"`
			Parameters []struct {
				Type    string `json:"type"`
				Text    string `json:"text"`
				Payload string `json:"payload"`
			} `json:"parameters"`
		} `json:"components"`
	}
	if raw == nil {
		return bad(131008, "template is required")
	}
	if e := strict(raw, &t); e != nil {
		return e
	}
	i := slices.IndexFunc(s.cfg.Templates, func(x Template) bool { return x.Name == t.Name && x.Language == t.Language.Code })
	if i < 0 {
		return titled(132001, "template name ("+t.Name+") does not exist in "+t.Language.Code)
	}
	for _, c := range t.Components {
		for _, p := range c.Parameters {
			switch {
			case c.Type == "body" && p.Type == "text" && p.Text != "":
				sent.Values = append(sent.Values, p.Text)
			case c.Type == "button" && c.SubType == "quick_reply" && p.Type == "payload" && c.Index != nil:
				sent.Payloads = append(sent.Payloads, p.Payload)
			default:
				return titled(132000, "a parameter has a wrong form")
			}
		}
	}
	known := s.cfg.Templates[i]
	if len(sent.Values) != known.Variables || len(sent.Payloads) > known.Buttons {
		return titled(132000, "the number of values is not the number of variables")
	}
	sent.Template = t.Name
	return nil
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
			return obj{"success": true}, nil
		}
	}
	return nil, bad(131009, "message_id is not a received message")
}

package whatsapptest

import (
	"slices"
)

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

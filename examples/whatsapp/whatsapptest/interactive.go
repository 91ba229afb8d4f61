package whatsapptest

import (
	"encoding/json"
	"slices"
)

// interactive is an interactive message.
type interactive struct {
	Type   string `json:"type"`
	Header *struct {
		Type     string `json:"type"`
		Text     string `json:"text"`
		Image    *media `json:"image"`
		Video    *media `json:"video"`
		Document *media `json:"document"`
	} `json:"header"`
	Body *struct {
		Text string `json:"text"`
	} `json:"body"`
	Footer *struct {
		Text string `json:"text"`
	} `json:"footer"`
	Action json.RawMessage `json:"action"`
}

// action is what a person can do with it.
type action struct {
	Name       string `json:"name"`
	Parameters *struct {
		Text string `json:"display_text"`
		URL  string `json:"url"`
	} `json:"parameters"`
	Buttons []struct {
		Type  string `json:"type"`
		Reply struct {
			ID    string `json:"id"`
			Title string `json:"title"`
		} `json:"reply"`
	} `json:"buttons"`
	Button   string `json:"button"`
	Sections []struct {
		Title string `json:"title"`
		Rows  []struct {
			ID          string `json:"id"`
			Title       string `json:"title"`
			Description string `json:"description"`
		} `json:"rows"`
	} `json:"sections"`
}

// interactive reads buttons, a list, a link or the request for the phone number.
func (s *Server) interactive(n *number, raw []byte, sent *Sent) *refusal {
	var m interactive
	if raw == nil {
		return bad(131008, "interactive is required")
	}
	if e := strict(raw, &m); e != nil {
		return e
	}
	if m.Body == nil || m.Body.Text == "" {
		return bad(131008, "interactive.body.text is required")
	}
	if units(m.Body.Text) > s.cfg.MaxBody {
		return bad(131009, "interactive.body.text is too long")
	}
	sent.Text = m.Body.Text
	if m.Footer != nil {
		if sent.Footer = m.Footer.Text; units(sent.Footer) > 60 {
			return bad(131009, "interactive.footer.text is too long")
		}
	}
	if e := s.header(n, m, sent); e != nil {
		return e
	}
	var a action
	if e := strict(m.Action, &a); e != nil {
		return e
	}
	switch m.Type {
	case "button":
		return replyButtons(a, sent)
	case "list":
		return list(a, sent)
	case "cta_url":
		if a.Name != "cta_url" || a.Parameters == nil || a.Parameters.Text == "" || units(a.Parameters.Text) > 20 || a.Parameters.URL == "" {
			return bad(131009, "interactive.action of cta_url needs a text of up to 20 characters and a url")
		}
		sent.Label, sent.Link = a.Parameters.Text, a.Parameters.URL
		return nil
	case "request_contact_info":
		if a.Name != "request_contact_info" {
			return bad(131009, "interactive.action.name must be request_contact_info")
		}
		return nil
	}
	return bad(131009, "interactive.type %s is not one of those that exist", m.Type)
}

// header reads the part above the text.
func (s *Server) header(n *number, m interactive, sent *Sent) *refusal {
	if m.Header == nil {
		return nil
	}
	files := map[string]*media{"image": m.Header.Image, "video": m.Header.Video, "document": m.Header.Document}
	switch file, ok := files[m.Header.Type]; {
	case ok && m.Type != "button" && m.Type != "cta_url":
		return bad(131009, "interactive.header of a list must be a text")
	case ok:
		return s.fileContent(n, m.Header.Type, file, sent)
	case m.Header.Type != "text" || m.Header.Text == "" || units(m.Header.Text) > 60:
		return bad(131009, "interactive.header.text must have 1 to 60 characters")
	}
	sent.Header = m.Header.Text
	return nil
}

// replyButtons reads one to three buttons with ids and titles of their own.
func replyButtons(a action, sent *Sent) *refusal {
	if len(a.Buttons) < 1 || len(a.Buttons) > 3 {
		return bad(131009, "interactive.action.buttons must be 1 to 3")
	}
	for _, b := range a.Buttons {
		switch {
		case b.Type != "reply":
			return bad(131009, "a button's type must be reply")
		case b.Reply.Title == "" || units(b.Reply.Title) > 20:
			return bad(131009, "a button's title must have 1 to 20 characters")
		}
		if e := sent.choose(Choice{ID: b.Reply.ID, Title: b.Reply.Title}, 256); e != nil {
			return e
		}
	}
	return nil
}

// list reads up to ten rows in up to ten sections.
func list(a action, sent *Sent) *refusal {
	if a.Button == "" || units(a.Button) > 20 {
		return bad(131009, "interactive.action.button must have 1 to 20 characters")
	}
	if len(a.Sections) < 1 || len(a.Sections) > 10 {
		return bad(131009, "interactive.action.sections must be 1 to 10")
	}
	sent.Label = a.Button
	for _, section := range a.Sections {
		if units(section.Title) > 24 || section.Title == "" && len(a.Sections) > 1 {
			return bad(131009, "a section's title must have 1 to 24 characters")
		}
		for _, row := range section.Rows {
			if row.Title == "" || units(row.Title) > 24 || units(row.Description) > 72 {
				return bad(131009, "a row's title must have 1 to 24 characters, its description up to 72")
			}
			if e := sent.choose(Choice{row.ID, row.Title, row.Description}, 200); e != nil {
				return e
			}
		}
	}
	if len(sent.Choices) < 1 || len(sent.Choices) > 10 {
		return bad(131009, "a list must have 1 to 10 rows")
	}
	return nil
}

// choose adds a choice. Its id must be its own.
func (sent *Sent) choose(c Choice, most int) *refusal {
	switch {
	case c.ID == "" || units(c.ID) > most:
		return bad(131009, "an id must have 1 to %d characters", most)
	case slices.ContainsFunc(sent.Choices, func(old Choice) bool { return old.ID == c.ID }):
		return bad(131009, "ids must be unique")
	}
	sent.Choices = append(sent.Choices, c)
	return nil
}

package channel

import (
	"fmt"
	"slices"
)

// ChoiceLimit bounds quick replies or buttons. Max 0: there are none.
type ChoiceLimit struct {
	Max         int      `json:"max"`
	Text        Length   `json:"text,omitzero"`
	Payload     Length   `json:"payload,omitzero"`     // Max 0: it carries none
	Description Length   `json:"description,omitzero"` // Max 0: none is shown
	Image       bool     `json:"image,omitempty"`      // a quick reply may have an Image
	Asks        []string `json:"asks,omitempty"`       // AskPhone, …
}

func (c *complaints) quickReplies(l Limits, m Message) {
	if len(m.QuickReplies) == 0 {
		return
	}
	q := l.QuickReplies
	if q.Max == 0 {
		c.add("quickReplies", CodeUnsupported, "quick replies do not exist here")
		return
	}
	c.count("quickReplies", len(m.QuickReplies), q.Max)
	for i, r := range m.QuickReplies {
		field := fmt.Sprintf("quickReplies[%d]", i)
		switch {
		case r.Asks != "" && !slices.Contains(q.Asks, r.Asks):
			c.add(field+".asks", CodeUnsupported, fmt.Sprintf("a quick reply cannot ask for %q here", r.Asks))
		case r.Asks == "" && r.Text == "":
			c.add(field+".text", CodeMissing, "a quick reply has a text")
		}
		c.shown(field+".text", r.Text)
		c.length(field+".text", r.Text, q.Text)
		c.optional(field+".payload", r.Payload, q.Payload)
		c.optional(field+".description", r.Description, q.Description)
		if r.Image != "" && !q.Image {
			c.add(field+".image", CodeUnsupported, "quick replies have no image here")
		}
	}
}

func (c *complaints) buttons(l Limits, m Message) {
	if len(m.Buttons) == 0 {
		return
	}
	if l.Buttons.Max == 0 {
		c.add("buttons", CodeUnsupported, "buttons do not exist here")
		return
	}
	if l.NotTogether && len(m.QuickReplies) > 0 {
		c.add("buttons", CodeConflict, "buttons and quick replies cannot go in one message here")
	}
	c.count("buttons", len(m.Buttons), l.Buttons.Max)
	for i, b := range m.Buttons {
		field := fmt.Sprintf("buttons[%d]", i)
		if b.Text == "" {
			c.add(field+".text", CodeMissing, "a button has a text")
		}
		c.shown(field+".text", b.Text)
		c.length(field+".text", b.Text, l.Buttons.Text)
		switch {
		case (b.URL == "") == (b.Payload == ""):
			c.add(field, CodeInvalid, "exactly one of url and payload is needed")
		case b.URL != "" && !l.ButtonURLs:
			c.add(field+".url", CodeUnsupported, "a button cannot open a page here")
		case b.Payload != "" && !l.ButtonTaps:
			c.add(field+".payload", CodeUnsupported, "a button cannot come back as a press here")
		case b.Payload != "":
			c.length(field+".payload", b.Payload, l.Buttons.Payload)
		}
	}
}

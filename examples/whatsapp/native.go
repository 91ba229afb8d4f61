package whatsapp

import (
	"encoding/json"
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// Options holds the settings of a message that only WhatsApp knows. The zero value changes nothing.
// Native puts it into a message:
//
//	channel.Message{Native: whatsapp.Native(whatsapp.Options{
//		Template: &whatsapp.Template{Name: "order_shipped", Language: "en", Body: []string{"4711"}},
//	})}
type Options struct {
	// Template is an approved template, which may be sent outside the reply window. The message
	// must have no other content.
	Template *Template `json:"template,omitempty"`
	// Interactive is any other interactive object, as Meta's page shows it: a flow, products. The
	// message must have no other content.
	Interactive json.RawMessage `json:"interactive,omitempty"`

	Header    string `json:"header,omitempty"`    // above a text with buttons, a list or a link: 60 characters at most
	Footer    string `json:"footer,omitempty"`    // below it: 60 characters at most
	ListLabel string `json:"listLabel,omitempty"` // opens the list of quick replies. Defaults to Config.ListButton.
	Preview   bool   `json:"preview,omitempty"`   // shows a preview of the first link in a text
}

// Template names a template that Meta has approved. Meta's category of it (marketing, utility,
// authentication) decides the price and whether the person may have stopped it.
type Template struct {
	Name     string `json:"name"`
	Language string `json:"language"` // "en", "pt_BR"
	// Body fills the variables of the text, in order.
	Body []string `json:"body,omitempty"`
	// Payloads come back from the template's quick replies, in the order of the buttons.
	Payloads []string `json:"payloads,omitempty"`
	// Components replace Body and Payloads: the list as Meta's page shows it, for headers with
	// media, links and codes.
	Components json.RawMessage `json:"components,omitempty"`
}

const nativeOptions = "options"

// Native wraps options for channel.Message. If Interactive or Components is no JSON, Send refuses
// the message.
func Native(o Options) channel.Native {
	data, err := json.Marshal(o)
	if err != nil {
		data = nil
	}
	return channel.Native{Platform: Platform, Kind: nativeOptions, Data: data}
}

// options reads the options of a message.
func options(n channel.Native) (o Options, err error) {
	if n.IsZero() {
		return o, nil
	}
	if n.Platform != Platform || n.Kind != nativeOptions {
		return o, &channel.FieldError{Field: "native", Code: channel.CodeUnsupported, Reason: "the extra must be one of this platform"}
	}
	if json.Unmarshal(n.Data, &o) != nil {
		return o, &channel.FieldError{Field: "native", Code: channel.CodeInvalid, Reason: "the extra must be made by Native"}
	}
	return o, nil
}

// whole reports whether the options make the content of the message.
func (o Options) whole() bool { return o.Template != nil || o.Interactive != nil }

// check returns the complaints about the options, and about the message that has them.
func (o Options) check(m channel.Message) error {
	var c complaints
	says := m.Text != "" || len(m.Attachments) > 0 || m.Location != nil || m.Card != nil || len(m.Buttons) > 0 || len(m.QuickReplies) > 0
	switch {
	case o.Template != nil && o.Interactive != nil:
		c.add("native", channel.CodeConflict, "a template and an interactive object must not be in one message")
	case o.whole() && (says || o.Header != "" || o.Footer != ""):
		c.add("native", channel.CodeConflict, "a template or an interactive object must be alone in its message")
	case !m.Native.IsZero() && !o.whole() && !says:
		c.add("text", channel.CodeMissing, "the message needs a content")
	}
	if t := o.Template; t != nil {
		if t.Name == "" {
			c.add("native.template.name", channel.CodeMissing, "a template needs a name")
		}
		if t.Language == "" {
			c.add("native.template.language", channel.CodeMissing, "a template needs a language")
		}
		if t.Components != nil && (len(t.Body) > 0 || len(t.Payloads) > 0) {
			c.add("native.template.components", channel.CodeConflict, "components must be alone: they hold texts and payloads")
		}
		if len(t.Components) > 0 && t.Components[0] != '[' {
			c.add("native.template.components", channel.CodeInvalid, "components must be a list")
		}
	}
	if o.Interactive != nil && readMember(o.Interactive, "type") == "" {
		c.add("native.interactive", channel.CodeInvalid, "an interactive object needs a type")
	}
	if (o.Header != "" || o.Footer != "") && len(m.Buttons) == 0 && len(m.QuickReplies) == 0 {
		c.add("native", channel.CodeConflict, "header and footer need buttons or quick replies")
	}
	if o.Header != "" && len(m.Attachments) > 0 {
		c.add("native.header", channel.CodeConflict, "a header must not be beside an attachment, which takes its place")
	}
	c.length("native.header", o.Header, maxHeader)
	c.length("native.footer", o.Footer, maxHeader)
	c.length("native.listLabel", o.ListLabel, maxButton)
	return errors.Join(c...)
}

// parameter is a value for a variable of a template.
type parameter struct {
	Type    string `json:"type"` // "text", "payload"
	Text    string `json:"text,omitempty"`
	Payload string `json:"payload,omitempty"`
}

// component is a part of a template with variables.
type component struct {
	Type       string      `json:"type"` // "body", "button"
	SubType    string      `json:"sub_type,omitempty"`
	Index      *int        `json:"index,omitempty"`
	Parameters []parameter `json:"parameters"`
}

// sent is the template as Meta reads it.
func (t Template) sent() (*sentTemplate, error) {
	out := &sentTemplate{Name: t.Name, Language: sentLanguage{t.Language}, Components: t.Components}
	var list []component
	if len(t.Body) > 0 {
		body := component{Type: "body"}
		for _, text := range t.Body {
			body.Parameters = append(body.Parameters, parameter{Type: "text", Text: text})
		}
		list = append(list, body)
	}
	for i, p := range t.Payloads {
		list = append(list, component{Type: "button", SubType: "quick_reply", Index: &i, Parameters: []parameter{{Type: "payload", Payload: p}}})
	}
	if list == nil {
		return out, nil
	}
	var err error
	out.Components, err = json.Marshal(list)
	return out, err
}

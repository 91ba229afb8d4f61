package facebook

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Options holds the settings of a message that only Meta's platforms know. The zero value changes
// nothing. Native puts it into a message:
//
//	channel.Message{Text: "I am Ada.", Native: facebook.Native(facebook.Options{Persona: id})}
//
// At most one of Generic, Media, Receipt, Template and Utility may be set. A message with one of
// them must have no text, attachments and buttons of its own, but may have quick replies.
//
// On Instagram, Send refuses Media, Receipt and Utility, a Template of another type than generic,
// button, product and notification_messages, and a Generic with other buttons than ButtonURL and
// ButtonPostback. It passes the other options on; that Instagram takes them is not confirmed.
type Options struct {
	Persona      string       `json:"persona,omitempty"`      // id from CreatePersona: the message shows its name and picture ("Personas")
	Notification Notification `json:"notification,omitempty"` // how the message announces itself. Defaults to a sound.
	Control      *Control     `json:"control,omitempty"`      // hands the thread to another app after the message ("Conversation Routing")

	Generic  []Card          `json:"generic,omitempty"`  // 1 to 10 cards side by side ("Generic template")
	Media    *MediaCard      `json:"media,omitempty"`    // a picture or video with buttons ("Media template")
	Receipt  *Receipt        `json:"receipt,omitempty"`  // of an order ("Receipt template")
	Template json.RawMessage `json:"template,omitempty"` // the payload of any other template, as its page shows it
	Utility  *Utility        `json:"utility,omitempty"`  // an approved template that needs no reply window ("Send a utility message")
}

// Notification is how a message announces itself ("Send API Reference": notification_type).
type Notification string

// Ways in which a message announces itself.
const (
	NotifyRegular Notification = "REGULAR"     // sound and screen
	NotifySilent  Notification = "SILENT_PUSH" // screen only
	NotifyNot     Notification = "NO_PUSH"     // neither
)

// Control hands a thread to another app after the message. Without Pass the thread becomes idle.
type Control struct {
	Pass bool   `json:"pass,omitempty"`
	App  string `json:"app,omitempty"` // with Pass. Defaults to the Page's default app.
}

// Utility names a template that Meta has approved. Components are as on Meta's page. If nil, the
// template has no parameters.
type Utility struct {
	Name       string
	Language   string // "en", "pt_BR"
	Components json.RawMessage
}

// MarshalJSON writes the form that Meta reads.
func (u Utility) MarshalJSON() ([]byte, error) { return json.Marshal(u.wire()) }

// UnmarshalJSON reads the form that MarshalJSON writes.
func (u *Utility) UnmarshalJSON(data []byte) error {
	var w utility
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*u = Utility{Name: w.Name, Language: w.Language.Code, Components: w.Components}
	return nil
}

func (u Utility) wire() utility {
	return utility{Name: u.Name, Language: language{u.Language}, Components: u.Components}
}

const nativeOptions = "options"

// Native wraps options for channel.Message. If Template is no JSON, Send refuses the message.
func Native(o Options) channel.Native {
	data, err := json.Marshal(o)
	if err != nil {
		data = nil
	}
	return channel.Native{Platform: Platform, Kind: nativeOptions, Data: data}
}

// options reads the options of a message.
func options(n channel.Native) (Options, error) {
	if n.IsZero() {
		return Options{}, nil
	}
	return readOptions(n)
}

func readOptions(n channel.Native) (o Options, err error) {
	if n.Platform != Platform || n.Kind != nativeOptions {
		return o, &channel.FieldError{Field: "native", Code: channel.CodeUnsupported, Reason: "the extra must be one of this platform"}
	}
	if json.Unmarshal(n.Data, &o) != nil {
		return o, &channel.FieldError{Field: "native", Code: channel.CodeInvalid, Reason: "the extra must be made by Native"}
	}
	return o, nil
}

// templated reports whether the options make the content of the message.
func (o Options) templated() bool { return o.contents() > 0 }

func (o Options) contents() int {
	n := 0
	for _, set := range []bool{len(o.Generic) > 0, o.Media != nil, o.Receipt != nil, len(o.Template) > 0, o.Utility != nil} {
		if set {
			n++
		}
	}
	return n
}

// check returns the complaints about the options, and about the message that has them.
func (o Options) check(m channel.Message) error {
	var c complaints
	switch o.Notification {
	case "", NotifyRegular, NotifySilent, NotifyNot:
	default:
		c.add("native.notification", channel.CodeInvalid, "the notification must be one of the Notify… constants")
	}
	if o.Persona != "" && !isDigits(o.Persona) {
		c.add("native.persona", channel.CodeInvalid, "the id of a persona must be a number")
	}
	if o.Control != nil && o.Control.App != "" && (!o.Control.Pass || !isDigits(o.Control.App)) {
		c.add("native.control.app", channel.CodeInvalid, "the app must be named by its number, and only with Pass")
	}
	if o.contents() > 1 {
		c.add("native", channel.CodeConflict, "only one template is allowed in a message")
	}
	if o.templated() && (m.Text != "" || len(m.Attachments) > 0 || len(m.Buttons) > 0) {
		c.add("native", channel.CodeConflict, "text, attachments and buttons are not allowed beside a template")
	}
	if !m.Native.IsZero() && !o.templated() && m.Text == "" && len(m.Attachments) == 0 {
		c.add("text", channel.CodeMissing, "the message needs a text or an attachment")
	}
	c.cards(o.Generic)
	if o.Media != nil {
		c.media(*o.Media)
	}
	if o.Receipt != nil {
		c.receipt(*o.Receipt)
	}
	if o.Template != nil && templateType(o.Template) == "" {
		c.add("native.template", channel.CodeInvalid, "the template needs a payload with its template_type")
	}
	c.addresses("native.template", o.Template)
	if o.Utility != nil && (o.Utility.Name == "" || o.Utility.Language == "") {
		c.add("native.utility", channel.CodeMissing, "the template needs a name and a language")
	}
	return errors.Join(c...)
}

// checkInstagram returns the complaints about options that Instagram does not have. Its guide "Send
// a Message" names the templates generic, button and product, with buttons that open a page or come
// back. notification_messages is on its product page, too.
func (o Options) checkInstagram() error {
	var c complaints
	for _, f := range []struct {
		name string
		set  bool
	}{{"native.media", o.Media != nil}, {"native.receipt", o.Receipt != nil}, {"native.utility", o.Utility != nil}} {
		if f.set {
			c.add(f.name, channel.CodeUnsupported, "this template does not exist on Instagram")
		}
	}
	switch typ := templateType(o.Template); typ {
	case "", "generic", "button", "product", "notification_messages":
	default:
		c.add("native.template", channel.CodeUnsupported, "the template "+typ+" does not exist on Instagram")
	}
	for i, card := range o.Generic {
		for j, b := range card.Buttons {
			if b.Type != ButtonURL && b.Type != ButtonPostback {
				c.add(fmt.Sprintf("native.generic[%d].buttons[%d].type", i, j), channel.CodeUnsupported, "this button does not exist on Instagram")
			}
		}
	}
	return errors.Join(c...)
}

// templateType returns the template_type of a payload. It is empty if there is none.
func templateType(payload []byte) (typ string) {
	r, err := jsonread.New(payload)
	if err != nil {
		return ""
	}
	for key := range r.Object {
		if string(key) == "template_type" {
			typ = r.Text()
		}
	}
	return typ
}

// fill puts the options into a request.
func (o Options) fill(req *request) {
	req.Persona = o.Persona
	req.Notification = o.Notification
	if o.Control != nil {
		req.Control = &sentControl{Type: "release", App: o.Control.App}
		if o.Control.Pass {
			req.Control.Type = "pass"
		}
	}
	switch {
	case len(o.Generic) > 0:
		req.Message.Attachment = template(genericTemplate{"generic", o.Generic})
	case o.Media != nil:
		req.Message.Attachment = template(mediaTemplate{"media", []MediaCard{*o.Media}})
	case o.Receipt != nil:
		req.Message.Attachment = template(receiptTemplate{"receipt", o.Receipt})
	case len(o.Template) > 0:
		req.Message.Attachment = template(o.Template)
	case o.Utility != nil:
		w := o.Utility.wire()
		req.Message.Template = &w
		req.MessagingType, req.Tag = typeUtility, ""
	}
}

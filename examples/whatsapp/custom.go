package whatsapp

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// The kinds of Custom that this package can decode. Custom.Data is the whole element of the
// webhook.
const (
	KindStatus     = "status"                         // DecodeStatus: WhatsApp took the message, and what it charges
	KindError      = "error"                          // DecodeError: an error of the app or the number
	KindFlow       = "nfm_reply"                      // DecodeFlow: the answers to a flow
	KindIdentity   = "customer_identity_changed"      // DecodeIdentity
	KindPreference = "user_preferences"               // DecodePreference: marketing stopped or resumed
	KindTemplate   = "message_template_status_update" // DecodeTemplate
	KindSystem     = "system"                         // any other system message
)

// open returns a reader over the data of a Custom of this kind.
func open(c channel.Custom, kind string) (r jsonread.Reader, err error) {
	if c.Kind != kind {
		return r, call.Undecodable(Platform, "kind", "kind must be "+kind)
	}
	if r, err = jsonread.New(c.Data); err != nil || r.Kind() != jsonread.Object {
		return r, unreadable()
	}
	return r, nil
}

// unreadable is the error of a Custom whose data does not have the form of its kind.
func unreadable() error {
	return call.Undecodable(Platform, "data", "data must have the form of its kind")
}

// Status is news of a message that is neither its arrival nor its failure.
type Status struct {
	ID             string // of the message
	Word           string // "sent", or a word that WhatsApp invented since
	Ref            string // Message.Ref
	Billable       bool   // WhatsApp charges for the message
	PricingModel   string
	Category       string // which price: "service", "utility", "marketing", "authentication"
	ConversationID string
}

// DecodeStatus decodes KindStatus. The error matches channel.ErrMalformed if c is of another kind,
// or its data of another form.
func DecodeStatus(c channel.Custom) (Status, error) {
	if _, err := open(c, KindStatus); err != nil {
		return Status{}, err
	}
	s := readStatus(c.Data)
	if s.id == "" || s.word == "" {
		return Status{}, unreadable()
	}
	return Status{ID: s.id, Word: s.word, Ref: s.ref, Billable: s.billable, PricingModel: s.model, Category: s.category, ConversationID: s.conversationID}, nil
}

// Problem is an error that WhatsApp reports of an app or a number, outside any message.
type Problem struct {
	Code   string
	Reason string
	// Affects is whom or what the error concerns, as in channel.Error.
	Affects channel.Affects
}

// DecodeError decodes KindError. The error matches channel.ErrMalformed if c is of another kind, or
// its data of another form.
func DecodeError(c channel.Custom) (Problem, error) {
	r, err := open(c, KindError)
	if err != nil {
		return Problem{}, err
	}
	f := readFault(&r)
	if !f.numbered {
		return Problem{}, unreadable()
	}
	return Problem{Code: f.word(), Reason: cmp.Or(f.details, f.message, f.title), Affects: classify(f, nil).Affects}, nil
}

// Flow is what a person entered in a flow.
type Flow struct {
	Name     string
	Body     string
	Response json.RawMessage // the answers, an object of the flow's own
}

// DecodeFlow decodes KindFlow. The error matches channel.ErrMalformed if c is of another kind, or
// its data of another form.
func DecodeFlow(c channel.Custom) (Flow, error) {
	r, err := open(c, KindFlow)
	if err != nil {
		return Flow{}, err
	}
	var f Flow
	for key := range r.Object {
		if string(key) != typeInteractive {
			continue
		}
		for key := range r.Object {
			if string(key) != KindFlow {
				continue
			}
			for key := range r.Object {
				switch string(key) {
				case "name":
					f.Name = r.Text()
				case "body":
					f.Body = r.Text()
				case "response_json":
					if text := []byte(r.Text()); json.Valid(text) {
						f.Response = text
					}
				}
			}
		}
	}
	if f.Response == nil {
		return Flow{}, unreadable()
	}
	return f, nil
}

// Identity says that a person's security code changed, with a new phone for example.
type Identity struct {
	Hash string // as in the messages of the person; empty where it is not told
	Text string // WhatsApp's sentence
}

// DecodeIdentity decodes KindIdentity. The error matches channel.ErrMalformed if c is of another
// kind, or its data of another form.
func DecodeIdentity(c channel.Custom) (Identity, error) {
	r, err := open(c, KindIdentity)
	if err != nil {
		return Identity{}, err
	}
	var i Identity
	found := false
	for key := range r.Object {
		switch string(key) {
		case "identity":
			i.Hash = readMember(r.Raw(), "hash")
		case typeSystem:
			found = r.Kind() == jsonread.Object
			body := r.Raw()
			i.Text = readMember(body, "body")
			i.Hash = cmp.Or(readMember(body, "identity"), i.Hash)
		}
	}
	if !found {
		return Identity{}, unreadable()
	}
	return i, nil
}

// Preference is what a person said about marketing messages.
type Preference struct {
	Category string // "marketing_messages"
	Stop     bool   // false: resumed
	Detail   string // WhatsApp's sentence
}

// preference is an element of user_preferences.
type preference struct {
	phone, user             string
	category, value, detail string
	at                      time.Time
}

func readPreference(raw []byte) (p preference) {
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "wa_id":
			p.phone = r.ID()
		case "user_id":
			p.user = r.ID()
		case "category":
			p.category = r.Text()
		case "value":
			p.value = r.Text()
		case "detail":
			p.detail = r.Text()
		case "timestamp":
			p.at = readInstant(&r)
		}
	}
	return p
}

// DecodePreference decodes KindPreference. The error matches channel.ErrMalformed if c is of
// another kind, or its data of another form.
func DecodePreference(c channel.Custom) (Preference, error) {
	if _, err := open(c, KindPreference); err != nil {
		return Preference{}, err
	}
	p := readPreference(c.Data)
	if p.value != "stop" && p.value != "resume" {
		return Preference{}, unreadable()
	}
	return Preference{Category: p.category, Stop: p.value == "stop", Detail: p.detail}, nil
}

// TemplateStatus says what became of a message template: approved, rejected, paused. No page at
// hand shows its members, so all but Event may be empty.
type TemplateStatus struct {
	ID, Name, Language string
	Event              string // "APPROVED", "REJECTED", "PAUSED", …
	Reason             string
}

// DecodeTemplate decodes KindTemplate. The error matches channel.ErrMalformed if c is of another
// kind, or its data of another form.
func DecodeTemplate(c channel.Custom) (TemplateStatus, error) {
	r, err := open(c, KindTemplate)
	if err != nil {
		return TemplateStatus{}, err
	}
	var t TemplateStatus
	for key := range r.Object {
		if string(key) != "value" {
			continue
		}
		for key := range r.Object {
			switch string(key) {
			case "event":
				t.Event = r.Text()
			case "message_template_id":
				t.ID = r.ID()
			case "message_template_name":
				t.Name = r.Text()
			case "message_template_language":
				t.Language = r.Text()
			case "reason":
				t.Reason = r.Text()
			}
		}
	}
	if t.Event == "" {
		return TemplateStatus{}, unreadable()
	}
	return t, nil
}

package whatsapp

import (
	"encoding/json"
)

// request is a call of /{phone-number-id}/messages.
type request struct {
	Product     string          `json:"messaging_product"`
	To          string          `json:"to,omitempty"`        // a phone number
	Recipient   string          `json:"recipient,omitempty"` // a business-scoped user id
	Kind        string          `json:"recipient_type,omitempty"`
	Type        string          `json:"type,omitempty"`
	Context     *sentContext    `json:"context,omitempty"`
	Ref         string          `json:"biz_opaque_callback_data,omitempty"`
	Text        *sentText       `json:"text,omitempty"`
	Image       *sentFile       `json:"image,omitempty"`
	Video       *sentFile       `json:"video,omitempty"`
	Audio       *sentFile       `json:"audio,omitempty"`
	Document    *sentFile       `json:"document,omitempty"`
	Sticker     *sentFile       `json:"sticker,omitempty"`
	Location    *sentLocation   `json:"location,omitempty"`
	Contacts    []sentContact   `json:"contacts,omitempty"`
	Interactive json.RawMessage `json:"interactive,omitempty"`
	Reaction    *sentReaction   `json:"reaction,omitempty"`
	Template    *sentTemplate   `json:"template,omitempty"`
	Status      string          `json:"status,omitempty"`
	MessageID   string          `json:"message_id,omitempty"`
	Typing      *sentTyping     `json:"typing_indicator,omitempty"`
}

type sentContext struct {
	ID string `json:"message_id"`
}

type sentText struct {
	Body    string `json:"body"`
	Preview bool   `json:"preview_url,omitempty"`
}

// sentFile names a file by id or link.
type sentFile struct {
	ID      string `json:"id,omitempty"`
	Link    string `json:"link,omitempty"`
	Caption string `json:"caption,omitempty"`
	Name    string `json:"filename,omitempty"` // of a document
}

type sentLocation struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
}

type sentContact struct {
	Name   sentName    `json:"name"`
	Phones []sentPhone `json:"phones,omitempty"`
}

type sentName struct {
	Formatted string `json:"formatted_name"`
	First     string `json:"first_name"`
}

type sentPhone struct {
	Phone string `json:"phone"`
}

type sentReaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"` // empty: withdraws it
}

type sentTyping struct {
	Type string `json:"type"`
}

type sentTemplate struct {
	Name       string          `json:"name"`
	Language   sentLanguage    `json:"language"`
	Components json.RawMessage `json:"components,omitempty"`
}

type sentLanguage struct {
	Code string `json:"code"`
}

// interactive is a text with buttons, a list or a link.
type interactive struct {
	Type   string      `json:"type"` // "button", "list", "cta_url", "request_contact_info"
	Header *sentHeader `json:"header,omitempty"`
	Body   *sentBody   `json:"body,omitempty"`
	Footer *sentBody   `json:"footer,omitempty"`
	Action sentAction  `json:"action"`
}

type sentBody struct {
	Text string `json:"text"`
}

type sentHeader struct {
	Type     string    `json:"type"` // "text", "image", "video", "document"
	Text     string    `json:"text,omitempty"`
	Image    *sentFile `json:"image,omitempty"`
	Video    *sentFile `json:"video,omitempty"`
	Document *sentFile `json:"document,omitempty"`
}

type sentAction struct {
	Name       string       `json:"name,omitempty"`
	Parameters *sentLink    `json:"parameters,omitempty"` // of cta_url
	Buttons    []sentButton `json:"buttons,omitempty"`
	Button     string       `json:"button,omitempty"` // label of a list
	Sections   []sentRows   `json:"sections,omitempty"`
}

type sentLink struct {
	Text string `json:"display_text"`
	URL  string `json:"url"`
}

type sentButton struct {
	Type  string   `json:"type"` // "reply"
	Reply sentTaps `json:"reply"`
}

type sentTaps struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type sentRows struct {
	Rows []sentRow `json:"rows"`
}

type sentRow struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

package facebook

import (
	"encoding/json"
)

// Button is a button of a template ("Buttons"). Title has at most 20 characters, Payload at most
// 1,000. URL must be absolute, of http or https.
type Button struct {
	Type    ButtonType `json:"type"`
	Title   string     `json:"title,omitempty"`                // not with ButtonLogIn and ButtonLogOut
	Payload string     `json:"payload,omitempty"`              // ButtonPostback: comes back as a Press. ButtonCall: the number, "+15105551234"
	URL     string     `json:"url,omitempty"`                  // ButtonURL, ButtonLogIn
	Height  string     `json:"webview_height_ratio,omitempty"` // ButtonURL: "compact", "tall", "full"; empty: "full"
}

// ButtonType is what a Button does.
type ButtonType string

// Types of buttons. Use Options.Template for others.
const (
	ButtonURL      ButtonType = "web_url"
	ButtonPostback ButtonType = "postback"
	ButtonCall     ButtonType = "phone_number"
	ButtonLogIn    ButtonType = "account_link"
	ButtonLogOut   ButtonType = "account_unlink"
)

// Card is a card of a generic template. It needs a title of at most 80 characters and at least one
// more member.
type Card struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle,omitempty"` // at most 80 characters
	Image    string   `json:"image_url,omitempty"`
	Tap      *Button  `json:"default_action,omitempty"` // a ButtonURL without title: what a tap on the card opens
	Buttons  []Button `json:"buttons,omitempty"`        // at most 3
}

// MediaCard is the card of a media template: a picture or video with up to 3 buttons. Exactly one
// of ID and URL is set.
type MediaCard struct {
	Kind    string   `json:"media_type"`              // "image" or "video"
	ID      string   `json:"attachment_id,omitempty"` // from Upload
	URL     string   `json:"url,omitempty"`           // at facebook.com
	Buttons []Button `json:"buttons,omitempty"`
}

// Receipt is a confirmation of an order. Amounts are decimal numbers: json.Number("4.95").
type Receipt struct {
	Recipient   string       `json:"recipient_name"`
	Order       string       `json:"order_number"` // unique
	Currency    string       `json:"currency"`     // "EUR"
	Payment     string       `json:"payment_method"`
	URL         string       `json:"order_url,omitempty"`
	Time        string       `json:"timestamp,omitempty"` // seconds since 1970
	Address     *Address     `json:"address,omitempty"`
	Summary     Summary      `json:"summary"`
	Adjustments []Adjustment `json:"adjustments,omitempty"`
	Items       []Item       `json:"elements,omitempty"` // at most 100
}

// Address is the delivery address of an order.
type Address struct {
	Street  string `json:"street_1"`
	Street2 string `json:"street_2,omitempty"`
	City    string `json:"city"`
	Code    string `json:"postal_code"`
	State   string `json:"state"`
	Country string `json:"country"`
}

// Summary is the price of an order. Total is always shown, as zero if it is empty.
type Summary struct {
	Subtotal json.Number `json:"subtotal,omitempty"`
	Shipping json.Number `json:"shipping_cost,omitempty"`
	Tax      json.Number `json:"total_tax,omitempty"`
	Total    json.Number `json:"total_cost"`
}

// Adjustment is a discount on an order.
type Adjustment struct {
	Name   string      `json:"name"`
	Amount json.Number `json:"amount"`
}

// Item is a line of an order.
type Item struct {
	Title    string      `json:"title"`
	Subtitle string      `json:"subtitle,omitempty"`
	Quantity int         `json:"quantity,omitempty"`
	Price    json.Number `json:"price"`
	Currency string      `json:"currency,omitempty"`
	Image    string      `json:"image_url,omitempty"`
}

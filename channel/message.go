package channel

import (
	"encoding/json"
	"time"
)

// Author is who wrote a message. Platforms treat authors differently: Meta lets a person answer for
// seven days, a robot for one.
type Author string

// Authors of a message. The zero Author is unknown, and what depends on the author is then as
// strict as for a robot.
const (
	ByCustomer  Author = "customer"
	ByPerson    Author = "person"    // an agent, by hand
	ByRobot     Author = "robot"     // the robot that serves the customer
	ByAutomatic Author = "automatic" // a notice, an away message
)

// Message is what is said, in either direction. On sending, fields that the platform or the thread
// does not have are refused by Send: package plan fits a message to its Limits first and reports
// what it changed.
type Message struct {
	ID          string       `json:"id,omitempty"`          // the platform's name; received messages and echoes only
	Text        string       `json:"text,omitempty"`        // plain text; with an attachment its caption
	Spans       []Span       `json:"spans,omitempty"`       // formatting and entities of Text
	Attachments []Attachment `json:"attachments,omitempty"` // media, files, shared links
	Location    *Location    `json:"location,omitempty"`    // a place
	Card        *Card        `json:"card,omitempty"`        // a person's phone number or address card
	ReplyTo     string       `json:"replyTo,omitempty"`     // id of the message that this one answers
	Quote       string       `json:"quote,omitempty"`       // received: the quoted text, where the platform tells
	Forward     *Forward     `json:"forward,omitempty"`     // received: where it was forwarded from
	Group       string       `json:"group,omitempty"`       // received: messages of one album share it
	Payload     string       `json:"payload,omitempty"`     // received: what the tapped quick reply carried. A modified client can forge it
	Referral    *Started     `json:"referral,omitempty"`    // received: what brought the customer here, when it came with the message

	QuickReplies []QuickReply `json:"quickReplies,omitempty"` // answers to tap, gone after one
	Buttons      []Button     `json:"buttons,omitempty"`      // buttons that stay with the message

	By       Author    `json:"by,omitempty"`      // who wrote it
	Ref      string    `json:"ref,omitempty"`     // the host's own name for it; returns on echoes where Limits.EchoesRef
	Heard    time.Time `json:"heard,omitzero"`    // sending: time of the customer's last renewing event; zero: unknown, and Send checks no window
	NotAfter time.Time `json:"notAfter,omitzero"` // sending: useless from this instant on; zero: never. Send refuses it then (ErrRejected)
	Native   Native    `json:"native,omitzero"`   // sending: one platform's extra
}

// Native is a part of a message that only one platform has. A function of that platform's package
// builds it (telegram.Native and its like), and the other platforms refuse it. It is data, so that
// a message can be stored before it is sent. See decision 002.
type Native struct {
	Platform string          `json:"platform"`
	Kind     string          `json:"kind"`
	Data     json.RawMessage `json:"data,omitempty"`
}

// IsZero reports whether n is the zero Native: the message has no such part.
func (n Native) IsZero() bool { return n.Platform == "" && n.Kind == "" && len(n.Data) == 0 }

// Span marks a part of a text: formatting, or something in it that can be tapped.
type Span struct {
	Kind  SpanKind `json:"kind"`
	Start int      `json:"start"` // byte offsets into the text, half-open, on rune borders
	End   int      `json:"end"`
	Value string   `json:"value,omitempty"` // link: the URL; mention: the person's id; pre: the language; emoji: the sticker's id
}

// SpanKind is what a Span is.
type SpanKind string

// Kinds of a span. Platforms may add others: show what you don't know as plain text.
const (
	SpanBold      SpanKind = "bold"
	SpanItalic    SpanKind = "italic"
	SpanUnderline SpanKind = "underline"
	SpanStrike    SpanKind = "strike"
	SpanSpoiler   SpanKind = "spoiler"
	SpanQuote     SpanKind = "quote"
	SpanCode      SpanKind = "code"
	SpanPre       SpanKind = "pre"
	SpanLink      SpanKind = "link" // text with a URL behind it; Value is the URL
	SpanURL       SpanKind = "url"  // the text is the URL
	SpanEmail     SpanKind = "email"
	SpanPhone     SpanKind = "phone"
	SpanMention   SpanKind = "mention"
	SpanHashtag   SpanKind = "hashtag"
	SpanCashtag   SpanKind = "cashtag"
	SpanCommand   SpanKind = "command" // "/start"
	SpanEmoji     SpanKind = "emoji"   // custom emoji
)

// MediaKind is what an attachment is.
type MediaKind string

// Kinds of an attachment.
const (
	MediaImage     MediaKind = "image"
	MediaVideo     MediaKind = "video"
	MediaAudio     MediaKind = "audio"
	MediaVoice     MediaKind = "voice" // recorded in the chat
	MediaAnimation MediaKind = "animation"
	MediaSticker   MediaKind = "sticker"
	MediaFile      MediaKind = "file"
	MediaLink      MediaKind = "link"  // received: a shared page, product or post; Name and URL tell which
	MediaOther     MediaKind = "other" // received: something that this library has no word for
)

// Attachment is a handle on a file, never the file: parsing downloads nothing. OpenMedia reads it.
// It holds no token, so it may be stored; a URL may expire all the same.
//
// For sending, exactly one of ID, URL and File is set. Name, Type and Size of a received attachment
// are the sender's claim.
type Attachment struct {
	Kind     MediaKind     `json:"kind"`
	ID       string        `json:"id,omitempty"`       // the platform's handle
	URL      string        `json:"url,omitempty"`      // address, https or http
	File     string        `json:"file,omitempty"`     // sending: the host's own name, opened through Files of the channel's Config; see Limits.Describe
	Name     string        `json:"name,omitempty"`     // file name or title
	Type     string        `json:"type,omitempty"`     // MIME type
	Size     int64         `json:"size,omitempty"`     // bytes; zero: unknown
	Width    int           `json:"width,omitempty"`    // pixels; zero: unknown
	Height   int           `json:"height,omitempty"`   // pixels; zero: unknown
	Duration time.Duration `json:"duration,omitempty"` // zero: unknown; nanoseconds in JSON
	Preview  string        `json:"preview,omitempty"`  // received: handle or URL of a small picture
	Detail   string        `json:"detail,omitempty"`   // received: the line under Name, such as the price of a product
	SKU      string        `json:"sku,omitempty"`      // received: the seller's own number of a product
}

// Location is a place on earth, in degrees.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
	Live      bool    `json:"live,omitempty"` // received: it moves; each move is an Edited
}

// Card is a contact card. A number is the sender's own only if Own.
type Card struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	ID    string `json:"id,omitempty"`    // the platform's id of that person, where known
	VCard string `json:"vcard,omitempty"` // the whole card as text (RFC 6350), where the platform gives it
	Own   bool   `json:"own,omitempty"`   // the platform vouches that it is the sender's own
}

// Forward says where a message came from before it was forwarded.
type Forward struct {
	Name string    `json:"name,omitempty"`
	ID   string    `json:"id,omitempty"` // person or chat, where the platform tells
	Time time.Time `json:"time,omitzero"`
}

// QuickReply is an answer that the customer can tap. The tap comes back as a Message with the text
// and, where the platform carries it, the payload.
type QuickReply struct {
	Text        string `json:"text,omitempty"`
	Payload     string `json:"payload,omitempty"`
	Description string `json:"description,omitempty"` // a second line, where the platform shows one
	Image       string `json:"image,omitempty"`       // URL of an icon, where the platform shows one
	Asks        string `json:"asks,omitempty"`        // AskPhone, AskEmail, AskLocation: the tap shares it; empty: a plain answer
}

// Values of QuickReply.Asks: data that a quick reply can ask for.
const (
	AskPhone    = "phone"
	AskEmail    = "email"
	AskLocation = "location"
)

// Button stays with its message. With a URL it opens a page; with a payload its tap comes back as a
// Press.
type Button struct {
	Text    string `json:"text"`
	Payload string `json:"payload,omitempty"`
	URL     string `json:"url,omitempty"`
}

// Sent is what the platform said of a message that it accepted.
type Sent struct {
	IDs  []string  `json:"ids,omitempty"`  // the platform's names of what was sent, in order; empty where it gave none
	Time time.Time `json:"time,omitzero"`  // the platform's time of acceptance, UTC; zero where it gave none
	Pace []Pace    `json:"pace,omitempty"` // what the answer told about rate limits; empty where it told nothing
}

// Pace is what the answer to a call told about a rate limit.
type Pace struct {
	Scope     Scope         `json:"scope"`
	Kind      string        `json:"kind,omitempty"` // as Rate.Kind
	Remaining int           `json:"remaining"`      // calls left until Reset
	Reset     time.Duration `json:"reset"`          // how long after the answer
}

package xchat

import "time"

// Content is what an event of kind [Create] says once it is decrypted: [Message], [Reaction],
// [Edit], [Read], [Unread], [Accept] or [Unknown].
type Content interface{ content() }

// Message is text and attachments.
type Message struct {
	Text        string
	Entities    []Entity
	Attachments []Attachment
	Reply       *Reply // nil: the message is no reply
	Forwarded   bool
	Options     []Option // quick replies that it offers
	OptionsID   string   // name of the request that offers them
	Chosen      *Chosen  // nil: it is no answer to quick replies
	Links       []Link   // buttons that open a page
}

// Option is a quick reply.
type Option struct {
	ID          string
	Label       string
	Metadata    string
	Description string
}

// Chosen is the answer to a quick reply.
type Chosen struct {
	Request  string // as in Message.OptionsID
	Option   string // as in Option.ID
	Metadata string
}

// Link is a button that opens a page.
type Link struct {
	Label string
	URL   string
}

// EntityKind says what a part of a text is.
type EntityKind int

// Kinds of entities.
const (
	EntityHashtag EntityKind = 1
	EntityCashtag EntityKind = 2
	EntityMention EntityKind = 3
	EntityURL     EntityKind = 4
	EntityEmail   EntityKind = 5
	EntityAddress EntityKind = 6
	EntityPhone   EntityKind = 7
)

// Entity is a part of a text with a meaning. X does not document the unit of Start and End; its
// library passes the client's numbers through, so UTF-16 units are likely. Do not cut a text by
// them without a check.
type Entity struct {
	Start int
	End   int
	Kind  EntityKind
}

// AttachmentKind says what an attachment is.
type AttachmentKind int

// Kinds of attachments. AttachmentImage to AttachmentSVG are files of the conversation, which
// [DecryptFile] opens.
const (
	AttachmentUnknown AttachmentKind = 0 // of a kind that this package does not read
	AttachmentImage   AttachmentKind = 1
	AttachmentGIF     AttachmentKind = 2
	AttachmentVideo   AttachmentKind = 3
	AttachmentAudio   AttachmentKind = 4
	AttachmentFile    AttachmentKind = 5
	AttachmentSVG     AttachmentKind = 6
	AttachmentPost    AttachmentKind = 102
	AttachmentURL     AttachmentKind = 103
	AttachmentCard    AttachmentKind = 104
	AttachmentMoney   AttachmentKind = 105 // a payment; Name is the text that replaces it
	AttachmentJetfuel AttachmentKind = 106 // X's word; X does not explain it. URL may be set
)

// Attachment is a file, a Post, or a link.
type Attachment struct {
	Kind     AttachmentKind
	ID       string        // attachment id; empty if it has none
	Hash     string        // media hash key of a file: its name in X's API
	Name     string        // file name, title of a link, or the text that replaces money
	URL      string        // of a Post, a link or a card
	Width    int           // pixels; 0: unknown
	Height   int           // pixels; 0: unknown
	Duration time.Duration // 0: unknown
	Size     int64         // bytes before encryption; 0: unknown
}

// Reply says which message a message answers. Text is the claim of the sender: [Event.VerifyReply]
// checks it.
type Reply struct {
	Sequence string // of the message that is answered
	ID       string // message id of it
	Sender   string // user id of its author
	Text     string
	Original []byte // the event that is answered, for [ParseBytes]; nil: not included
}

// Reaction adds an emoji reaction to a message, or removes it.
type Reaction struct {
	Sequence   string // of the message
	Emoji      string
	Attachment string // attachment id; empty: the whole message
	Removed    bool
}

// Edit replaces the text of an earlier message.
type Edit struct {
	Sequence string // of the message
	Text     string
	Entities []Entity
}

// Accept accepts a message request. That X takes one from its API is not confirmed.
type Accept struct{}

func (Message) content()  {}
func (Reaction) content() {}
func (Edit) content()     {}
func (Read) content()     {}
func (Unread) content()   {}
func (Accept) content()   {}
func (Unknown) content()  {}

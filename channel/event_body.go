package channel

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Body is what happened. It is one of Message, Edited, Deleted, Press, Reacted, Delivered, Read,
// Typing, Started, Blocked, Unblocked, Handover, Post, Failed, Moved, Revoked and Custom, always as
// a value, never a pointer.
type Body interface{ body() }

// Kind returns the word for a body in JSON and in logs: "message", "edited", …; for a Custom,
// "custom".
func Kind(b Body) string {
	switch b.(type) {
	case Message:
		return "message"
	case Edited:
		return "edited"
	case Deleted:
		return "deleted"
	case Press:
		return "press"
	case Reacted:
		return "reacted"
	case Delivered:
		return "delivered"
	case Read:
		return "read"
	case Typing:
		return "typing"
	case Started:
		return "started"
	case Blocked:
		return "blocked"
	case Unblocked:
		return "unblocked"
	case Handover:
		return "handover"
	case Post:
		return "post"
	case Failed:
		return "failed"
	case Moved:
		return "moved"
	case Revoked:
		return "revoked"
	case Custom:
		return "custom"
	default:
		return ""
	}
}

// Edited: a message now reads as given. Its ID names the message.
type Edited struct {
	Message Message `json:"message"`
}

// Deleted: messages were taken back.
type Deleted struct {
	IDs []string `json:"ids"`
}

// Press: a button of one of our messages was pressed. A modified client can forge Payload.
type Press struct {
	ID        string   `json:"id,omitempty"`        // to answer it with AnswerPress; empty where the platform expects no answer
	Button    string   `json:"button,omitempty"`    // its text, where the platform tells
	Payload   string   `json:"payload,omitempty"`   // what the button carries
	MessageID string   `json:"messageId,omitempty"` // the message that it belongs to, where the platform tells
	Referral  *Started `json:"referral,omitempty"`  // what brought the customer here, when it came with the press
}

// Reacted lists the reactions that a person now has on a message. An empty list means that they
// were withdrawn.
type Reacted struct {
	MessageID string   `json:"messageId"`
	Reactions []string `json:"reactions,omitempty"` // emoji, or the platform's id of a custom one
}

// Delivered: messages of ours reached the customer's device: those in IDs, and all that were sent
// up to the instant Until.
type Delivered struct {
	IDs   []string  `json:"ids,omitempty"`
	Until time.Time `json:"until,omitzero"` // zero: those in IDs alone
	Ref   string    `json:"ref,omitempty"`  // the host's own name of the message, where the platform returns it and IDs has one id
}

// Read: the customer read messages of ours: those in IDs, all that were sent up to the instant
// Until, and all up to and including the message Through. An empty field names none.
type Read struct {
	IDs     []string  `json:"ids,omitempty"`
	Until   time.Time `json:"until,omitzero"`
	Through string    `json:"through,omitempty"` // message id
	Ref     string    `json:"ref,omitempty"`     // as in Delivered
}

// Typing: the customer is writing. It lasts a few seconds.
type Typing struct{}

// Started: the customer opened or reopened the conversation without saying anything yet: /start, a
// referral, an opt-in.
type Started struct {
	Ref    string `json:"ref,omitempty"`    // what the link or plug-in carried; the customer can choose it
	Source string `json:"source,omitempty"` // the platform's word for where from: "start", "SHORTLINK", "ADS", …
	Ad     string `json:"ad,omitempty"`     // id of the advertisement
	URL    string `json:"url,omitempty"`
	Title  string `json:"title,omitempty"`
}

// Blocked: the customer, or the platform on the customer's behalf, refuses our messages. Nothing we
// send arrives until Unblocked.
type Blocked struct {
	Reason string `json:"reason,omitempty"` // the platform's word, such as "kicked"; empty where it gives none
}

// Unblocked: the customer, or the platform, takes our messages again after Blocked.
type Unblocked struct{}

// Handover: control over the thread was passed, taken or asked for, or the role of an app changed.
// To and From are the platform's ids of apps; empty: it does not tell.
type Handover struct {
	Kind string `json:"kind"` // HandoverPassed, …
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	Note string `json:"note,omitempty"` // text that the other app passed along, or with HandoverRoles the roles of To, joined by ","
}

// Values of Handover.Kind.
const (
	HandoverPassed    = "passed"    // control went to the app To, perhaps ours
	HandoverTaken     = "taken"     // an app took control from the app From; if that is ours, we lost it
	HandoverRequested = "requested" // the app From asks the app in control for it
	HandoverRoles     = "roles"     // the roles of the app To changed
)

// Post: a post or comment in public that mentions, answers or quotes the account. The functions
// ReplyToPost, ReadPost, HidePost, DeletePost and LikePost take it as it is, with the Thread of its
// event. Send to that Thread is the private way: on X a direct message to the author, on Facebook
// and Instagram (a "comment:" thread) the one private reply that a comment may ever get.
type Post struct {
	ID          string       `json:"id"`
	Kind        string       `json:"kind"`             // PostMention, …
	Change      string       `json:"change,omitempty"` // empty: it is new; else "edited", "removed", "hidden", "shown"
	Text        string       `json:"text,omitempty"`
	ReplyTo     string       `json:"replyTo,omitempty"` // the post or comment that it answers or quotes
	URL         string       `json:"url,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Values of Post.Kind.
const (
	PostMention = "mention"
	PostReply   = "reply"
	PostQuote   = "quote"
	PostRepost  = "repost"
	PostComment = "comment"
	PostOwn     = "own" // by the account itself
	PostOther   = "other"
)

// Failed: a message that the platform had accepted did not arrive after all.
type Failed struct {
	ID     string `json:"id,omitempty"`     // the message
	Ref    string `json:"ref,omitempty"`    // the host's own name for it
	Code   string `json:"code,omitempty"`   // the platform's code
	Reason string `json:"reason,omitempty"` // for a person, mostly in the platform's words
	// Affects is whom or what the failure concerns, as in Error. It is empty if the platform does
	// not say.
	Affects Affects `json:"affects,omitempty"`
}

// Moved: the conversation goes on in the event's Thread; From is its former name.
type Moved struct {
	From Thread `json:"from"`
}

// Revoked: the account withdrew our permission, or the platform did. Sending will fail; tell an
// administrator.
type Revoked struct {
	Reason string `json:"reason,omitempty"` // for a person; empty where the platform gives none
}

// Custom is an event or element for which there is no other Body. Its platform's package offers
// typed decoders for some kinds. An unknown kind keeps its bytes, so a new feature of a platform is
// not an error.
type Custom struct {
	Kind string `json:"kind"` // the platform's own word, or KindMalformed, KindOdd
	Data []byte `json:"-"`    // usually JSON; aliases the webhook's body until Event.Clone
}

// Kinds of Custom that every platform shares.
const (
	KindMalformed = "malformed" // a whole body that cannot be decoded
	KindOdd       = "odd"       // an element that does not have the form of its kind
)

func (Message) body()   {}
func (Edited) body()    {}
func (Deleted) body()   {}
func (Press) body()     {}
func (Reacted) body()   {}
func (Delivered) body() {}
func (Read) body()      {}
func (Typing) body()    {}
func (Started) body()   {}
func (Blocked) body()   {}
func (Unblocked) body() {}
func (Handover) body()  {}
func (Post) body()      {}
func (Failed) body()    {}
func (Moved) body()     {}
func (Revoked) body()   {}
func (Custom) body()    {}

// Fingerprint is a short hash of bytes, for the Event.ID of a thing that the platform gives no
// name: the first twelve bytes of their SHA-256 sum, in hex.
func Fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}

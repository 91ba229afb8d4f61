package xchat

import "time"

// Detail is the kind of an event: [Create], [KeyChange], [GroupChange], [Failure], [Typing],
// [Delete], [ConversationDelete], [Settings], [Read], [Unread], [AccountDeleted] or [Unknown].
type Detail interface{ detail() }

// Create is a message or anything else that has contents: a reaction, an edit. [Event.Open] reads
// it. Only Contents and KeyVersion are signed, and nothing is if KeyVersion is empty.
type Create struct {
	Contents   []byte // encrypted, or plain if KeyVersion is empty
	KeyVersion string // of the conversation key
	Notify     bool
	TTL        time.Duration // zero: it stays
	Request    bool          // a message request, as X marks it
}

// KeyChange gives the participants a new conversation key, wrapped for each of them.
type KeyChange struct {
	Version  string // of the conversation key
	Keys     []WrappedKey
	Rotation bool // X's mark: the key replaces an earlier one
}

// WrappedKey is a conversation key that is encrypted for one registered key of one person.
type WrappedKey struct {
	User       string
	Wrapped    string // base64
	KeyVersion string // of the person's registered key
}

// FailureType says why X refused an event after it had taken it.
type FailureType int

// Failures that X documents.
const (
	FailureEmpty         FailureType = 1  // the event was empty
	FailureInternal      FailureType = 2  // X failed
	FailureTooLarge      FailureType = 3  // the message is too large
	FailureTooMany       FailureType = 4  // the account sends too many
	FailureSender        FailureType = 5  // the sender's signature is invalid
	FailureOldKey        FailureType = 6  // not the latest version of the conversation key
	FailureNotTrusted    FailureType = 7  // the recipient has not accepted the conversation
	FailureRecipientKey  FailureType = 8  // the recipient's registered key has changed
	FailureOnlyEncrypted FailureType = 9  // the conversation takes encrypted messages only
	FailureNotAdmin      FailureType = 10 // the sender is no admin of the group
	FailureSpam          FailureType = 11 // X took the message for spam
	FailureUpsell        FailureType = 12 // rate limit of the payer's plan
	FailureSignature     FailureType = 13 // the signature does not verify
	FailureGeneric       FailureType = 14 // X gave no reason
	FailureNotMember     FailureType = 15 // the sender is not in the conversation
	FailureVersion       FailureType = 16 // invalid version of the signature
	FailurePinRequest    FailureType = 17 // the pin is invalid
	FailureTooManyPins   FailureType = 18 // too many messages are pinned
)

// Failure reports that X refused an event after the call that sent it had succeeded. It is not
// signed.
type Failure struct {
	Type FailureType
	Tier int // of the rate limit: 1 free, 2 verified phone, 3 premium, 4 premium+, 5 business; 0: none
}

// Typing means that the sender is writing. It is not signed.
type Typing struct{ Conversation string }

// Delete takes messages back.
type Delete struct {
	Sequences []string
	ForAll    bool // else only for the sender
}

// ConversationDelete removes the sender's own view of the conversation.
type ConversationDelete struct {
	signed []string
}

// Settings changes how the conversation behaves: how long messages stay, muting, screen capture.
type Settings struct {
	Name string        // of the change, as it is signed, for example "MessageDurationChange"; empty: unknown
	TTL  time.Duration // with MessageDurationChange

	signed []string
}

// Read says up to which event the sender has seen the conversation. It comes as a detail and as a
// content.
type Read struct {
	Until string    // sequence
	At    time.Time // zero if unknown

	at *string // as it is signed
}

// Unread marks the conversation as not read.
type Unread struct {
	Until string // sequence, as in Read; empty: X gave none

	until *string
}

// AccountDeleted means that a member's account is gone. It is not signed.
type AccountDeleted struct{ Member string }

// Unknown is a kind of event or of content that this package does not read. It is not signed.
type Unknown struct{ Member int16 } // number in X's union

func (Create) detail()             {}
func (KeyChange) detail()          {}
func (GroupChange) detail()        {}
func (Failure) detail()            {}
func (Typing) detail()             {}
func (Delete) detail()             {}
func (ConversationDelete) detail() {}
func (Settings) detail()           {}
func (Read) detail()               {}
func (Unread) detail()             {}
func (AccountDeleted) detail()     {}
func (Unknown) detail()            {}

package channel

import "reflect"

// Limits is what a thread takes, as data: for the check before sending, for package plan, and for a
// screen that greys out what is not there. Its slices are shared; don't change them. The zero value
// means that the limits are not known: see IsZero.
type Limits struct {
	Text    Length `json:"text"`    // of a message without attachments
	Caption Length `json:"caption"` // of a text with an attachment; Max 0: Send refuses the two in one message, and package plan makes two messages

	Attachments int           `json:"attachments"`         // in one message
	Together    [][]MediaKind `json:"together,omitempty"`  // sets of kinds: several attachments must all be of one set; empty: any kinds go together
	AlbumBare   bool          `json:"albumBare,omitempty"` // several attachments go without quick replies and buttons
	Media       []MediaLimit  `json:"media,omitempty"`     // by kind; an attachment of another kind cannot be sent

	QuickReplies ChoiceLimit `json:"quickReplies,omitzero"`
	Buttons      ChoiceLimit `json:"buttons,omitzero"`
	ButtonURLs   bool        `json:"buttonUrls,omitempty"`  // a button may open a page
	ButtonTaps   bool        `json:"buttonTaps,omitempty"`  // a button may come back as a Press
	ButtonText   Length      `json:"buttonText,omitzero"`   // of a text with buttons, where it is shorter; Max 0: as Text
	NotTogether  bool        `json:"notTogether,omitempty"` // quick replies and buttons exclude each other
	Location     bool        `json:"location,omitempty"`    // a Location may be sent
	Card         bool        `json:"card,omitempty"`        // a Card may be sent
	ReplyTo      bool        `json:"replyTo,omitempty"`     // a message may answer a certain other
	Spans        []SpanKind  `json:"spans,omitempty"`       // formatting that is kept; other spans are refused
	Ref          Length      `json:"ref,omitzero"`          // of Message.Ref; Max 0: Ref is not sent to the platform and not checked
	EchoesRef    bool        `json:"echoesRef,omitempty"`   // our Ref returns on the echo
	EchoesOwn    bool        `json:"echoesOwn,omitempty"`   // what we send comes back as an event

	// QuickReplyText is the limit of a text with quick replies, where it is shorter. If Max is 0,
	// the limit is that of Text.
	QuickReplyText Length `json:"quickReplyText,omitzero"`

	Windows   []Window  `json:"windows,omitempty"` // reply windows, in order of preference; none: always open
	Rates     []Rate    `json:"rates,omitempty"`
	Prices    []Price   `json:"prices,omitempty"` // what the platform charges, as far as it is known; see Price and Cautions
	Abilities Abilities `json:"abilities,omitzero"`
}

// Abilities says which functions of this package work for the thread. The others return an error
// that matches errors.ErrUnsupported.
type Abilities struct {
	Typing      bool `json:"typing,omitempty"`      // ShowTyping
	MarkRead    bool `json:"markRead,omitempty"`    // MarkRead
	OpenMedia   bool `json:"openMedia,omitempty"`   // OpenMedia
	Upload      bool `json:"upload,omitempty"`      // Upload
	Profile     bool `json:"profile,omitempty"`     // FetchProfile
	Edit        bool `json:"edit,omitempty"`        // EditMessage
	Delete      bool `json:"delete,omitempty"`      // DeleteMessage
	React       bool `json:"react,omitempty"`       // React
	AnswerPress bool `json:"answerPress,omitempty"` // AnswerPress
	Draft       bool `json:"draft,omitempty"`       // Draft
	Subscribe   bool `json:"subscribe,omitempty"`   // Subscribe, CheckSubscription, Unsubscribe
	History     bool `json:"history,omitempty"`     // History
	ReplyToPost bool `json:"replyToPost,omitempty"` // ReplyToPost, PostLimits
	ReadPost    bool `json:"readPost,omitempty"`    // ReadPost
	HidePost    bool `json:"hidePost,omitempty"`    // HidePost
	DeletePost  bool `json:"deletePost,omitempty"`  // DeletePost
	LikePost    bool `json:"likePost,omitempty"`    // LikePost
}

// IsZero reports whether nothing at all is known of the limits. A sender that has not loaded the
// thread's channel yet returns zero Limits. Do not plan or pace by them.
func (l Limits) IsZero() bool { return l.Text == Length{} && reflect.ValueOf(l).IsZero() }

package channel

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Limits is what a thread takes, as data: for the check before sending, for package plan, and for a screen that greys out
// what is not there. Its slices are shared; don't change them. The zero value means that the limits are not known: see IsZero.
type Limits struct {
	Text    Length `json:"text"`    // of a message without attachments
	Caption Length `json:"caption"` // of the text beside an attachment; Max 0: text and attachment go apart

	Attachments int           `json:"attachments"`         // in one message
	Together    [][]MediaKind `json:"together,omitempty"`  // with several attachments: they are all of one of these sets; none: of any kinds
	AlbumBare   bool          `json:"albumBare,omitempty"` // several attachments go without quick replies and buttons
	Media       []MediaLimit  `json:"media,omitempty"`

	QuickReplies ChoiceLimit `json:"quickReplies,omitzero"`
	Buttons      ChoiceLimit `json:"buttons,omitzero"`
	ButtonURLs   bool        `json:"buttonUrls,omitempty"`  // a button may open a page
	ButtonTaps   bool        `json:"buttonTaps,omitempty"`  // a button may come back as a Press
	ButtonText   Length      `json:"buttonText,omitzero"`   // of the text beside buttons, where it is shorter; Max 0: as Text
	NotTogether  bool        `json:"notTogether,omitempty"` // quick replies and buttons exclude each other
	Location     bool        `json:"location,omitempty"`    // a Location may be sent
	Card         bool        `json:"card,omitempty"`        // a Card may be sent
	ReplyTo      bool        `json:"replyTo,omitempty"`     // a message may answer a certain other
	Spans        []SpanKind  `json:"spans,omitempty"`       // formatting that is kept; other spans are refused
	Ref          Length      `json:"ref,omitzero"`          // of Message.Ref where it travels; Max 0: it does not, and is not checked
	EchoesRef    bool        `json:"echoesRef,omitempty"`   // our Ref returns on the echo
	EchoesOwn    bool        `json:"echoesOwn,omitempty"`   // what we send comes back as an event

	// QuickReplyText is the limit of the text beside quick replies, where it is shorter; Max 0: as Text.
	QuickReplyText Length `json:"quickReplyText,omitzero"`

	Windows   []Window  `json:"windows,omitempty"` // reply windows, in order of preference; none: always open
	Rates     []Rate    `json:"rates,omitempty"`
	Prices    []Price   `json:"prices,omitempty"` // what the platform charges, as far as it is known; see Price and Cautions
	Abilities Abilities `json:"abilities,omitzero"`
}

// MediaLimit is what a thread takes of one kind of attachment.
type MediaLimit struct {
	Kind   MediaKind `json:"kind"`
	Types  []string  `json:"types,omitempty"`  // MIME types as [MediaType] writes them, "image/*" for all of a class; none: any
	ByID   bool      `json:"byId,omitempty"`   // by the platform's handle
	URL    int64     `json:"url,omitempty"`    // bytes at most by URL; 0: not by URL; -1: no limit is stated
	Upload int64     `json:"upload,omitempty"` // bytes at most by upload; 0: no upload, as in a channel without Files; -1: no limit is stated

	URLTypes []string `json:"urlTypes,omitempty"` // MIME types by URL, where they are fewer than Types; none: as Types
	Sides    int      `json:"sides,omitempty"`    // pixels of width and height together at most, by URL and upload; 0: no limit is stated
	Bare     bool     `json:"bare,omitempty"`     // it goes without a text, whatever Caption says
	Ratio    int      `json:"ratio,omitempty"`    // the longer side is at most so many times the shorter; 0: no limit is stated
}

// ChoiceLimit bounds quick replies or buttons. Max 0: there are none.
type ChoiceLimit struct {
	Max         int      `json:"max"`
	Text        Length   `json:"text,omitzero"`
	Payload     Length   `json:"payload,omitzero"`     // Max 0: it carries none
	Description Length   `json:"description,omitzero"` // Max 0: none is shown
	Image       bool     `json:"image,omitempty"`
	Asks        []string `json:"asks,omitempty"` // AskPhone, …
}

// Rate is a limit on how often: N calls in any stretch of Per.
type Rate struct {
	Scope Scope         `json:"scope"`
	Kind  string        `json:"kind,omitempty"` // with ScopeKind: what it counts; Message kinds "text" and "media" are told apart by some
	N     int           `json:"n"`
	Per   time.Duration `json:"per"`            // nanoseconds in JSON
	Cost  int           `json:"cost,omitempty"` // what one message takes of N; zero: 1
}

// Abilities says which functions of this package the channel answers for this thread.
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
	HidePost    bool `json:"hidePost,omitempty"`    // HidePost
	DeletePost  bool `json:"deletePost,omitempty"`  // DeletePost
	LikePost    bool `json:"likePost,omitempty"`    // LikePost
}

// Check returns every complaint about sending m under these limits, joined; nil if it fits. Sizes of files are checked where
// the attachment states them.
func (l Limits) Check(m Message) error {
	var c complaints
	if m.Text == "" && len(m.Attachments) == 0 && m.Location == nil && m.Card == nil && m.Native.IsZero() {
		c.add("text", CodeMissing, "a message says something")
	}
	text := l.Text
	switch {
	case len(m.Attachments) > 0:
		text = l.Caption
		if m.Text != "" && text.Max == 0 {
			c.add("text", CodeConflict, "text and attachments cannot go in one message here")
			text = l.Text
		} else if m.Text != "" && l.bare(m) {
			c.add("text", CodeConflict, "an attachment of this kind goes without a text here")
		}
	case len(m.Buttons) > 0 && l.ButtonText.Max > 0:
		text = l.ButtonText
	case len(m.QuickReplies) > 0 && l.QuickReplyText.Max > 0:
		text = l.QuickReplyText
	}
	c.length("text", m.Text, text)
	c.spans(l, m)
	c.attachments(l, m)
	c.quickReplies(l, m)
	c.buttons(l, m)
	if m.Location != nil && !l.Location {
		c.add("location", CodeUnsupported, "a location cannot be sent here")
	}
	if m.Card != nil && !l.Card {
		c.add("card", CodeUnsupported, "a contact card cannot be sent here")
	}
	if m.ReplyTo != "" && !l.ReplyTo {
		c.add("replyTo", CodeUnsupported, "a message cannot answer a certain other here")
	}
	if l.Ref.Max > 0 {
		c.length("ref", m.Ref, l.Ref)
	}
	return errors.Join(c...)
}

// complaints collects FieldErrors.
type complaints []error

func (c *complaints) add(field, code, reason string) {
	*c = append(*c, &FieldError{Field: field, Code: code, Reason: reason})
}

func (c *complaints) length(field, s string, l Length) {
	if !l.Fits(s) {
		*c = append(*c, &FieldError{Field: field, Code: CodeTooLong, Reason: "too long", Limit: l.Max, Got: l.Unit.Count(s), Unit: l.Unit})
	}
}

func (c *complaints) count(field string, n, limit int) {
	if n > limit {
		*c = append(*c, &FieldError{Field: field, Code: CodeTooMany, Reason: "too many", Limit: limit, Got: n})
	}
}

func (c *complaints) spans(l Limits, m Message) {
	for i, s := range m.Spans {
		field := fmt.Sprintf("spans[%d]", i)
		if !slices.Contains(l.Spans, s.Kind) {
			c.add(field, CodeUnsupported, "this formatting does not exist here")
		}
		if s.Start < 0 || s.End > len(m.Text) || s.Start >= s.End || !runeBorder(m.Text, s.Start) || !runeBorder(m.Text, s.End) {
			c.add(field, CodeInvalid, "the span is not a part of the text")
		}
	}
}

// runeBorder reports whether i, within s, is not inside a rune.
func runeBorder(s string, i int) bool { return i == len(s) || s[i]&0xC0 != 0x80 }

func (c *complaints) attachments(l Limits, m Message) {
	if len(m.Attachments) == 0 {
		return
	}
	if l.Attachments == 0 {
		c.add("attachments", CodeUnsupported, "attachments cannot be sent here")
		return
	}
	c.count("attachments", len(m.Attachments), l.Attachments)
	if len(m.Attachments) > 1 {
		c.album(l, m)
	}
	for i, a := range m.Attachments {
		c.attachment(fmt.Sprintf("attachments[%d]", i), l, a)
	}
}

// album checks what only several attachments can do wrong.
func (c *complaints) album(l Limits, m Message) {
	if !l.GoTogether(m.Attachments...) {
		c.add("attachments", CodeConflict, "attachments of these kinds cannot go in one message here")
	}
	if l.AlbumBare && len(m.Buttons) > 0 {
		c.add("buttons", CodeConflict, "several attachments go without buttons here")
	}
	if l.AlbumBare && len(m.QuickReplies) > 0 {
		c.add("quickReplies", CodeConflict, "several attachments go without quick replies here")
	}
}

// GoTogether reports whether attachments are of kinds that may be in one message; one alone always is.
func (l Limits) GoTogether(attachments ...Attachment) bool {
	if len(attachments) < 2 || len(l.Together) == 0 {
		return true
	}
	return slices.ContainsFunc(l.Together, func(set []MediaKind) bool {
		return !slices.ContainsFunc(attachments, func(a Attachment) bool { return !slices.Contains(set, a.Kind) })
	})
}

func (c *complaints) attachment(field string, l Limits, a Attachment) {
	at := slices.IndexFunc(l.Media, func(m MediaLimit) bool { return m.Kind == a.Kind })
	if at < 0 {
		c.add(field+".kind", CodeUnsupported, fmt.Sprintf("attachments of kind %q cannot be sent here", a.Kind))
		return
	}
	limit := l.Media[at]
	handles := 0
	for _, h := range [...]string{a.ID, a.URL, a.File} {
		if h != "" {
			handles++
		}
	}
	if handles != 1 {
		c.add(field, CodeInvalid, "exactly one of id, url and file is needed")
		return
	}
	var most int64
	types := limit.Types
	switch {
	case a.ID != "":
		if !limit.ByID {
			c.add(field+".id", CodeUnsupported, "this kind cannot be sent by the platform's handle")
		}
		return
	case a.URL != "":
		if most = limit.URL; most == 0 {
			c.add(field+".url", CodeUnsupported, "this kind cannot be sent by URL")
			return
		}
		if !strings.HasPrefix(a.URL, "https://") && !strings.HasPrefix(a.URL, "http://") {
			c.add(field+".url", CodeInvalid, "an http or https address is needed")
		}
		if len(limit.URLTypes) > 0 {
			types = limit.URLTypes
			if a.Type == "" {
				a.Type = typeByName(a.URL)
			}
		}
	default:
		if most = limit.Upload; most == 0 {
			c.add(field+".file", CodeUnsupported, "this kind cannot be uploaded, or the channel was made without Files")
			return
		}
	}
	if most > 0 && a.Size > most {
		*c = append(*c, &FieldError{Field: field + ".size", Code: CodeTooLarge, Reason: "the file has too many bytes", Limit: int(most), Got: int(a.Size)})
	}
	if mime := MediaType(a.Type); mime != "" && len(types) > 0 && !slices.ContainsFunc(types, func(t string) bool { return matchType(t, mime) }) {
		c.add(field+".type", CodeUnsupported, fmt.Sprintf("files of type %q cannot be sent as %s", a.Type, a.Kind))
	}
	if long, short := max(a.Width, a.Height), min(a.Width, a.Height); short > 0 {
		if limit.Sides > 0 && long+short > limit.Sides {
			*c = append(*c, &FieldError{Field: field + ".width", Code: CodeTooLarge, Reason: "width and height together have too many pixels", Limit: limit.Sides, Got: long + short})
		}
		if limit.Ratio > 0 && long > limit.Ratio*short {
			*c = append(*c, &FieldError{Field: field + ".width", Code: CodeInvalid, Reason: "one side is too long for the other", Limit: limit.Ratio, Got: (long + short - 1) / short})
		}
	}
}

// typeByName guesses the MIME type of a file from the end of its address, for the kinds of file that people send. It is empty
// for other names, such as that of a program that may give out any file.
func typeByName(address string) string {
	path, _, _ := strings.Cut(address, "#")
	path, _, _ = strings.Cut(path, "?")
	switch strings.ToLower(path[strings.LastIndexAny(path, "./")+1:]) {
	case "pdf":
		return "application/pdf"
	case "zip":
		return "application/zip"
	case "doc", "docx":
		return "application/msword"
	case "xls", "xlsx":
		return "application/vnd.ms-excel"
	case "ppt", "pptx":
		return "application/vnd.ms-powerpoint"
	case "txt", "csv", "log", "md":
		return "text/plain"
	case "jpg", "jpeg":
		return "image/jpeg"
	case "png":
		return "image/png"
	case "mp3":
		return "audio/mpeg"
	case "wav":
		return "audio/wav"
	case "mp4":
		return "video/mp4"
	case "rar", "7z", "gz", "tar":
		return "application/x-archive"
	}
	return ""
}

// matchType compares MIME types whatever their labels; "image/*" matches a class.
func matchType(pattern, mime string) bool {
	if class, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(mime, class)
	}
	return mime == MediaType(pattern)
}

func (c *complaints) quickReplies(l Limits, m Message) {
	if len(m.QuickReplies) == 0 {
		return
	}
	q := l.QuickReplies
	if q.Max == 0 {
		c.add("quickReplies", CodeUnsupported, "quick replies do not exist here")
		return
	}
	c.count("quickReplies", len(m.QuickReplies), q.Max)
	for i, r := range m.QuickReplies {
		field := fmt.Sprintf("quickReplies[%d]", i)
		switch {
		case r.Asks != "" && !slices.Contains(q.Asks, r.Asks):
			c.add(field+".asks", CodeUnsupported, fmt.Sprintf("a quick reply cannot ask for %q here", r.Asks))
		case r.Asks == "" && r.Text == "":
			c.add(field+".text", CodeMissing, "a quick reply has a text")
		}
		c.length(field+".text", r.Text, q.Text)
		c.optional(field+".payload", r.Payload, q.Payload)
		c.optional(field+".description", r.Description, q.Description)
		if r.Image != "" && !q.Image {
			c.add(field+".image", CodeUnsupported, "quick replies have no image here")
		}
	}
}

// optional is length for a part that may not exist at all.
func (c *complaints) optional(field, s string, l Length) {
	if s != "" && l.Max == 0 {
		c.add(field, CodeUnsupported, "this part does not exist here")
		return
	}
	c.length(field, s, l)
}

func (c *complaints) buttons(l Limits, m Message) {
	if len(m.Buttons) == 0 {
		return
	}
	if l.Buttons.Max == 0 {
		c.add("buttons", CodeUnsupported, "buttons do not exist here")
		return
	}
	if l.NotTogether && len(m.QuickReplies) > 0 {
		c.add("buttons", CodeConflict, "buttons and quick replies cannot go in one message here")
	}
	c.count("buttons", len(m.Buttons), l.Buttons.Max)
	for i, b := range m.Buttons {
		field := fmt.Sprintf("buttons[%d]", i)
		if b.Text == "" {
			c.add(field+".text", CodeMissing, "a button has a text")
		}
		c.length(field+".text", b.Text, l.Buttons.Text)
		switch {
		case (b.URL == "") == (b.Payload == ""):
			c.add(field, CodeInvalid, "exactly one of url and payload is needed")
		case b.URL != "" && !l.ButtonURLs:
			c.add(field+".url", CodeUnsupported, "a button cannot open a page here")
		case b.Payload != "" && !l.ButtonTaps:
			c.add(field+".payload", CodeUnsupported, "a button cannot come back as a press here")
		case b.Payload != "":
			c.length(field+".payload", b.Payload, l.Buttons.Payload)
		}
	}
}

// bare reports whether m has an attachment of a kind that goes without a text.
func (l Limits) bare(m Message) bool {
	return slices.ContainsFunc(m.Attachments, func(a Attachment) bool {
		return slices.ContainsFunc(l.Media, func(limit MediaLimit) bool { return limit.Kind == a.Kind && limit.Bare })
	})
}

// IsZero reports whether nothing at all is known of the limits: a sender that has not loaded the
// channel of a thread yet returns such. They are no limits to plan or pace by.
func (l Limits) IsZero() bool { return l.Text == Length{} && reflect.ValueOf(l).IsZero() }

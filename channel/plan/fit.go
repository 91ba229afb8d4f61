package plan

import (
	"errors"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// Overflow says what becomes of a message that does not fit.
type Overflow string

// Policies for a message that does not fit. Features that the platform lacks are degraded under
// Split and Truncate alike; the two differ in long texts.
const (
	Split    Overflow = ""         // a long text goes on in further messages
	Refuse   Overflow = "refuse"   // whatever does not fit as it is, is an error
	Truncate Overflow = "truncate" // a long text ends in an ellipsis
)

// Fit returns the messages to send in place of m, and every difference between them and m. Each of
// the messages passes l.Check. m is not changed, and the messages may share its memory. If a part
// cannot be sent in any form, such as an attachment of a kind that the thread does not take, the
// error matches channel.ErrRejected and names every such field (channel.FieldErrors). The same
// holds for a message that would become several where the thread takes one only (Window.Once).
func Fit(m channel.Message, l channel.Limits, o Overflow) ([]channel.Message, []Degradation, error) {
	err := l.Check(m)
	if err == nil && isClean(m) && apart(m, l) == "" && (o == Refuse || !misnamed(m, l)) {
		return []channel.Message{m}, nil, nil
	}
	if o == Refuse {
		if field := apart(m, l); err == nil && field != "" {
			err = &channel.FieldError{Field: field, Code: channel.CodeConflict, Reason: "it cannot be in a message with the rest"}
		}
		if err == nil {
			err = &channel.FieldError{Field: "text", Code: channel.CodeInvalid, Reason: "invalid UTF-8 or U+0000"}
		}
		return nil, nil, refused(err)
	}
	f := &fitting{Message: m, limits: l, overflow: o}
	f.clean()
	f.fitSpans()
	f.fitAttachments()
	f.fitPlaces()
	f.fitChoices()
	if f.ReplyTo != "" && !l.ReplyTo {
		f.note(Dropped, "replyTo", channel.CodeUnsupported)
		f.ReplyTo = ""
	}
	f.appendLines()
	parts := f.layOut()
	var errs []error
	for _, part := range parts {
		errs = append(errs, l.Check(part))
	}
	if len(parts) > 1 && takesOne(l) {
		errs = append(errs, &channel.FieldError{Field: "text", Code: channel.CodeConflict, Reason: "the thread takes one message only, and this would be several"})
	}
	if err := errors.Join(append(errs, f.errs...)...); err != nil {
		return nil, nil, refused(err)
	}
	return parts, f.changes, nil
}

// takesOne reports whether a thread takes one message only, ever: the private answer to a comment.
// Half an answer would use it up.
func takesOne(l channel.Limits) bool {
	return slices.ContainsFunc(l.Windows, func(w channel.Window) bool { return w.Once })
}

// refused is the error of a message that cannot be said.
func refused(err error) error {
	return &channel.Error{Op: "plan", Kind: channel.ErrRejected, Err: err}
}

// apart names what goes in a message of its own, whatever the limits say of it alone: a location or
// a card, the text of a sticker and of other kinds that take none, and buttons of an attachment
// without a text.
func apart(m channel.Message, l channel.Limits) string {
	says := m.Text != "" || len(m.Attachments) > 0
	switch {
	case m.Location != nil && (says || m.Card != nil):
		return "location"
	case m.Card != nil && says:
		return "card"
	case m.Text != "" && isBare(m, l):
		return "text"
	case m.Text == "" && len(m.Attachments) > 0 && len(m.Buttons) > 0 && l.Caption.Max == 0:
		return "buttons"
	}
	return ""
}

// isBare reports whether the message has an attachment that goes without a text.
func isBare(m channel.Message, l channel.Limits) bool {
	return slices.ContainsFunc(m.Attachments, func(a channel.Attachment) bool {
		return a.Kind == channel.MediaSticker || slices.ContainsFunc(l.Media, func(limit channel.MediaLimit) bool { return limit.Kind == a.Kind && limit.Bare })
	})
}

// fitting is a message on its way into its limits.
type fitting struct {
	channel.Message // what is still to be said in this form
	limits          channel.Limits
	overflow        Overflow
	lines           []string // what is said as text instead
	choices         int      // how many buttons and quick replies were given
	changes         []Degradation
	errs            []error
}

func (f *fitting) note(what Change, field, why string) {
	f.changes = append(f.changes, Degradation{Change: what, Field: field, Code: why})
}

func (f *fitting) noteLength(what Change, field, s string, l channel.Length) {
	f.changes = append(f.changes, Degradation{Change: what, Field: field, Code: channel.CodeTooLong, Limit: l.Max, Got: l.Count(s), Unit: l.Unit})
}

func (f *fitting) noteCount(what Change, field string, got, limit int) {
	f.changes = append(f.changes, Degradation{Change: what, Field: field, Code: channel.CodeTooMany, Limit: limit, Got: got})
}

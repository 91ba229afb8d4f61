package channel

import (
	"errors"
	"fmt"
	"slices"
)

// Check returns every complaint about sending m under these limits, joined; nil if it fits. Sizes
// of files are checked where the attachment states them.
func (l Limits) Check(m Message) error {
	var c complaints
	if m.Text == "" && len(m.Attachments) == 0 && m.Location == nil && m.Card == nil && m.Native.IsZero() {
		c.add("text", CodeMissing, "a message says something")
	}
	if len(m.Attachments) == 0 { // a caption may show nothing
		c.shown("text", m.Text)
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

// shown complains of a text of blanks. Whether there must be a text is another question.
func (c *complaints) shown(field, s string) {
	if s != "" && IsBlank(s) {
		c.add(field, CodeInvalid, "the text must not be white space alone")
	}
}

func (c *complaints) length(field, s string, l Length) {
	if !l.Fits(s) {
		*c = append(*c, &FieldError{Field: field, Code: CodeTooLong, Reason: "too long", Limit: l.Max, Got: l.Count(s), Unit: string(l.Unit)})
	}
}

func (c *complaints) count(field string, n, limit int) {
	if n > limit {
		*c = append(*c, &FieldError{Field: field, Code: CodeTooMany, Reason: "too many", Limit: limit, Got: n})
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

func (c *complaints) spans(l Limits, m Message) {
	for i, s := range m.Spans {
		field := fmt.Sprintf("spans[%d]", i)
		if !slices.Contains(l.Spans, s.Kind) {
			c.add(field, CodeUnsupported, "this formatting does not exist here")
			continue
		}
		if s.Start < 0 || s.End > len(m.Text) || s.Start >= s.End || !runeBorder(m.Text, s.Start) || !runeBorder(m.Text, s.End) {
			c.add(field, CodeInvalid, "the span is not a part of the text")
		}
	}
}

// runeBorder reports whether i, within s, is not inside a rune.
func runeBorder(s string, i int) bool { return i == len(s) || s[i]&0xC0 != 0x80 }

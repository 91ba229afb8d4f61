package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// isClean reports whether every text of the message is valid UTF-8 without U+0000, so that it
// survives storage.
func isClean(m channel.Message) bool {
	clean := func(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }
	return clean(m.Text) &&
		!slices.ContainsFunc(m.QuickReplies, func(q channel.QuickReply) bool {
			return !clean(q.Text) || !clean(q.Payload) || !clean(q.Description)
		}) &&
		!slices.ContainsFunc(m.Buttons, func(b channel.Button) bool { return !clean(b.Text) || !clean(b.Payload) || !clean(b.URL) })
}

// clean replaces what is no text, and moves the spans along.
func (f *fitting) clean() {
	if isClean(f.Message) {
		return
	}
	if text := channel.Clean(f.Text); text != f.Text {
		f.note(Cleaned, "text", channel.CodeInvalid)
		f.Spans = slices.Clone(f.Spans)
		for i, s := range f.Spans {
			if 0 <= s.Start && s.Start <= s.End && s.End <= len(f.Text) {
				f.Spans[i].Start, f.Spans[i].End = cleanedLen(f.Text, s.Start), cleanedLen(f.Text, s.End)
			}
		}
		f.Text = text
	}
	replace := func(s *string, field string, i int) {
		if c := channel.Clean(*s); c != *s {
			f.note(Cleaned, fmt.Sprintf(field, i), channel.CodeInvalid)
			*s = c
		}
	}
	f.QuickReplies, f.Buttons = slices.Clone(f.QuickReplies), slices.Clone(f.Buttons)
	for i := range f.QuickReplies {
		q := &f.QuickReplies[i]
		replace(&q.Text, "quickReplies[%d].text", i)
		replace(&q.Payload, "quickReplies[%d].payload", i)
		replace(&q.Description, "quickReplies[%d].description", i)
	}
	for i := range f.Buttons {
		b := &f.Buttons[i]
		replace(&b.Text, "buttons[%d].text", i)
		replace(&b.Payload, "buttons[%d].payload", i)
		replace(&b.URL, "buttons[%d].url", i)
	}
}

// cleanedLen returns how long the first i bytes of a text are in its clean form. A run of invalid
// bytes becomes one U+FFFD.
func cleanedLen(text string, i int) int {
	const mark = len("\uFFFD")
	n, invalid := 0, false
	for at := 0; at < i; {
		r, size := utf8.DecodeRuneInString(text[at:])
		bad := r == utf8.RuneError && size == 1
		switch {
		case bad && !invalid, r == 0:
			n += mark
		case !bad:
			n += size
		}
		invalid = bad
		at += size
	}
	return n
}

// fitSpans takes away the formatting that is not kept here, or that marks nothing.
func (f *fitting) fitSpans() {
	var kept []channel.Span
	type insertion struct {
		at   int
		text string
	}
	var inserted []insertion
	for i, s := range f.Spans {
		field := fmt.Sprintf("spans[%d]", i)
		switch {
		case s.Start < 0 || s.End > len(f.Text) || s.Start >= s.End || !runeBorder(f.Text, s.Start) || !runeBorder(f.Text, s.End):
			f.note(Dropped, field, channel.CodeInvalid)
		case slices.Contains(f.limits.Spans, s.Kind):
			kept = append(kept, s)
		case s.Kind == channel.SpanLink && s.Value != "" && f.Text[s.Start:s.End] != s.Value:
			f.note(Listed, field, channel.CodeUnsupported)
			inserted = append(inserted, insertion{s.End, " (" + channel.Clean(s.Value) + ")"})
		default:
			f.note(Dropped, field, channel.CodeUnsupported)
		}
	}
	f.Spans = kept
	if len(inserted) == 0 {
		return
	}
	slices.SortStableFunc(inserted, func(a, b insertion) int { return cmp.Compare(a.at, b.at) })
	var text strings.Builder
	last := 0
	for _, in := range inserted {
		text.WriteString(f.Text[last:in.at])
		text.WriteString(in.text)
		last = in.at
	}
	text.WriteString(f.Text[last:])
	f.Text = text.String()
	for i := range f.Spans {
		start, end := 0, 0
		for _, in := range inserted {
			if in.at <= f.Spans[i].Start {
				start += len(in.text)
			}
			if in.at < f.Spans[i].End {
				end += len(in.text)
			}
		}
		f.Spans[i].Start += start
		f.Spans[i].End += end
	}
}

// runeBorder reports whether i, within s, is not inside a rune.
func runeBorder(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

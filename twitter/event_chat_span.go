package twitter

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// chatSpanKinds are the portable words for entities.
var chatSpanKinds = map[xchat.EntityKind]channel.SpanKind{
	xchat.EntityHashtag: channel.SpanHashtag, xchat.EntityCashtag: channel.SpanCashtag, xchat.EntityMention: channel.SpanMention,
	xchat.EntityURL: channel.SpanURL, xchat.EntityEmail: channel.SpanEmail, xchat.EntityPhone: channel.SpanPhone,
}

// chatSpans converts entities, whose unit X does not document: UTF-16 is taken. An entity that then
// does not lie on the borders of characters is left out, and so is every entity of a text that had
// to be cleaned.
func chatSpans(text string, entities []xchat.Entity) []channel.Span {
	if len(entities) == 0 || channel.Clean(text) != text {
		return nil
	}
	var spans []channel.Span
	for _, e := range entities {
		kind, ok := chatSpanKinds[e.Kind]
		start, end := utf16Offset(text, e.Start), utf16Offset(text, e.End)
		if !ok || start < 0 || end <= start {
			continue
		}
		s := channel.Span{Kind: kind, Start: start, End: end}
		if first, _ := utf8.DecodeRuneInString(text[start:]); fitsKind(kind, first) {
			spans = append(spans, s)
		}
		if len(spans) == mostChatSpans {
			break
		}
	}
	return spans
}

// mostChatSpans bounds the spans of a text.
const mostChatSpans = 200

// fitsKind checks the first character of an entity: should the unit be another one, it would be
// somewhere else.
func fitsKind(kind channel.SpanKind, first rune) bool {
	switch kind {
	case channel.SpanHashtag:
		return first == '#' || first == '＃'
	case channel.SpanCashtag:
		return first == '$'
	case channel.SpanMention:
		return first == '@' || first == '＠'
	}
	return true
}

// utf16Offset returns the byte offset of a UTF-16 offset; -1: it is not on the border of a
// character.
func utf16Offset(text string, n int) int {
	if n < 0 {
		return -1
	}
	at := 0
	for i, r := range text {
		if at == n {
			return i
		}
		if at > n {
			return -1
		}
		at += utf16.RuneLen(r)
	}
	if at == n {
		return len(text)
	}
	return -1
}

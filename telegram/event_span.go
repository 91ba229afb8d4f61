package telegram

import (
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// spanKind translates the type of an entity (Telegram Bot API: MessageEntity). A type that is not
// known keeps its word.
func spanKind(name []byte) channel.SpanKind {
	switch string(name) {
	case "bold":
		return channel.SpanBold
	case "italic":
		return channel.SpanItalic
	case "underline":
		return channel.SpanUnderline
	case "strikethrough":
		return channel.SpanStrike
	case "spoiler":
		return channel.SpanSpoiler
	case "blockquote", "expandable_blockquote":
		return channel.SpanQuote
	case "code":
		return channel.SpanCode
	case "pre":
		return channel.SpanPre
	case "text_link":
		return channel.SpanLink
	case "url":
		return channel.SpanURL
	case "email":
		return channel.SpanEmail
	case "phone_number":
		return channel.SpanPhone
	case "mention", "text_mention":
		return channel.SpanMention
	case "hashtag":
		return channel.SpanHashtag
	case "cashtag":
		return channel.SpanCashtag
	case "bot_command":
		return channel.SpanCommand
	case "custom_emoji":
		return channel.SpanEmoji
	}
	return channel.SpanKind(channel.Clean(string(name)))
}

// toBytes turns the UTF-16 offsets of spans into byte offsets of the text, in place. A span is cut
// at the end of the text, and dropped if it is then empty. An offset within a character that takes
// two units means the whole character.
func toBytes(text string, spans []channel.Span) []channel.Span {
	if len(spans) == 0 {
		return nil
	}
	u := newUnits(text)
	for i := range spans {
		s := &spans[i]
		s.Start, s.End = u.byteOffset(s.Start, false), u.byteOffset(s.End, true)
	}
	spans = slices.DeleteFunc(spans, func(s channel.Span) bool { return s.Start >= s.End || s.Kind == "" })
	if len(spans) == 0 {
		return nil
	}
	return spans
}

// stride is the distance, in UTF-16 units, of the marks in units.
const stride = 128

// units finds byte offsets by UTF-16 offsets, each in constant time however long the text is.
type units struct {
	text  string
	ascii bool
	marks []int // marks[k]: offset of the character that holds unit k × stride
	wide  []bool
}

func newUnits(text string) units {
	u := units{text: text, ascii: true}
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			u.ascii = false
			break
		}
	}
	if u.ascii || len(text) <= stride {
		return u
	}
	unit := 0
	for i, r := range text {
		next := unit + utf16.RuneLen(r)
		for len(u.marks)*stride < next {
			u.marks = append(u.marks, i)
			u.wide = append(u.wide, len(u.marks)*stride-stride > unit) // the mark is the second unit of the character
		}
		unit = next
	}
	return u
}

// byteOffset returns the offset of the character that begins at the unit, or the end of the text.
// Of a unit within a character it returns the character's begin, or with up its end.
func (u units) byteOffset(unit int, up bool) int {
	if u.ascii {
		return min(unit, len(u.text))
	}
	at, i := 0, 0
	if k := unit / stride; len(u.marks) > 0 {
		if k >= len(u.marks) {
			k = len(u.marks) - 1
		}
		at, i = k*stride, u.marks[k]
		if u.wide[k] {
			at--
		}
	}
	for i < len(u.text) && at < unit {
		r, size := utf8.DecodeRuneInString(u.text[i:])
		if at += utf16.RuneLen(r); at > unit && !up {
			return i
		}
		i += size
	}
	return i
}

package channel

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsBlank reports whether a text shows nothing: it is empty, or has only white space, control
// characters, marks without a shape, such as U+200B and U+FEFF, and letters that are drawn empty:
// the Hangul fillers and U+2800. Platforms refuse such texts, or show an empty bubble.
func IsBlank(s string) bool {
	for _, r := range s {
		if !isBlank(r) {
			return false
		}
	}
	return true
}

func isBlank(r rune) bool {
	switch {
	case unicode.IsSpace(r), unicode.IsControl(r), r == '\u2800':
		return true
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r): // such as the Arabic number sign, which is seen
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Clean makes a text storable everywhere: invalid UTF-8 and U+0000 become U+FFFD, because
// PostgreSQL stores neither, and one text must not keep the others of a call from being stored.
// Every string of an Event is clean. A text that is clean already is returned as it is.
func Clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

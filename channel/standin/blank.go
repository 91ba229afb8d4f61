package standin

import (
	"strings"
	"unicode"
)

// IsBlank reports whether a text shows nothing, for a stand-in that refuses such texts: it is
// empty, or has only white space, control characters and characters without a shape.
func IsBlank(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r < ' ' || strings.ContainsRune(
			"\u00ad\u034f\u115f\u1160\u1680\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2800\u3164\ufe0f\ufeff\uffa0", r)
	}) == ""
}

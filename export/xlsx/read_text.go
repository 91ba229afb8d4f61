package xlsx

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape undoes the escapes of a text. Halves of a surrogate pair join; one alone becomes U+FFFD.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b []byte
	for i := 0; i < len(s); {
		unit, ok := escape(s[i:])
		if !ok {
			b = append(b, s[i])
			i++
			continue
		}
		i += escapeLen
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			next, _ := escape(s[i:])
			if r = utf16.DecodeRune(r, rune(next)); r != utf8.RuneError {
				i += escapeLen
			}
		}
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}

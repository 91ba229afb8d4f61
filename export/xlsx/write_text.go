package xlsx

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// forbidden reports whether XML 1.0 forbids a character.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// tooLong reports whether a text is longer than a cell holds, in UTF-16 units.
func tooLong(s string) bool {
	if len(s) <= maxText {
		return false
	}
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n > maxText
}

// edged reports whether a text begins or ends with white space, which is lost unless it is marked.
func edged(s string) bool {
	white := func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
	return s != "" && (white(s[0]) || white(s[len(s)-1]))
}

// appendText appends a text as XML. In a sheet _x000D_ means the character U+000D (ECMA-376 part 1,
// ST_Xstring). So a character that XML forbids is written in that way, and an underscore that
// begins such a thing is written _x005F_; also where two of them share an underscore.
func appendText(b []byte, s string) []byte {
	done := 0
	for i, r := range s {
		var with string
		size := 1
		switch {
		case r == '&':
			with = "&amp;"
		case r == '<':
			with = "&lt;"
		case r == '>':
			with = "&gt;"
		case r == '\r':
			with = "&#13;" // a bare CR would be read as LF
		case r == '_':
			if !escapes(s[i:]) {
				continue
			}
			with = "_x005F_"
		case forbidden(r):
			with, size = fmt.Sprintf("_x%04X_", r), utf8.RuneLen(r)
		default:
			continue
		}
		b = append(append(b, s[done:i]...), with...)
		done = i + size
	}
	return append(b, s[done:]...)
}

// escapes reports whether a text begins as an escape will once it is written: a forbidden character
// behind it becomes one, which begins with an underscore.
func escapes(s string) bool {
	if len(s) < escapeLen {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[escapeLen-1:])
	if next != '_' && !forbidden(next) {
		return false
	}
	_, ok := escape(s[:escapeLen-1] + "_")
	return ok
}

// escapeLen is the length of _x000D_.
const escapeLen = 7

// escape reads an escape at the beginning of s.
func escape(s string) (unit uint16, ok bool) {
	if len(s) < escapeLen || s[0] != '_' || s[1] != 'x' || s[escapeLen-1] != '_' {
		return 0, false
	}
	for _, c := range []byte(s[2 : escapeLen-1]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		unit = unit<<4 | uint16(c)
	}
	return unit, true
}

package jsonread

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// HalfCharacter reports whether JSON text escapes half of a pair of UTF-16: \ud83d without its
// other half. encoding/json and [Reader] replace it by U+FFFD and say nothing, so a reader that
// must not change a value silently asks this first. The text is a document, or a whole value of
// one.
func HalfCharacter(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return false
		}
		if text = text[i:]; peek(text, 1) != 'u' {
			text = text[min(2, len(text)):]
			continue
		}
		c, next := hex4(text, 2), 6
		if utf16.IsSurrogate(c) {
			if peek(text, 6) != '\\' || peek(text, 7) != 'u' || utf16.DecodeRune(c, hex4(text, 8)) == utf8.RuneError {
				return true
			}
			next = 12
		}
		text = text[min(next, len(text)):]
	}
}

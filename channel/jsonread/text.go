package jsonread

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Text consumes a string and returns a copy of it that is valid UTF-8 without U+0000: that
// character, invalid UTF-8 and surrogates without a partner become U+FFFD.
func (r *Reader) Text() string {
	if r.Kind() != String {
		r.refuse()
		return ""
	}
	raw, simple := r.quoted()
	if simple {
		return string(raw)
	}
	return unescape(raw)
}

// ID consumes a string or a number and returns it as text, a number as it is written. Ids beyond
// 2⁵³ stay intact.
func (r *Reader) ID() string {
	if r.Kind() == Number {
		return string(r.Raw())
	}
	return r.Text()
}

// Known is Text for a value that is mostly one of a few words: it returns the equal one of them in
// place of a copy, which costs no memory.
func (r *Reader) Known(words ...string) string {
	if word, ok := r.among(words); ok {
		return word
	}
	return r.Text()
}

// KnownID is ID for an id that is mostly one of a few, as Known is Text.
func (r *Reader) KnownID(ids ...string) string {
	if r.Kind() == Number {
		raw := r.Raw()
		for _, id := range ids {
			if string(raw) == id {
				return id
			}
		}
		return string(raw)
	}
	if id, ok := r.among(ids); ok {
		return id
	}
	return r.ID()
}

// among consumes a string of plain ASCII that is one of the words; any other value it leaves.
func (r *Reader) among(words []string) (string, bool) {
	if r.Kind() != String {
		return "", false
	}
	start := r.pos + 1
	i := ascii(r.body, start)
	if peek(r.body, i) != '"' {
		return "", false
	}
	for _, w := range words {
		if string(r.body[start:i]) == w {
			r.pos = i + 1
			return w, true
		}
	}
	return "", false
}

// key consumes a member's name and its colon. It reports false where there is none, which New rules
// out.
func (r *Reader) key() ([]byte, bool) {
	if peek(r.body, r.pos) != '"' {
		r.pos = len(r.body)
		return nil, false
	}
	key, simple := r.quoted()
	if !simple {
		key = []byte(unescape(key))
	}
	r.pos = space(r.body, r.pos)
	if peek(r.body, r.pos) == ':' {
		r.pos = space(r.body, r.pos+1)
	}
	return key, true
}

// quoted consumes the string under the cursor and returns the bytes between its quotes, and whether
// they are plain ASCII without escapes.
func (r *Reader) quoted() (raw []byte, simple bool) {
	start := r.pos + 1
	i := ascii(r.body, start)
	if peek(r.body, i) == '"' {
		r.pos = i + 1
		return r.body[start:i:i], true
	}
	r.pos = quoted(r.body, r.pos)
	i = max(start, r.pos-1)
	return r.body[start:i:i], false
}

// unescape decodes raw, the inside of a JSON string.
func unescape(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		return string(raw)
	}
	n := 0
	for i := 0; i < len(raw); {
		if run := ascii(raw, i) - i; run > 0 {
			n += run
			i += run
			continue
		}
		c, size := char(raw[i:])
		n += utf8.RuneLen(c)
		i += size
	}
	var text strings.Builder
	text.Grow(n)
	for i := 0; i < len(raw); {
		if run := ascii(raw, i) - i; run > 0 {
			text.Write(raw[i : i+run])
			i += run
			continue
		}
		c, size := char(raw[i:])
		text.WriteRune(c)
		i += size
	}
	return text.String()
}

// char returns the first character of raw, which is beyond ASCII or escaped, and how many bytes it
// is written with.
func char(raw []byte) (rune, int) {
	switch c := raw[0]; {
	case c >= utf8.RuneSelf:
		return utf8.DecodeRune(raw) // yields U+FFFD for each byte that is not UTF-8
	case c != '\\' || len(raw) < 2: // only where New has not checked
		return utf8.RuneError, 1
	}
	switch c := raw[1]; c {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		c := hex4(raw, 2)
		if utf16.IsSurrogate(c) && peek(raw, 6) == '\\' && peek(raw, 7) == 'u' {
			if pair := utf16.DecodeRune(c, hex4(raw, 8)); pair != utf8.RuneError {
				return pair, 12
			}
		}
		if c <= 0 || utf16.IsSurrogate(c) {
			c = utf8.RuneError
		}
		return c, min(6, len(raw))
	default: // quote, backslash, slash
		return rune(c), 2
	}
}

// hex4 returns the value of the four hexadecimal digits at i, or -1 if they are not.
func hex4(b []byte, i int) rune {
	var v rune
	for j := range 4 {
		digit := hexDigit(peek(b, i+j))
		if digit < 0 {
			return -1
		}
		v = v<<4 | digit
	}
	return v
}

// hexDigit returns the value of a hexadecimal digit, or -1.
func hexDigit(c byte) rune {
	switch {
	case isDigit(c):
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// plain returns the offset of the first byte from i on that is a quote, a backslash or a control
// character.
func plain(b []byte, i int) int {
	for ; len(b)-i >= 8; i += 8 {
		if m := marks(binary.LittleEndian.Uint64(b[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\' {
		i++
	}
	return i
}

// ascii is plain that also stops at bytes beyond ASCII.
func ascii(b []byte, i int) int {
	for ; len(b)-i >= 8; i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		if m := marks(x) | x&highs; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\' && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// marks sets the high bit of each of eight bytes that is a quote, a backslash or a control
// character. Borrows can mark wrong bytes too, but only above a right one, so the lowest mark is
// true.
func marks(x uint64) uint64 {
	quote, backslash := x^ones*'"', x^ones*'\\'
	return ((quote-ones)&^quote | (backslash-ones)&^backslash | (x-ones*' ')&^x) & highs
}

package read

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// speaksForUTF8 reports whether a cell, with those before it, cannot reasonably be text in a code
// page of two bytes a character. Any letter of two bytes in UTF-8 is a character of GBK as well, so
// one letter, or an accent at the end of a word (café, VIP女), proves nothing.
func (p *codePage) speaksForUTF8(s string) bool {
	for len(s) > 0 {
		from := strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
		if from < 0 {
			return false
		}
		n := strings.IndexFunc(s[from:], func(r rune) bool { return r < utf8.RuneSelf })
		if n < 0 {
			n = len(s) - from
		}
		run := s[from : from+n]
		if !isPairs(run) && !isTwoByte(run) || isWord(run) || p.isSecondWord(s, from, n) {
			return true
		}
		s = s[from+n:]
	}
	return false
}

// isPairs reports whether text could be characters of GB 2312, of EUC-KR, or of Big5 where it has
// no ASCII: pairs of bytes from 0xA1 on. A character of UTF-8 with three bytes seldom fits into
// pairs.
func isPairs(run string) bool {
	for i := range len(run) {
		if run[i] < 0xA1 {
			return false
		}
	}
	return len(run)%2 == 0
}

// isTwoByte reports whether all characters have two bytes in UTF-8. Then they are pairs of GBK too,
// which has rare and traditional characters with a second byte below 0xA1.
func isTwoByte(run string) bool {
	for _, r := range run {
		if utf8.RuneLen(r) != 2 {
			return false
		}
	}
	return true
}

// Scripts with an alphabet of letters of two bytes.
var scripts = []*unicode.RangeTable{unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic, unicode.Armenian}

// isWord reports whether a run has three different letters of one script in a row, one of them with
// a second byte below 0xA1 and one above it. As GBK they would be everyday characters and very rare
// ones side by side, all from the few rows of the code page that the script fills.
func isWord(run string) bool {
	for _, script := range scripts {
		seen, low, high := map[rune]bool{}, false, false
		for i, r := range run {
			if !unicode.Is(script, r) || !unicode.IsLetter(r) {
				seen, low, high = map[rune]bool{}, false, false
				continue
			}
			seen[r] = true
			low, high = low || run[i+1] < 0xA1, high || run[i+1] >= 0xA1
			if len(seen) >= 3 && low && high {
				return true
			}
		}
	}
	return false
}

// isSecondWord reports whether one accented lower-case letter is between lower-case letters of
// ASCII, as in Müller, and an earlier word was another of this form. As GBK each would be one
// Chinese character inside a foreign word, which may happen once. If the character would be a rare
// one, as in Straße, the first word is enough.
func (p *codePage) isSecondWord(s string, from, n int) bool {
	r, size := utf8.DecodeRuneInString(s[from:])
	if size != n || r < 0xDF || r >= 0x180 || !unicode.IsLower(r) {
		return false
	}
	if from == 0 || !isLetter(s[from-1]) || from+n == len(s) || !isLower(s[from+n]) {
		return false
	}
	begin, end := from, from+n
	for begin > 0 && isLetter(s[begin-1]) {
		begin--
	}
	for end < len(s) && isLower(s[end]) {
		end++
	}
	for _, c := range s[begin+1 : from] {
		if !isLower(byte(c)) { // IVR, not the capital that a name begins with
			return false
		}
	}
	word := s[begin:end]
	if p.word == "" {
		p.word = word
	}
	return p.word != word || s[from+1] < 0xA1
}

func isLetter(c byte) bool { return isLower(c | 0x20) }

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

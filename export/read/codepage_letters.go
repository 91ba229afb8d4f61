package read

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// speaksForUTF8 reports whether a cell, with those before it, cannot reasonably be text in a code
// page of two bytes a character. Any letter of two bytes in UTF-8 is a character of GBK as well, so
// one letter, or an accent at the end of a word (café, VIP女), proves nothing. Decision 335 has the
// evidence.
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
		run, after := s[from:from+n], s[from+n:]
		if hasSign(run) || isOdd(run, after) || isRow(run) || isWord(run) || p.isSecondWord(s, from, n) {
			return true
		}
		s = after
	}
	return false
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

// everyday has the letters that GBK reads as characters which may well be inside a foreign word:
// û is 没 (not), ô 么, ÿ 每 (each), æ 忙 (busy), è 猫 (cat), ë 毛 and ð 冒.
const everyday = "ûôÿæèëð"

// isSecondWord reports whether one accented lower-case letter is between lower-case letters of
// ASCII, as in Müller, and an earlier word was another of this form. As GBK each would be one
// Chinese character inside a foreign word; one of the two must not be an everyday character. If the
// character would be a rare one, as in Straße, the first word is enough.
func (p *codePage) isSecondWord(s string, from, n int) bool {
	r, size := utf8.DecodeRuneInString(s[from:])
	if size != n || r < 0xDF || r >= 0x180 && (r < 0x1E00 || r > 0x1EFF) || !unicode.IsLower(r) {
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
	if size == 2 && s[from+1] < 0xA1 {
		return true
	}
	if r >= 0x100 && size == 2 {
		return false
	}
	word := s[begin:end]
	if p.word == "" {
		p.word = word
	}
	p.foreign = p.foreign || !strings.ContainsRune(everyday, r)
	return p.foreign && p.word != word
}

func isLetter(c byte) bool { return isLower(c | 0x20) }

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

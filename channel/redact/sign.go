package redact

import (
	"unicode"
	"unicode/utf8"
)

// sign is a letter or digit of a text as people and keyboards of any script write it.
type sign struct {
	value      byte // '0'–'9', 'A'–'Z'; 0 for every other letter
	start, end int  // bytes
	joined     bool // the sign before it is a neighbour: at most separators lie between them
	tight      bool // nothing at all lies between them
}

// mostSeparators are the separators that may lie between two groups of a number: " - " has three.
const mostSeparators = 3

// signs reads the letters and digits of a text. Digits of every script and full-width letters have
// the value of their ASCII ones; invisible characters do not count.
func signs(text string) []sign {
	all := make([]sign, 0, len(text)/2)
	gap, broken := 0, true
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf && value(rune(c)) != 0 { // nearly all
			all = append(all, sign{value: value(rune(c)), start: i, end: i + 1, joined: !broken && gap <= mostSeparators, tight: !broken && gap == 0})
			gap, broken = 0, false
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsDigit(r) || unicode.IsLetter(r):
			all = append(all, sign{value: value(r), start: i, end: i + n, joined: !broken && gap <= mostSeparators, tight: !broken && gap == 0})
			gap, broken = 0, false
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r): // joiners, marks of direction, keycaps
		case separates(r):
			gap++
		default:
			broken = true
		}
		i += n
	}
	return all
}

// separates reports whether a character may separate the groups of a number.
func separates(r rune) bool {
	switch r {
	case '-', '.', ',', '/', ':', '_', '·', '‐', '‑', '‒', '–', '—', '−', '\t', '\n', '\r':
		return true
	}
	return unicode.Is(unicode.Zs, r)
}

// value is the ASCII digit or capital letter of a character, or 0.
func value(r rune) byte {
	switch {
	case '0' <= r && r <= '9' || 'A' <= r && r <= 'Z':
		return byte(r)
	case 'a' <= r && r <= 'z':
		return byte(r - 'a' + 'A')
	case 'Ａ' <= r && r <= 'Ｚ':
		return byte(r - 'Ａ' + 'A')
	case 'ａ' <= r && r <= 'ｚ':
		return byte(r - 'ａ' + 'A')
	case unicode.IsDigit(r):
		return digit(r)
	}
	return 0
}

// digit is the value of a decimal digit of any script: Unicode keeps the ten digits of a script
// together, in order.
func digit(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if lo, hi := rune(t.Lo), rune(t.Hi); lo <= r && r <= hi {
			return '0' + byte((r-lo)%10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo, hi := rune(t.Lo), rune(t.Hi); lo <= r && r <= hi {
			return '0' + byte((r-lo)%10)
		}
	}
	return 0
}

// holds reports whether a text has at least so many digits.
func holds(text string, least int) bool {
	for _, r := range text {
		if '0' <= r && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r) {
			if least--; least == 0 {
				return true
			}
		}
	}
	return false
}

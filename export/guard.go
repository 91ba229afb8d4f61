package export

import (
	"strings"
	"unicode"
)

// Guard makes a text safe to open in a spreadsheet as a cell of a CSV file: where the text, or a line in it, begins as a
// formula does, a single quote is put before it. [Unguard] gives the text back exactly.
//
// OWASP ASVS 1.2.10: a text begins as a formula does with = + - @ TAB or NUL; others add CR and LF. Guarded are also the
// full-width ＝ ＋ － ＠, and both after white space and invisible characters. Quotes that already stand before such a
// beginning get one more, so that Unguard can tell; other texts, also those that begin with a quote, stay as they are.
// Quoting a cell, as CSV does for commas, does not help: spreadsheets evaluate what is inside.
func Guard(s string) string {
	if !guarded(s) {
		return s
	}
	return string(appendGuarded(nil, s))
}

// Unguard undoes Guard, and leaves text that Guard did not write as it is.
func Unguard(s string) string {
	if strings.IndexByte(s, '\'') < 0 {
		return s
	}
	var b strings.Builder
	for first := true; s != ""; first = false {
		n := lineLen(s)
		line := s[:n]
		if line[0] == '\'' && risky(line[1:], first) {
			line = line[1:]
		}
		b.WriteString(line)
		s = s[n:]
	}
	return b.String()
}

// guarded reports whether Guard changes s. It settles ordinary text by a look at its first byte and a search for breaks.
func guarded(s string) bool {
	for first := true; s != ""; first = false {
		if risky(s, first) {
			return true
		}
		n := lineLen(s)
		s = s[n:]
	}
	return false
}

// appendGuarded appends Guard(s) to b.
func appendGuarded(b []byte, s string) []byte {
	for first := true; s != ""; first = false {
		n := lineLen(s)
		if risky(s[:n], first) {
			b = append(b, '\'')
		}
		b = append(b, s[:n]...)
		s = s[n:]
	}
	return b
}

// lineLen is the length of the first line with the one byte that breaks it, CR or LF; CR LF makes an empty line between.
func lineLen(s string) int {
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		return i + 1
	}
	return len(s)
}

// risky reports whether a line begins as a formula does, after any number of single quotes.
func risky(line string, first bool) bool {
	if line == "" || plain(line[0]) {
		return false
	}
	line = strings.TrimLeft(line, "'")
	for i, r := range line {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠':
			return true
		case '\t', 0:
			if i == 0 {
				return true
			}
		case '\r', '\n':
			return first && i == 0 // a break between lines is none of a formula's beginnings
		default:
			if !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) {
				return false
			}
		}
	}
	return false
}

// plain reports whether a byte begins most texts and no risky one: a letter or a digit.
func plain(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
}

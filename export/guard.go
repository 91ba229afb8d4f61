package export

import (
	"slices"
	"strings"
	"unicode"
)

// Guard makes a text safe to open in a spreadsheet as a cell of a CSV file: where the text, or a
// line in it, begins as a formula does, a single quote is put before it. [Unguard] gives the text
// back exactly.
//
// OWASP ASVS 1.2.10: a text begins as a formula does with = + - @ TAB or NUL; other guides add CR
// and LF. Guard also treats the full-width ＝ ＋ － ＠ so, and all of these after white space and
// invisible characters. Quotes already before such a beginning get one more, so that Unguard can
// tell; other texts, also those that begin with a quote, stay as they are. Quoting a cell, as CSV
// does for commas, does not help: spreadsheets evaluate what is inside. Guard also puts a quote
// before the few texts that a reader would take for the work of a spreadsheet: see [Spoiled]. See
// decision 093.
func Guard(s string) string {
	if Spoiled(s) {
		return "'" + s
	}
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
	if s[0] == '\'' && Spoiled(s[1:]) {
		return s[1:]
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

// Spoiled reports whether a text, without single quotes at its beginning, looks like a cell that a
// spreadsheet changed when it saved a CSV file: a number that was rounded to be shown, such as
// 1.07684E+17, or an error, such as #NAME?. Guard marks such texts, so that a reader can tell them
// from those which a spreadsheet made.
func Spoiled(s string) bool {
	if s == "" || s[0] > '9' && s[0] != 'E' || s[0] >= '0' && s[0] <= '9' && !mayBeRounded(s) { // most texts
		return false
	}
	return spoiled(s)
}

// mayBeRounded reports whether a text has an E where a shortened number has one.
func mayBeRounded(s string) bool {
	n := len(s)
	return n >= len("1E+17") && (s[n-4] == 'E' || s[n-5] == 'E')
}

func spoiled(s string) bool {
	s = strings.TrimLeft(s, "'")
	if s == "" || len(s) > 24 {
		return false
	}
	switch c := s[0]; {
	case c >= '0' && c <= '9':
		return rounded(s)
	case c == '#':
		return slices.Contains(cellErrors, s)
	case c == 'E':
		return strings.HasPrefix(s, "Err:") && len(s) == len("Err:502")
	}
	return false
}

var cellErrors = []string{"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}

// rounded reports whether a text is a number as spreadsheets shorten it: digits, a fraction, E and
// a signed exponent.
func rounded(s string) bool {
	mantissa, exponent, ok := strings.Cut(s, "E")
	if !ok || len(exponent) < 3 || len(exponent) > 4 || exponent[0] != '+' && exponent[0] != '-' {
		return false
	}
	digits := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	rest := mantissa[1:]
	if rest != "" && (rest[0] == '.' || rest[0] == ',') {
		rest = rest[1:]
	}
	return digits(exponent[1:]) && digits(rest)
}

// guarded reports whether Guard changes s. It settles ordinary text by a look at its first byte and
// a search for breaks.
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

// lineLen is the length of the first line with the one byte that breaks it, CR or LF; CR LF makes
// an empty line between.
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

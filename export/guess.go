package export

import (
	"slices"
	"strings"
	"unicode"
)

// Guessed reports whether a spreadsheet that opens a text in a CSV file may take it for something
// else: a number, a date, a time or a truth value. Which texts it takes so depends on the program,
// its version and its language; Guessed is true for every short line with a digit and at most two
// words, such as 0049, 3-4, MAR1, "5 May 2026" and also "Room 5", and for truth values in English,
// German, French, Spanish, Italian, Portuguese, Dutch and Russian. See [CSV.Literal] and decision
// 375.
func Guessed(s string) bool {
	if len(s) > maxGuessed || s == "" {
		return false
	}
	digit, words, inside := false, 0, false
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r':
			return false
		case unicode.IsNumber(r):
			digit, inside = true, false
		case unicode.IsLetter(r) || unicode.IsMark(r):
			if !inside {
				words++
			}
			inside = true
		default:
			inside = false
		}
	}
	return digit && words <= 2 || words == 1 && slices.Contains(truths, strings.ToLower(strings.TrimSpace(s)))
}

// Rounded reports whether a number has more digits than the fifteen that a spreadsheet keeps.
func Rounded(s string) bool {
	digits, _, _ := strings.Cut(strings.TrimLeft(s, "+-0."), "e")
	return strings.Trim(digits, "0123456789.") == "" && len(digits)-strings.Count(digits, ".") > 15
}

// maxGuessed is how many bytes a text has at most that a spreadsheet takes for something else.
const maxGuessed = 48

// truths are the truth values of spreadsheets in English, German, French, Spanish, Italian,
// Portuguese, Dutch and Russian. Chinese, Japanese and Arabic programs have the English words.
var truths = []string{"true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero", "verdadeiro", "waar", "onwaar", "истина", "ложь"}

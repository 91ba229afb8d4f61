package keyword

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// digitLooks maps digits to the letters that they look like: plain ones by the script of the word,
// and those of other scripts to a letter of that script.
var digitLooks = map[rune][]rune{
	'0': {'o', 'о', 'ο', 'օ'}, '1': {'l'}, '3': {'з'},
	'௧': {'க'}, '௨': {'உ'}, '௭': {'எ'}, '௮': {'அ'}, // Tamil
	'౦': {'ం'}, '೦': {'ಂ'}, '൦': {'ഠ'}, '୦': {'ଠ'}, // Telugu, Kannada, Malayalam, Odia
	'၇': {'ရ'},                                     // Burmese; ၀ is folded
	'١': {'ا'}, '٥': {'ه'}, '۱': {'ا'}, '۵': {'ه'}, // Arabic, Persian
}

// A swap is a digit typed for a letter, or a letter for a digit.
type swap struct {
	typed, like rune
	digit       bool // typed is the digit
}

// findSwap finds a digit that looks like one of the letters around it, or a letter that looks like
// one of the digits: 0perator, he1p, 1o1. The digits of b2b, h1b, 5l and 4ever are no letters.
func findSwap(text string) (swap, bool) {
	var word []rune
	for _, r := range strings.ToLower(norm.NFKC.String(text)) + " " {
		if isWordRune(r) {
			word = append(word, r)
			continue
		}
		if s, ok := swapIn(word); ok {
			return s, true
		}
		word = word[:0]
	}
	return swap{}, false
}

func swapIn(word []rune) (swap, bool) {
	letters := 0
	for _, r := range word {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	for i, r := range word {
		before, after := at(word, i-1), at(word, i+1)
		if digit := letterLooks(r); digit != 0 && unicode.IsDigit(before) && unicode.IsDigit(after) {
			return swap{typed: r, like: digit}, true
		}
		begins := r == '0' && i == 0
		if letters < 3 || !unicode.IsLetter(after) {
			continue
		}
		for _, like := range digitLooks[r] {
			if sameScript(like, after) && (begins || sameScript(like, before)) {
				return swap{typed: r, like: like, digit: true}, true
			}
		}
	}
	return swap{}, false
}

// letterLooks is the plain digit that a folded letter looks like, small or as a capital; zero if it
// looks like none.
func letterLooks(r rune) rune {
	switch r {
	case 'o', 'о', 'ο', 'օ':
		return '0'
	case 'l', 'i', 'і', 'ӏ', 'ι':
		return '1'
	case 'з':
		return '3'
	}
	return 0
}

// sameScript reports whether two characters are of one script of those that have digits like
// letters.
func sameScript(a, b rune) bool {
	for _, table := range digitScripts {
		if unicode.Is(table, a) {
			return unicode.Is(table, b) || unicode.IsMark(b)
		}
	}
	return false
}

var digitScripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Arabic,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Oriya, unicode.Myanmar,
}

package keyword

import (
	"strings"
	"unicode"
)

// palochka makes of I, l and 1 the letter Ӏ of the languages of the Caucasus, for which most
// keyboards have none: хIума and х1ума are хӏума. The letters are meant where they touch a Cyrillic
// one; the digit, after a consonant that the palochka changes, and before a vowel that a word
// begins with.
func palochka(text []rune) []rune {
	for i, r := range text {
		if r != 'i' && r != 'l' && r != '1' {
			continue
		}
		before, after, then := letterBefore(text, i), at(text, i+1), at(text, i+2)
		if before < 0x0400 && after < 0x0400 {
			continue
		}
		ends, begins := !isWordRune(after), !isWordRune(before)
		switch {
		case !isCyrillic(before) && !begins, !isCyrillic(after) && !ends, begins && ends:
		case r != '1', strings.ContainsRune("кптхцчг", before), begins && isCyrillicVowel(after) && unicode.IsLetter(then):
			text[i] = 'ӏ'
		}
	}
	return text
}

// letterBefore is the rune before a place without the marks on it; zero if there is none.
func letterBefore(text []rune, i int) rune {
	for i--; i > 0 && text[i] >= 0x0300 && unicode.Is(unicode.Mn, text[i]); i-- {
	}
	return at(text, i)
}

// at is the rune at a place; zero outside the text.
func at(text []rune, i int) rune {
	if i < 0 || i >= len(text) {
		return 0
	}
	return text[i]
}

func isCyrillic(r rune) bool { return r >= 0x0400 && r < 0x0530 && unicode.IsLetter(r) }

// isCyrillicVowel reports whether a letter may carry a stress mark, which dictionaries and schools
// write and ґ, ѓ and ќ do not have.
func isCyrillicVowel(r rune) bool {
	return r >= 0x0400 && strings.ContainsRune("аеиоуыэюяіїєѣѵ", r)
}

package keyword

import (
	"unicode"
)

// latin folds letters of Latin, and the marks that Latin, Greek and Cyrillic share. See decision
// 154.
func latin(out []rune, base, r rune) []rune {
	before := last(out)
	switch r {
	case 'ǝ': // of African alphabets, for ə in Azerbaijani
		return append(out, 'ə')
	case 'ð', 'ɖ': // their capitals look like that of đ
		return append(out, 'đ')
	case 'ı': // without its dot only in Turkish and its like, whose capitals every keyboard confuses
		return append(out, 'i')
	case 'æ':
		return append(out, 'a', 'e')
	case 'œ':
		return append(out, 'o', 'e')
	case 0x0307: // the dot of İ in small letters
		if before == 'i' {
			return out
		}
	case 0x0326: // Romanian ș and ț, which older keyboards write with a cedilla
		if before == 's' || before == 't' {
			return append(out, 0x0327)
		}
	case 0x0308: // Russian ё
		if before == 'е' {
			return out
		}
	case 0x0329: // Yoruba, which has a line or a dot below
		return append(out, 0x0323)
	case 0x0300, 0x0301, 0x0342, 0x0313, 0x0314, 0x0345: // Greek capitals are written without accents
		if base >= 0x0370 && base < 0x0400 || r <= 0x0301 && isCyrillicVowel(base) {
			return out
		}
	}
	return append(out, r)
}

// vietnamese moves a tone from the first vowel of oa, oe and uy to the second: hòa is hoà. Both
// spellings are taught.
func vietnamese(text []rune) []rune {
	for i := 1; i+1 < len(text); i++ {
		v, tone, w := text[i-1], text[i], text[i+1]
		if isTone(tone) && (v == 'o' && (w == 'a' || w == 'e') || v == 'u' && w == 'y') && (i+2 == len(text) || !unicode.Is(unicode.Mn, text[i+2])) {
			text[i], text[i+1] = w, tone
		}
	}
	return text
}

func isTone(r rune) bool {
	return r == 0x0300 || r == 0x0301 || r == 0x0303 || r == 0x0309 || r == 0x0323
}

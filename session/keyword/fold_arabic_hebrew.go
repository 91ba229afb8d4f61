package keyword

import (
	"unicode"
)

// semitic folds Arabic and Hebrew: vowel signs are not written by everybody, and the keyboards of
// Arabic, Persian, Urdu and Kurdish have letters of their own for the same sounds.
func semitic(out []rune, r rune) []rune {
	switch {
	case unicode.Is(unicode.Mn, r):
		return out // hamza and madda too, which NFD has taken from their letters
	case r >= 'װ' && r <= 'ײ': // ligatures of Yiddish
		return append(out, [...]rune{'ו', 'ו', 'י'}[r-'װ'], [...]rune{'ו', 'י', 'י'}[r-'װ'])
	case r == 'ګ': // Pashto
		return append(out, 'گ')
	case r == 'ٱ':
		return append(out, 'ا')
	case r == 'ى' || r == 'ي':
		return append(out, 'ی')
	case r == 'ك' || r == 'ڪ':
		return append(out, 'ک')
	case r == 'ة' || r == 'ۃ' || r == 'ہ' || r == 'ھ' || r == 'ە':
		return append(out, 'ه')
	}
	return append(out, r)
}

package keyword

import "unicode"

// isWa reports whether a zero between two characters is the letter ဝ of Burmese, which looks like
// the zero and is typed for it: it touches the script, and no other digit.
func isWa(before, after rune) bool {
	return (isMyanmar(before) || isMyanmar(after)) && !unicode.IsDigit(before) && !unicode.IsDigit(after)
}

func isMyanmar(r rune) bool { return r >= 0x1000 && r < 0x10A0 }

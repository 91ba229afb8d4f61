package redact

import (
	"strings"
	"unicode"
)

// Mask returns a Replace that writes • for every letter and digit but the last keep ones. The
// result has as many characters as the part, and as many UTF-16 units if the part has no letters
// beyond the basic plane.
func Mask(keep int) func(part string) string {
	return func(part string) string {
		signs := 0
		for _, r := range part {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				signs++
			}
		}
		return strings.Map(func(r rune) rune {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return r
			}
			if signs--; signs < keep {
				return r
			}
			return '•'
		}, part)
	}
}

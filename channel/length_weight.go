package channel

import (
	"unicode/utf8"
)

// weigh counts as X counts a post. By default, Latin letters, most alphabets and common
// punctuation weigh 1; all else, such as Chinese, weighs 2. One emoji weighs 2, with its skin tone
// and as a family. A link weighs 23. [X: Counting characters]
//
// X counts the composed form of a text (NFC), which the standard library does not make: a letter
// with a combining accent weighs 2 here and 1 at X, so the count is never too small for that
// reason. Emoji that are joined in a way that Unicode does not list count as one here, and perhaps
// as several at X.
func (w *weights) weigh(s string) int {
	n := 0
	for before := rune(-1); s != ""; {
		r, size := utf8.DecodeRuneInString(s)
		if length := linkLength(before, s); length > 0 {
			n += w.link
			size = length
		} else if length := emojiLength(s); length > 0 {
			n += w.emoji
			size = length
		} else {
			n += w.of(r)
		}
		before, _ = utf8.DecodeLastRuneInString(s[:size])
		s = s[size:]
	}
	return n
}

// emojiLength is how many bytes at the start of s show one emoji of several characters; 0 if there
// is none. An emoji of a single character has the weight of its range.
func emojiLength(s string) int {
	r, end := utf8.DecodeRuneInString(s)
	switch {
	case r >= '0' && r <= '9', r == '#', r == '*': // a keycap
		next, size := utf8.DecodeRuneInString(s[end:])
		if next == variation {
			end += size
			next, size = utf8.DecodeRuneInString(s[end:])
		}
		if next == keycap {
			return end + size
		}
		return 0
	case !isEmoji(r):
		return 0
	}
	if next, size := utf8.DecodeRuneInString(s[end:]); isFlagLetter(r) && isFlagLetter(next) {
		return end + size
	}
	whole := 0
	for end < len(s) {
		next, size := utf8.DecodeRuneInString(s[end:])
		switch {
		case next == variation, next == keycap, next >= 0x1F3FB && next <= 0x1F3FF, next >= 0xE0020 && next <= 0xE007F:
			end += size
		case next == joiner:
			after, more := utf8.DecodeRuneInString(s[end+size:])
			if !isEmoji(after) {
				return whole
			}
			end += size + more
		default:
			return whole
		}
		whole = end
	}
	return whole
}

const (
	variation = 0xFE0F // shows the character before it as an emoji
	keycap    = 0x20E3
	joiner    = 0x200D
)

func isFlagLetter(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// isEmoji reports whether an emoji may begin with r. Some of these are an emoji only together with
// what follows.
func isEmoji(r rune) bool {
	switch {
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x2190 && r <= 0x21FF, r >= 0x2300 && r <= 0x23FF, r >= 0x2460 && r <= 0x27BF, r >= 0x2900 && r <= 0x297F, r >= 0x2B00 && r <= 0x2BFF:
		return true
	}
	switch r {
	case 0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x3030, 0x303D, 0x3297, 0x3299:
		return true
	}
	return false
}

package plan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// findURLs returns the URLs in a text, in order. Where a URL ends is a guess in scripts without
// spaces: it is taken as far as possible or, where that is longer than the limit, as far as it is
// ASCII.
func findURLs(text string, limit channel.Length) []wall {
	var found []wall
	for i := 0; ; {
		start := nextURL(text, i)
		if start < 0 {
			return found
		}
		i = start + urlEnd(text[start:], false)
		if !limit.Fits(text[start:i]) {
			i = start + urlEnd(text[start:], true)
		}
		found = append(found, wall{start, i})
	}
}

// nextURL returns where the next URL with a scheme starts, or -1.
func nextURL(text string, from int) int {
	for {
		i := strings.Index(text[from:], "://")
		if i < 0 {
			return -1
		}
		colon := from + i
		start := colon
		for start > from && isSchemeByte(text[start-1]) {
			start--
		}
		if start < colon {
			return start
		}
		from = colon + len("://")
	}
}

func isSchemeByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '+' || b == '-' || b == '.'
}

// urlEnd returns the length of the URL at the start of a text.
func urlEnd(text string, ascii bool) int {
	for i, r := range text {
		switch {
		case r <= ' ', r == '<', r == '>', r == '"', r == 0x7F, unicode.IsSpace(r):
			return i
		case r < utf8.RuneSelf:
		case ascii, 0x3000 <= r && r <= 0x303F, 0xFF00 <= r && r <= 0xFF0F, 0xFF1A <= r && r <= 0xFF20, unicode.In(r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf):
			return i
		}
	}
	return len(text)
}

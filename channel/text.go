package channel

import (
	"strings"
	"unicode/utf8"
)

// Clean makes a text storable everywhere: invalid UTF-8 and U+0000 become U+FFFD, for PostgreSQL
// takes neither and one text must not block a tenant's intake. Every string of an Event is clean. A
// text that is clean already is returned as it is.
func Clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

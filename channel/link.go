package channel

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// HasLink reports whether platforms find a link in a text: an address with http or https, or a bare
// name such as "example.com/offer". X publishes no list of the names that it takes for links. A
// bare name counts if it ends in a common name such as .com. It also counts if it ends in two
// letters and has a path or at least three parts ("www.example.de").
func HasLink(s string) bool {
	for before := rune(-1); s != ""; {
		if linkLength(before, s) > 0 {
			return true
		}
		r, size := utf8.DecodeRuneInString(s)
		before, s = r, s[size:]
	}
	return false
}

// commonNames are the ends of bare names that are links by themselves.
var commonNames = []string{
	"com", "net", "org", "info", "biz", "edu", "gov", "mil", "int", "app", "dev", "shop", "store", "online", "site", "xyz", "blog", "name", "pro", "mobi", "travel",
	"jobs", "news", "cloud", "tech", "club", "live", "agency", "co", "tv",
}

// linkLength is how many bytes at the start of s are a link; 0 if there is none. before is the
// character before s; -1: none.
func linkLength(before rune, s string) int {
	if before == '@' || before == '$' || before == '#' || before == '_' || before == '.' || before == '-' || before == '/' || unicode.IsLetter(before) && before < 0x2E80 || unicode.IsDigit(before) {
		return 0
	}
	start := 0
	for _, scheme := range [...]string{"https://", "http://"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			start = len(scheme)
		}
	}
	host := hostLength(s[start:], start > 0)
	labels := strings.Split(s[start:start+host], ".")
	last := strings.ToLower(labels[len(labels)-1])
	if len(labels) < 2 || slices.Contains(labels, "") || len(last) < 2 || strings.ContainsAny(last, "0123456789-_") {
		return 0
	}
	if start == 0 && len(last) != 2 && !slices.Contains(commonNames, last) {
		return 0
	}
	end := start + host
	if strings.HasPrefix(s[end:], "@") { // an e-mail address
		return 0
	}
	if port := strings.TrimLeft(s[min(end+1, len(s)):], "0123456789"); strings.HasPrefix(s[end:], ":") && len(port) < len(s)-end-1 {
		end = len(s) - len(port)
	}
	path := pathLength(s[end:])
	if start == 0 && !slices.Contains(commonNames, last) && (len(last) != 2 || path == 0 && len(labels) < 3) {
		return 0
	}
	return end + path
}

// hostLength is the length of the name at the start of s. A bare name has ASCII letters alone.
func hostLength(s string, foreign bool) int {
	end := len(s)
	for i, r := range s {
		plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.'
		if !plain && !(foreign && r > 127 && unicode.IsLetter(r)) {
			end = i
			break
		}
	}
	return len(strings.TrimRight(s[:end], "."))
}

// pathLength is the length of the path and query at the start of s, without the punctuation of the
// sentence around them.
func pathLength(s string) int {
	if s == "" || !strings.ContainsRune("/?#", rune(s[0])) {
		return 0
	}
	end, open := 0, 0
	for i, r := range s {
		inside := r < 127 && r > ' ' && !strings.ContainsRune("<>\"\\^`{}", r) || r > 127 && r < 0x0500 && unicode.IsLetter(r)
		if !inside || r == ')' && open == 0 {
			break
		}
		switch r {
		case '(':
			open++
		case ')':
			open--
		}
		if !strings.ContainsRune("!*';:,.$%[]~|&@?(", r) {
			end = i + utf8.RuneLen(r)
		}
	}
	return end
}

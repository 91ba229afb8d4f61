package twitter

import (
	"net/url"
	"strings"
	"unicode"
)

// plainAddress drops the slash at the end and the scheme's own port, which the signature leaves
// out.
func plainAddress(s string) string {
	s = strings.TrimRight(s, "/")
	if strings.HasPrefix(s, "https://") {
		return strings.TrimSuffix(s, ":443")
	}
	if strings.HasPrefix(s, "http://") {
		return strings.TrimSuffix(s, ":80")
	}
	return s
}

// badAddress says what is wrong with a base URL; empty: nothing.
func badAddress(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "the address needs http or https and a host"
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "the address must not have a user, query or fragment"
	case u.Port() == "80" || u.Port() == "443":
		// The signing library leaves both ports out of what it signs, whatever the scheme.
		return "port 80 belongs to http and port 443 to https"
	}
	return ""
}

// isID reports whether s can be an id of X: digits that fit in 63 bits. It keeps paths clean, too.
func isID(s string) bool {
	if s == "" || len(s) > maxID {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func hasBlank(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

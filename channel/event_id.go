package channel

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// MaxEventID is the greatest length of an Event.ID in bytes.
const MaxEventID = 512

// EventID makes an Event.ID. Its parts, joined by "/", are the platform, the account, the
// platform's own name of the object in one or more parts, and what happened to the object, such as
// "edit.1" or "deleted". For a creation, that last part is left out. Never use the Go type of the
// body, nor what a webhook wraps around the object: both differ between the products of a platform
// that report the same object. An ID longer than MaxEventID, which no platform is known to make,
// keeps its beginning and ends in a SHA-256 sum of the whole, so that a unique index of any
// database takes it. See decision 187.
func EventID(platform, account string, parts ...string) string {
	n := len(platform) + len(account) + 1
	for _, p := range parts {
		n += len(p) + 1
	}
	var b strings.Builder
	b.Grow(n)
	writePart(&b, platform)
	b.WriteByte('/')
	writePart(&b, account)
	for _, p := range parts {
		b.WriteByte('/')
		writePart(&b, p)
	}
	if b.Len() > MaxEventID {
		return shorten(b.String())
	}
	return b.String()
}

// shorten bounds an ID. The "%#" between its beginning and the sum is in no other ID: writePart
// leaves no "%" alone.
func shorten(id string) string {
	sum := sha256.Sum256([]byte(id))
	n := MaxEventID - len("%#") - 2*len(sum)
	for n > 0 && !utf8.RuneStart(id[n]) {
		n--
	}
	return id[:n] + "%#" + hex.EncodeToString(sum[:])
}

var partEscaper = strings.NewReplacer("%", "%25", "/", "%2F")

// writePart escapes what would make two different objects look alike.
func writePart(b *strings.Builder, part string) {
	if strings.IndexByte(part, '/') < 0 && strings.IndexByte(part, '%') < 0 {
		b.WriteString(part)
		return
	}
	b.WriteString(partEscaper.Replace(part))
}

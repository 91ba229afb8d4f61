package facebooktest

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"github.com/contactkit/contactkit/channel/standin"
)

// escape encodes as Meta does: ASCII only with lower-case digits, / as \/, and < % @ by their
// codes.
func escape(v any) []byte {
	return standin.ASCII(standin.JSON(v), func(r rune) string {
		switch r {
		case '/':
			return `\/`
		case '<':
			return `\u003C`
		case '%', '@':
			return fmt.Sprintf(`\u%04x`, r)
		}
		return ""
	})
}

// signature is the value of X-Hub-Signature-256 (sha256) or X-Hub-Signature (sha1): over the raw
// body, keyed with the app secret. See decision 311.
func signature(name, secret string, body []byte) string {
	var h func() hash.Hash = sha256.New
	if name == "sha1" {
		h = sha1.New
	}
	mac := hmac.New(h, []byte(secret))
	mac.Write(body)
	return name + "=" + hex.EncodeToString(mac.Sum(nil))
}

package whatsapptest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

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

// signature is the value of X-Hub-Signature-256: over the raw body, keyed with the app secret. See
// decision 311.
func signature(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

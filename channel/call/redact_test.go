package call_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

func TestRedactKnowsEverySpelling(t *testing.T) {
	for _, secret := range []string{token, "7310000042:AAHk9-Kiosk_token", `q7/W+zR=&4pX's<K9vT~mB2%d>Jh6"\`} {
		for _, form := range leak.Forms(secret) {
			got := call.Redact("before "+form+" after", secret)
			if !strings.Contains(got, "[secret]") || leak.In(got, secret) != "" {
				t.Errorf("Redact(%q) = %q", form, got)
			}
		}
		for shift := range 3 {
			text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("-", shift) + `{"key":"` + secret + `"}`))
			if got := call.Redact(text, secret); leak.In(got, secret) != "" {
				t.Errorf("Redact(%q) = %q", text, got)
			}
		}
	}
	if got := call.Redact("nothing here", token, ""); got != "nothing here" {
		t.Errorf("without a credential: %q", got)
	}
}

// A credential that is not set hides none of those after it.
func TestRedactWithoutACredential(t *testing.T) {
	if got := call.Redact("token 12345678abc", "", "12345678abc"); got != "token [secret]" {
		t.Errorf("Redact leaves %q", got)
	}
}

// Of a credential that begins like another one, or like another form of itself, nothing is left.
func TestRedactLeavesNoRest(t *testing.T) {
	for _, secrets := range [][]string{{"12345678", "12345678-and-more"}, {"12345678-and-more", "12345678"}} {
		if got := call.Redact("key 12345678-and-more, 12345678.", secrets...); got != "key [secret], [secret]." {
			t.Errorf("of %q, Redact leaves %q", secrets, got)
		}
	}
	for _, secret := range []string{"12345678", "123456789", "1234567890"} {
		if got := call.Redact("key "+base64.StdEncoding.EncodeToString([]byte(secret))+" end", secret); got != "key [secret] end" {
			t.Errorf("of the base64 of %q, Redact leaves %q", secret, got)
		}
	}
}

package channel_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A credential shows itself nowhere but where it is used.
func ExampleSecret() {
	s := channel.Secret("hunter2")
	text, _ := json.Marshal(map[string]any{"token": s})
	fmt.Println(s, string(text))
	fmt.Println(json.Unmarshal(text, &struct{ Token *channel.Secret }{&s}))
	fmt.Println(s.Reveal())
	// Output:
	// [secret] {"token":"[secret]"}
	// channel: a redacted secret cannot be read back
	// hunter2
}

// How is a secret changed without losing a call? The new key signs at once, the old one proves
// until its end.
func ExampleKeys() {
	change := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	keys := channel.Keys{{Secret: "new"}, {Secret: "old", Until: change.Add(48 * time.Hour)}}
	for _, at := range []time.Time{change, change.Add(48 * time.Hour)} {
		fmt.Println(keys.ProveText("new", at), keys.ProveText("old", at))
	}
	fmt.Println(keys.First().Reveal())
	// Output:
	// true true
	// true false
	// new
}

// How does a platform of one's own prove a signed call?
func ExampleKeys_ProveMAC() {
	body := []byte(`{"text":"Hello"}`)
	h := hmac.New(sha256.New, []byte("app secret")) // what the platform does
	h.Write(body)

	keys := channel.NewKeys("next app secret", "app secret")
	_, proved := keys.ProveMAC(sha256.New, body, h.Sum(nil), time.Now())
	_, cut := keys.ProveMAC(sha256.New, body, h.Sum(nil)[:16], time.Now())
	fmt.Println(proved, cut)
	// Output: true false
}

// New returns every complaint about a configuration at once, each with its field.
func ExampleFieldErrors() {
	keys := channel.Keys{{Secret: "app secret"}, {}, {Secret: "app secret"}}
	for _, f := range channel.FieldErrors(keys.Check("webhook.secret")) {
		fmt.Println(f)
	}
	// Output:
	// webhook.secret[1]: the secret is empty
	// webhook.secret[2]: the same secret as webhook.secret[0]
}

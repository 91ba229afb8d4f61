//go:build cgo && ((linux && amd64) || darwin)

package interop

import (
	"encoding/json"
	"testing"

	"github.com/xdevplatform/chat-xdk/go/chatxdk"

	"github.com/contactkit/contactkit/twitter/xchat"
)

// readers decrypt and verify one message and return its text.
func readers(t testing.TB, text string) map[string]func() (string, error) {
	w := newWorld(t)
	key, err := xchat.GenerateKey("1700000000000", nil)
	must(t, err)
	out, err := w.us.Seal(conversation, key, xchat.Message{Text: text}, xchat.Options{})
	must(t, err)
	sealed := envelope(out.ID, ours, create(decode(t, out.Event)), decode(t, out.Signature))
	keys, rows := map[string][]byte{key.Version(): key.Reveal()}, []chatxdk.SigningKeyEntry{entry(w.ourRow)}
	return map[string]func() (string, error){
		"contactkit": func() (string, error) {
			e, err := xchat.Parse(sealed)
			if err != nil {
				return "", err
			}
			content, err := e.Open(key)
			if err != nil || e.Verify(xchat.Key{}, w.ourRow) != xchat.Verified {
				return "", err
			}
			m, _ := content.(xchat.Message)
			return m.Text, nil
		},
		"chat-xdk": func() (string, error) {
			got, err := w.them.DecryptEvent(sealed, keys, rows)
			if err != nil {
				return "", err
			}
			var m struct {
				Verified bool
				Content  struct{ Text string }
			}
			if err := json.Unmarshal(got.Raw(), &m); err != nil || !m.Verified {
				return "", err
			}
			return m.Content.Text, nil
		},
	}
}

const greeting = "Grüße 👋"

func TestReadersAgree(t *testing.T) {
	for by, read := range readers(t, greeting) {
		if got, err := read(); got != greeting || err != nil {
			t.Errorf("%s reads %q, %v", by, got, err)
		}
	}
}

// BenchmarkXchat reads an encrypted message whose key is known: decrypts it and verifies its
// signature. Its figures belong to those of the module benchmarks.
func BenchmarkXchat(b *testing.B) {
	all := readers(b, greeting)
	for _, by := range []string{"contactkit", "chat-xdk"} {
		b.Run("case=text/by="+by, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if text, err := all[by](); text != greeting || err != nil {
					b.Fatal(text, err)
				}
			}
		})
	}
}

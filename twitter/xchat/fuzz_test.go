package xchat

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzEvent reads an envelope, builds the text that it signs, and looks for a key in it.
func FuzzEvent(f *testing.F) {
	v := readVector(f)
	f.Add(mustDecode(f, v.KeyChange))
	f.Add(mustDecode(f, v.MessageEvent))
	for _, tt := range signed {
		var w writer
		w.text(1, "1")
		w.text(2, "M")
		w.text(3, "S")
		w.within(7, func() { tt.write(&w) })
		w.within(9, func() { w.text(1, "AAAA"); w.text(3, "4") })
		w.stop()
		f.Add(w.b)
	}
	us, row := person(f, "100", "1690000000001", 11, 12)
	key := conversationKey(f, "1700000000000")
	f.Fuzz(func(t *testing.T, b []byte) {
		var e Event
		var err error
		memory(t, len(b), func() { e, err = ParseBytes(b) })
		if err != nil {
			return
		}
		var text string
		var ok bool
		memory(t, len(b), func() { text, ok = e.signedText(key) })
		if ok && e.signedMustName(text) {
			t.Errorf("%q leaves out who, or which message", text)
		}
		if _, err := e.Open(key); err == nil && e.KeyVersion() != "" && e.KeyVersion() != key.Version() {
			t.Error("opened with a key of another version")
		}
		e.Verify(key, row)
		if k, err := us.Unwrap(e); err == nil {
			require.False(t, k.IsZero())
		}
	})
}

// signedMustName reports whether a signed text lacks the ids that every one has.
func (e Event) signedMustName(text string) bool {
	return len(text) < len(e.ID)+len(e.Sender)+2
}

package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// JSON encodes v in UTF-8, with nothing escaped that need not be. It panics if v cannot be encoded.
func JSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("standin: %v", err)) // a stand-in builds what it encodes
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// ASCII returns the JSON text with every character beyond ASCII as a \u escape in lower-case
// digits. The function special may return another escape for a character; if it returns "", ASCII
// writes the character by its own rule. The function must escape only characters that occur within
// strings alone.
func ASCII(j []byte, special func(rune) string) []byte {
	var b strings.Builder
	for _, r := range string(j) {
		if s := special(r); s != "" {
			b.WriteString(s)
			continue
		}
		switch {
		case r < 0x80:
			b.WriteByte(byte(r))
		case r > 0xFFFF:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return []byte(b.String())
}

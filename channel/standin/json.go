package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// JSON encodes v in UTF-8, with nothing escaped that need not be.
func JSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("standin: %v", err)) // a stand-in builds what it encodes
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// ASCII writes JSON as platforms do that escape: what lies beyond ASCII as \u with lower-case
// digits, and further characters as special says. Neither occurs outside strings.
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

package standin_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel/standin"
)

func TestIsBlank(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, " \t\n\u00a0\u3000": true, "\u200b\ufeff\u2060": true, "\u2800\u3164": true, "a": false, " a": false, "👨\u200d💻": false, "❤\ufe0f": false,
	} {
		if got := standin.IsBlank(text); got != want {
			t.Errorf("IsBlank(%q) = %t", text, got)
		}
	}
}

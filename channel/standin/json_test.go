package standin

import (
	"testing"
)

func TestASCII(t *testing.T) {
	got := string(ASCII(JSON(map[string]string{"é/": "😀 \"<"}), func(r rune) string {
		if r == '/' {
			return `\/`
		}
		return ""
	}))
	if want := `{"\u00e9\/":"\ud83d\ude00 \"<"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

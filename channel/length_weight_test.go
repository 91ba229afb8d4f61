package channel_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

func TestWeight(t *testing.T) {
	tests := []struct {
		name, text string
		want       int
	}{
		{"empty", "", 0},
		{"Latin", "Grüße!", 6},
		{"Cyrillic", "Привет", 6},
		{"Greek and Hebrew and Arabic", "γש ع", 4},
		{"Hangul syllables", "안녕", 4},
		{"Chinese", "漢字", 4},
		{"common punctuation", "– — “a” ‘b’ ′", 13},
		{"an ellipsis", "…", 2},
		{"a zero width joiner alone", "\u200d", 1},
		{"one emoji", "💡", 2},
		{"a skin tone", "👍🏽", 2},
		{"a family", "👨‍👩‍👧‍👦", 2},
		{"two emoji", "💡💡", 4},
		{"a flag", "🇩🇪", 2},
		{"two flags", "🇩🇪🇳🇴", 4},
		{"half a flag", "🇩a", 3},
		{"a flag by tags", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2},
		{"a keycap", "1️⃣", 2},
		{"a keycap without its variation", "#⃣", 2},
		{"a digit", "1a", 2},
		{"a copyright sign", "©", 1},
		{"a copyright sign as an emoji", "©️", 2},
		{"a joiner before a letter", "💡\u200da", 4},
		{"a letter with a combining accent", "e\u0301", 2},
		{"invalid UTF-8", "\xff", 2},
		{"a link", "https://example.com/" + strings.Repeat("a", 300), 23},
		{"a short link", "http://a.co", 23},
		{"a link in a sentence", "see https://example.com/a.", 4 + 23 + 1},
		{"a link in brackets", "(https://example.com/a_(b))", 1 + 23 + 1},
		{"a bare name", "example.com", 23},
		{"a bare name with a path and Chinese", "example.de/a漢", 23 + 2},
		{"the name of a country alone", "example.de", 10},
		{"with www", "www.example.de", 23},
		{"an end of a sentence", "Hello.It is", 11},
		{"an e-mail address", "desk@example.com", 16},
		{"no host", "http://localhost/x", 18},
		{"a number", "3.14", 4},
		{"a port", "https://example.com:8080/x?y=1#z", 23},
		{"two links", "https://a.com https://b.com", 47},
		{"a link after Chinese", "見https://a.com", 25},
		{"a name with a digit at its end", "a.b2", 4},
	}
	for _, tt := range tests {
		if got := channel.Weighted.Count(tt.text); got != tt.want {
			t.Errorf("%s: %q weighs %d, want %d", tt.name, tt.text, got, tt.want)
		}
	}
}

// A limit in weights neither trusts a small number of bytes nor refuses many of them.
func TestWeightFits(t *testing.T) {
	limit := channel.Length{Max: 280, Unit: channel.Weighted}
	for text, want := range map[string]bool{
		strings.Repeat("a.co ", 11): true, strings.Repeat("a.co ", 12): false, "https://example.com/" + strings.Repeat("a", 5000): true,
		strings.Repeat("漢", 140): true, strings.Repeat("漢", 141): false, strings.Repeat("a", 280): true, strings.Repeat("a", 281): false,
	} {
		if got := limit.Fits(text); got != want {
			t.Errorf("%.20q… fits: %v, want %v (it weighs %d)", text, got, want, limit.Unit.Count(text))
		}
	}
}

func FuzzWeight(f *testing.F) {
	for _, s := range []string{"a https://example.com/x?y=(z). 👨‍👩‍👧‍👦1️⃣🇩🇪", "http://", "a.co:", "x.de/", "\u200d", "#⃣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := channel.Weighted.Count(s)
		if n < 0 || n == 0 != (s == "") || !channel.HasLink(s) && n > 2*len(s) {
			t.Errorf("%q weighs %d", s, n)
		}
	})
}

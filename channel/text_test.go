package channel_test

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

func TestClean(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""}, {"plain", "plain"}, {"Grüße 💡 \u2028\x7f\t\n", "Grüße 💡 \u2028\x7f\t\n"}, {"\uFFFD", "\uFFFD"}, {"\uFFFF", "\uFFFF"},
		{"\x00", "\uFFFD"}, {"a\x00b\x00\x00", "a\uFFFDb\uFFFD\uFFFD"}, {"a\xffb", "a\uFFFDb"}, {"\x00\xff", "\uFFFD\uFFFD"}, {"\xe4\xb8", "\uFFFD"},
	}
	for _, tt := range tests {
		if got := channel.Clean(tt.in); got != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	clean := strings.Repeat("Grüße 💡", 100)
	if n := testing.AllocsPerRun(10, func() { channel.Clean(clean) }); n != 0 {
		t.Errorf("a clean text costs %v allocations", n)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x00\xff\xed\xa0\x80b")
	f.Fuzz(func(t *testing.T, s string) {
		got := channel.Clean(s)
		if !utf8.ValidString(got) || strings.ContainsRune(got, 0) {
			t.Errorf("Clean(%q) = %q is not clean", s, got)
		}
		if again := channel.Clean(got); again != got {
			t.Errorf("Clean(%q) = %q, and cleaned again %q", s, got, again)
		}
		if utf8.ValidString(s) && strings.ReplaceAll(s, "\x00", "\uFFFD") != got {
			t.Errorf("Clean(%q) = %q changes what is clean", s, got)
		}
	})
}

func TestUnitCount(t *testing.T) {
	for _, s := range []string{"", "abc", "Grüße", "💡", "👨‍👩‍👧‍👦", "a\u0301", "\u2028", "漢字", "\xff\xfe", "\xed\xa0\x80", "\uFFFD", "\U0010FFFF", "𝄞 clef"} {
		want := map[channel.Unit]int{channel.Bytes: len(s), channel.UTF16: len(utf16.Encode([]rune(s))), channel.Runes: len([]rune(s)), "": len([]rune(s))}
		for unit, n := range want {
			if got := unit.Count(s); got != n {
				t.Errorf("%q has %d %s, want %d", s, got, unit, n)
			}
		}
	}
}

func TestLengthFits(t *testing.T) {
	tests := []struct {
		limit channel.Length
		text  string
		want  bool
	}{
		{channel.Length{}, "", true}, {channel.Length{}, "a", false},
		{channel.Length{Max: 3, Unit: channel.Bytes}, "abc", true}, {channel.Length{Max: 3, Unit: channel.Bytes}, "éé", false},
		{channel.Length{Max: 2, Unit: channel.UTF16}, "💡", true}, {channel.Length{Max: 1, Unit: channel.UTF16}, "💡", false}, {channel.Length{Max: 2, Unit: channel.UTF16}, "éé", true},
		{channel.Length{Max: 1, Unit: channel.Runes}, "💡", true}, {channel.Length{Max: 1}, "💡", true}, {channel.Length{Max: 1}, "💡💡", false},
		{channel.Length{Max: -1}, "a", false},
	}
	for _, tt := range tests {
		if got := tt.limit.Fits(tt.text); got != tt.want {
			t.Errorf("%+v fits %q: %v, want %v", tt.limit, tt.text, got, tt.want)
		}
	}
}

// A text that a person cannot see is blank, whatever its characters are called.
func TestIsBlank(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, " ": true, "\t\r\n": true, "\u00a0": true, "\u2003\u3000": true, "\u0085\x00": true, "\u200b": true, "\ufeff\u2060": true, "\u200e\u202e": true,
		"\u00ad": true, "\u2800": true, "\u3164": true, "\u115f\u1160": true, "\uffa0": true, "\u034f": true, "\ufe0f": true, "\U000e0001": true,
		"a": false, " a ": false, "\u200b.": false, "0": false, "👍": false, "❤\ufe0f": false, "👨\u200d💻": false, "\u0600": false, "\ufffd": false, "\u0301": false,
	} {
		if got := channel.IsBlank(text); got != want {
			t.Errorf("IsBlank(%q) = %t", text, got)
		}
	}
}

func FuzzLength(f *testing.F) {
	f.Add("💡é\xff", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		for _, unit := range []channel.Unit{channel.Bytes, channel.UTF16, channel.Runes, ""} {
			if limit < 0 {
				limit = 0
			}
			if got, want := (channel.Length{Max: limit, Unit: unit}).Fits(s), unit.Count(s) <= limit; got != want {
				t.Errorf("%d %s fit %q (%d): %v", limit, unit, s, unit.Count(s), got)
			}
		}
	})
}

package export

import (
	"strings"
	"testing"
	"unicode"
)

func TestGuard(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", ""},
		{"ordinary", "hello", "hello"},
		{"formula", "=1+1", "'=1+1"},
		{"plus", "+49 30 123", "'+49 30 123"},
		{"minus", "-5", "'-5"},
		{"at", "@SUM(A1)", "'@SUM(A1)"},
		{"tab", "\t=1", "'\t=1"},
		{"tab before a word", "\tx", "'\tx"},
		{"carriage return", "\r=1", "'\r'=1"},
		{"line feed", "\nx", "'\nx"},
		{"NUL", "\x00x", "'\x00x"},
		{"full-width equals", "＝1", "'＝1"},
		{"full-width plus", "＋1", "'＋1"},
		{"full-width minus", "－1", "'－1"},
		{"full-width at", "＠x", "'＠x"},
		{"after spaces", "  =1", "'  =1"},
		{"after a no-break space", "\u00a0=1", "'\u00a0=1"},
		{"after an ideographic space", "\u3000=1", "'\u3000=1"},
		{"after a zero-width space", "\u200b=1", "'\u200b=1"},
		{"after a byte-order mark", "\ufeff=1", "'\ufeff=1"},
		{"after a control character", "\x01=1", "'\x01=1"},
		{"after spaces and a tab", " \t=1", "' \t=1"},
		{"in the second line", "hello\n=1", "hello\n'=1"},
		{"in the second line, after CR LF", "hello\r\n  @x", "hello\r\n'  @x"},
		{"after CR alone", "hello\r-1", "hello\r'-1"},
		{"in two lines", "=1\n=2", "'=1\n'=2"},
		{"an empty line between is harmless", "a\n\nb", "a\n\nb"},
		{"inside a line", "1=1 -2", "1=1 -2"},
		{"a quote of its own", "'tis", "'tis"},
		{"a quoted formula", "'=1", "''=1"},
		{"twice quoted", "''=1", "'''=1"},
		{"a quote alone", "'", "'"},
		{"a quote and a break", "'\n", "''\n"},
		{"quotes after a space are text", " '=1", " '=1"},
		{"no UTF-8", "\xff=1", "\xff=1"},
		{"Chinese", "转人工=1", "转人工=1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Guard(tt.text); got != tt.want {
				t.Errorf("Guard(%q) = %q, want %q", tt.text, got, tt.want)
			}
			if got := Unguard(tt.want); got != tt.text {
				t.Errorf("Unguard(%q) = %q, want %q", tt.want, got, tt.text)
			}
		})
	}
}

// Text that a person typed, and Guard did not write, stays as it is. The marks of a spreadsheet in
// a cell are kept where they are meant, with any number of quotes before it.
func TestSpoiled(t *testing.T) {
	for text, want := range map[string]bool{
		"1.07684E+17": true, "1,07684E+17": true, "1E-05": true, "1.07683445512346E+017": true, "'1E+17": true, "#N/A": true, "#NAME?": true, "Err:502": true,
		"": false, "1E17": false, "1e+17": false, "1.0.7E+17": false, "1E+": false, "1E+1": false, "1E+12345": false, "#1": false, "E+17": false, "Err:": false, "17": false, "x1E+17": false,
	} {
		if got := Spoiled(text); got != want {
			t.Errorf("Spoiled(%q) = %v", text, got)
		}
		if guarded := Guard(text); want != (guarded == "'"+text) || Unguard(guarded) != text {
			t.Errorf("Guard(%q) = %q, which is %q without", text, guarded, Unguard(guarded))
		}
	}
}

func TestUnguardLeavesOtherText(t *testing.T) {
	for _, s := range []string{"'tis the season", "=1", "it's", "x\n'y", "", "'", "''"} {
		if got := Unguard(s); got != s {
			t.Errorf("Unguard(%q) = %q, want it unchanged", s, got)
		}
	}
}

// The guard can always be taken off, and no line of a guarded text begins as a formula does.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "=1", "'=1", " -2", "a\n@b", "\r\n=1", "＝x", "'\t", "\u200b+", "''", "\x00", "1E+17", "'#N/A"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g := Guard(s)
		if got := Unguard(g); got != s {
			t.Errorf("Unguard(Guard(%q)) = %q by way of %q", s, got, g)
		}
		if g != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(g)[0]) {
			t.Errorf("Guard(%q) = %q begins as a formula does", s, g)
		}
		for line := range strings.FieldsFuncSeq(g, func(r rune) bool { return r == '\r' || r == '\n' }) {
			bare := strings.TrimLeftFunc(line, func(r rune) bool {
				return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
			})
			if bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) {
				t.Errorf("Guard(%q) = %q has a line that begins as a formula does", s, g)
			}
		}
	})
}

package export

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// The guard can always be taken off, and no line of a guarded text begins as a formula does.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "=1", "'=1", " -2", "a\n@b", "\r\n=1", "＝x", "'\t", "\u200b+", "''", "\x00"} {
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

// Texts come back from CSV as they were, and encoding/csv reads the same cells.
func FuzzCSVRoundTrip(f *testing.F) {
	f.Add("=1", "a,b")
	f.Add("a\"b\r\nc", "'x")
	f.Add("", " ")
	f.Add("\ufeff", "\r")
	f.Fuzz(func(t *testing.T, a, b string) {
		var out strings.Builder
		w, err := CSV{}.NewWriter(&out, []Field{{"a", Text}, {"b", Text}})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.WriteRow([]Value{TextValue(a), TextValue(b)}); err != nil {
			t.Fatal(err)
		}
		type pair struct{ a, b Value }
		got, wrong, err := ReadCSV(strings.NewReader(out.String()), []Column[pair]{
			{Name: "a", Set: func(p *pair, v Value) error { p.a = v; return nil }},
			{Name: "b", Set: func(p *pair, v Value) error { p.b = v; return nil }},
		})
		want := pair{TextValue(a), TextValue(b)}
		if err != nil || len(wrong) > 0 || len(got) != 1 || got[0] != want {
			t.Fatalf("%q came back as %+v, %v, %v", out.String(), got, wrong, err)
		}
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), mark))).ReadAll()
		if err != nil {
			t.Fatalf("encoding/csv cannot read %q: %v", out.String(), err)
		}
		unbroken := func(s string) string { return strings.ReplaceAll(Guard(s), "\r\n", "\n") } // as encoding/csv reads it
		if cells := []string{unbroken(want.a.Text()), unbroken(want.b.Text())}; !slices.Equal(records[1], cells) {
			t.Errorf("encoding/csv reads %q, want %q", records[1], cells)
		}
	})
}

// Any bytes are read or refused; what encoding/csv reads is read with the same cells.
func FuzzReadCSV(f *testing.F) {
	f.Add("a,b\r\n1,2\r\n")
	f.Add("\uFEFFa,b\n\"x\"\"y\",\n\n,\n")
	f.Add("a,b\n\"x\ny\",z")
	f.Add("a,b\n\"x\"y,z\n")
	f.Fuzz(func(t *testing.T, s string) {
		in := newCSVReader(strings.NewReader(s))
		var got [][]string
		var failed error
		for {
			cells, err := in.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				failed = err
				break
			}
			got = append(got, cells)
		}
		if !utf8.ValidString(s) || strings.Contains(s, "\r") {
			return // encoding/csv has ways of its own with CR
		}
		std := csv.NewReader(strings.NewReader(strings.TrimPrefix(s, mark)))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil {
			return // it refuses quotes inside bare cells
		}
		if failed != nil || !slices.EqualFunc(want, got, slices.Equal) {
			t.Errorf("read %q as %q, %v; encoding/csv as %q", s, got, failed, want)
		}
	})
}

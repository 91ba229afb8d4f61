package read

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Any bytes are read or refused; what encoding/csv reads is read with the same cells.
func FuzzSplit(f *testing.F) {
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
		first := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(s, mark), "\""))
		if strings.HasPrefix(first, "sep=") || strings.Contains(s[:min(2, len(s))], "\x00") {
			return // it knows no such line, and takes UTF-16 for text
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

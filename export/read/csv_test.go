package read

import (
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/export"
)

func TestCSV(t *testing.T) {
	deskNamed := func(id, name string, agents int64) desk { return desk{ID: id, Name: name, Agents: agents} }
	head := "id,name,agents,load,open,changed\n"
	tests := []struct {
		name  string
		text  string
		want  []desk
		wrong []string
		err   string
	}{
		{name: "no bytes", text: "", err: "export: the file has no header: unexpected EOF"},
		{name: "a mark alone", text: "\uFEFF", err: "export: the file has no header: unexpected EOF"},
		{name: "header only", text: head},
		{name: "LF, and no end of the last line", text: head + "d1,Sales,3,,,", want: []desk{deskNamed("d1", "Sales", 3)}},
		{name: "columns in another order", text: "agents,id,open,name,changed,load\r\n3,d1,,Sales,,\r\n", want: []desk{deskNamed("d1", "Sales", 3)}},
		{name: "empty lines", text: head + "\r\n\nd1,Sales,3,,,\n\n", want: []desk{deskNamed("d1", "Sales", 3)}},
		{name: "quotes inside a bare cell", text: head + `d1,17" screen,3,,,`, want: []desk{deskNamed("d1", `17" screen`, 3)}},
		{name: "a spreadsheet's booleans", text: head + "d1,,3,,TRUE,", want: []desk{{ID: "d1", Agents: 3, Open: true}}},
		{
			name: "rows with errors are left out", text: head + "d1,Sales,three,x,,\r\nd2,\"two\nlines\",2,,,\r\nd3,,-1,,,\r\nd4,x\r\nd5,,5,,maybe,today\r\n",
			want: []desk{deskNamed("d2", "two\nlines", 2)},
			wrong: []string{
				"line 2, agents: no number such as -12.5", "line 2, load: no number such as -12.5", "line 5, agents: no number of agents",
				"line 6: 2 cells under 6 heads", "line 7, open: neither true nor false", "line 7, changed: no time such as 2026-01-31T09:00:00Z",
			},
		},
		{name: "too many cells", text: head + "d1,Sales,3,,,,\n", wrong: []string{"line 2: 7 cells under 6 heads"}},
		{
			name: "wrong columns", text: "id,name,name,Agents,load,open\n",
			err: "export: column 3 of the file, \"name\", is there twice\nexport: column 4 of the file, \"Agents\", is none that is read; is \"agents\" meant?\n" +
				"export: the file has no column \"agents\"\nexport: the file has no column \"changed\"",
		},
		{
			name: "semicolons", text: strings.ReplaceAll(head, ",", ";") + "d1;Sales;3;;;\r\n",
			err: "export: the cells stand between semicolons or TABs, not commas: save the file as CSV with commas, or as XLSX",
		},
		{name: "a withheld column", text: "secret," + head, err: `export: column 1 of the file, "secret", is none that is read`},
		{
			name: "a quote that is never closed", text: head + "d1,Sales,3,,,\nd2,\"Sales,3,,,\nd3,,,,,\n", want: []desk{deskNamed("d1", "Sales", 3)},
			err: "export: line 3: a quote is never closed: unexpected EOF",
		},
		{name: "text after a closing quote", text: head + "d1,\"Sales\" x,3,,,\n", err: "export: line 2: text after a closing quote"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for how, r := range map[string]io.Reader{"at once": strings.NewReader(tt.text), "byte by byte": iotest.OneByteReader(strings.NewReader(tt.text))} {
				got, wrong, err := CSV(r, deskColumns())
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s: records (-want +got):\n%s", how, diff)
				}
				var texts []string
				for _, w := range wrong {
					texts = append(texts, w.Error())
				}
				if diff := cmp.Diff(tt.wrong, texts); diff != "" {
					t.Errorf("%s: errors of rows (-want +got):\n%s", how, diff)
				}
				if (err == nil) != (tt.err == "") || err != nil && err.Error() != tt.err {
					t.Errorf("%s: error %v, want %q", how, err, tt.err)
				}
			}
		})
	}
}

func TestCSVGivesUp(t *testing.T) {
	head := "id,name,agents,load,open,changed\n"
	tests := []struct {
		name string
		r    io.Reader
		want string
		is   error
	}{
		{"too many errors", strings.NewReader(head + strings.Repeat("x\n", 5000)), "export: gave up at line 1002 after 1001 errors", nil},
		{"too many rows", strings.NewReader(head + strings.Repeat("x,,1,,,\n", 100_001)), "export: line 100002: more than 100000 rows: too many rows for one export", export.ErrTooMany},
		{"a record too long", strings.NewReader(head + strings.Repeat("x", maxRecord+1)), "export: line 2: a record of more than 16777216 bytes", nil},
		{"a quoted record too long", strings.NewReader(head + `"` + strings.Repeat("x\n", maxRecord/2)), "export: line 2: a record of more than 16777216 bytes", nil},
		{"a reader that fails", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(head))), "export: reading: timeout", iotest.ErrTimeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := CSV(tt.r, deskColumns())
			if err == nil || err.Error() != tt.want || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("CSV: %v, want %s", err, tt.want)
			}
		})
	}
}

// Every text comes back as it was written.
func TestCSVRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var notes []note
	for range 20_000 {
		notes = append(notes, note{
			export.TextValue(nasty(r)), export.FloatValue(float64(r.Int64()) / float64(r.IntN(1000)+1)), export.BoolValue(r.IntN(2) == 0),
			export.TimeValue(time.Unix(r.Int64N(1<<36), r.Int64N(1e9))),
		})
	}
	got, wrong, err := CSV(strings.NewReader(written(t, export.CSV{}, notes...)), noteColumns())
	if err != nil || len(wrong) > 0 || len(got) != len(notes) {
		t.Fatalf("%d of %d rows, %v, %v", len(got), len(notes), wrong, err)
	}
	for i := range notes {
		if got[i] != notes[i] {
			t.Fatalf("row %d: %+v, want %+v", i, got[i], notes[i])
		}
	}
}

// A cell that begins with the guard, and an empty record of one column, come back.
func TestCSVOfOneColumn(t *testing.T) {
	columns := []export.Column[string]{{Name: "=head", Set: func(s *string, v export.Value) error { *s = v.Text(); return nil }}}
	got, wrong, err := CSV(strings.NewReader("'=head\r\n\"\"\r\nx\r\n"), columns)
	if diff := cmp.Diff([]string{"", "x"}, got); diff != "" || err != nil || len(wrong) > 0 {
		t.Errorf("read back %v, %v (-want +got):\n%s", wrong, err, diff)
	}
}

// Texts come back from CSV as they were, and encoding/csv reads the same cells.
func FuzzCSVRoundTrip(f *testing.F) {
	f.Add("=1", "a,b")
	f.Add("a\"b\r\nc", "'x")
	f.Add("", " ")
	f.Add("\ufeff", "\r")
	f.Add("a", "b")
	f.Add("0049", "'90")
	f.Add("''=1", "true")
	f.Add("'a", "'b")
	f.Fuzz(func(t *testing.T, a, b string) {
		csvRoundTrip(t, export.CSV{}, a, b)
		csvRoundTrip(t, export.CSV{Literal: true}, a, b)
	})
}

// csvRoundTrip writes a row of two texts and reads it back.
func csvRoundTrip(t *testing.T, format export.CSV, a, b string) {
	t.Helper()
	var out strings.Builder
	w, err := format.NewWriter(&out, []export.Field{{Name: "a"}, {Name: "b"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteRow([]export.Value{export.TextValue(a), export.TextValue(b)}); err != nil {
		t.Fatal(err)
	}
	type pair struct{ a, b export.Value }
	got, wrong, err := CSV(strings.NewReader(out.String()), []export.Column[pair]{
		{Name: "a", Set: func(p *pair, v export.Value) error { p.a = v; return nil }},
		{Name: "b", Set: func(p *pair, v export.Value) error { p.b = v; return nil }},
	})
	want := pair{export.TextValue(a), export.TextValue(b)}
	if a == "a" && b == "b" { // it looks like the header of another file
		if err != nil || len(wrong) != 1 || len(got) != 0 {
			t.Errorf("a second header: %+v, %v, %v", got, wrong, err)
		}
		return
	}
	if err != nil || len(wrong) > 0 || len(got) != 1 || got[0] != want {
		t.Fatalf("%q came back as %+v, %v, %v", out.String(), got, wrong, err)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), mark))).ReadAll()
	if err != nil {
		t.Fatalf("encoding/csv cannot read %q: %v", out.String(), err)
	}
	if format.Literal { // another program sees more quotes
		return
	}
	unbroken := func(s string) string { return strings.ReplaceAll(export.Guard(s), "\r\n", "\n") } // as encoding/csv reads it
	if cells := []string{unbroken(want.a.Text()), unbroken(want.b.Text())}; !slices.Equal(records[1], cells) {
		t.Errorf("encoding/csv reads %q, want %q", records[1], cells)
	}
}

// In a file of export.CSV.Literal a text that a spreadsheet may have changed is an error, unless it
// has its quote. Texts that no spreadsheet changes, and other kinds, need none.
func TestCSVLiteral(t *testing.T) {
	type row struct{ text, number string }
	columns := []export.Column[row]{
		{Name: "text", Set: func(r *row, v export.Value) error { r.text = v.Text(); return nil }},
		{Name: "number", Kind: export.Number, Set: func(r *row, v export.Value) error { r.number = v.String(); return nil }},
	}
	file := "'text,'number\n'0049,49\nSales,\n49,49\nTRUE,1\n''90s,\n'+49,1\n'1E+17,\n1E+17,\n,'1234567890123456\n,1234567890123456\n,123456789012345\n"
	got, wrong, err := CSV(strings.NewReader(file), columns)
	want := []row{{"0049", "49"}, {"Sales", ""}, {"'90s", ""}, {"+49", "1"}, {"1E+17", ""}, {"", "1234567890123456"}, {"", "123456789012345"}}
	var lines []int
	for _, w := range wrong {
		lines = append(lines, w.Line)
	}
	if !slices.Equal(got, want) || !slices.Equal(lines, []int{4, 5, 9, 11}) || err != nil {
		t.Errorf("%+v, %v, %v", got, wrong, err)
	}
	if got, wrong, err := CSV(strings.NewReader("text,number\n0049,49\n'0049,1\n"), columns); len(got) != 2 || got[0].text != "0049" || got[1].text != "'0049" || len(wrong) > 0 || err != nil {
		t.Errorf("a file of another format: %+v, %v, %v", got, wrong, err)
	}
}

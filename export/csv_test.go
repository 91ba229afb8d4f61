package export

import (
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// A note is a record of one cell of every kind, and sets what it is given.
type note struct{ Text, Number, Bool, Time Value }

func noteColumns() []Column[note] {
	return []Column[note]{
		{"text", Text, func(n note) Value { return n.Text }, func(n *note, v Value) error { n.Text = v; return nil }, false},
		{"number", Number, func(n note) Value { return n.Number }, func(n *note, v Value) error { n.Number = v; return nil }, false},
		{"bool", Bool, func(n note) Value { return n.Bool }, func(n *note, v Value) error { n.Bool = v; return nil }, false},
		{"time", Time, func(n note) Value { return n.Time }, func(n *note, v Value) error { n.Time = v; return nil }, false},
	}
}

// written is a file of notes.
func written(t *testing.T, f Format, notes ...note) string {
	t.Helper()
	var out strings.Builder
	columns := noteColumns()
	fields, _ := fieldsOf(columns)
	w, err := f.NewWriter(&out, fields)
	require.NoError(t, err)
	for _, n := range notes {
		require.NoError(t, w.WriteRow([]Value{n.Text, n.Number, n.Bool, n.Time}))
	}
	require.NoError(t, w.Close())
	return out.String()
}

func TestCSV(t *testing.T) {
	at := TimeValue(time.Date(2026, 11, 20, 9, 30, 0, 250_000_000, time.UTC))
	tests := []struct {
		name string
		note note
		want string
	}{
		{"empty cells", note{}, ",,,"},
		{"every kind", note{TextValue("Sales"), FloatValue(-12.5), BoolValue(true), at}, "Sales,-12.5,true,2026-11-20T09:30:00.25Z"},
		{"negative numbers are no formulas", note{TextValue("-5"), IntValue(-5), BoolValue(false), Value{}}, "'-5,-5,false,"},
		{"comma", note{Text: TextValue("a,b")}, `"a,b",,,`},
		{"quotes", note{Text: TextValue(`say "hi"`)}, `"say ""hi""",,,`},
		{"LF and CR LF stay as they are", note{Text: TextValue("a\nb\r\nc")}, "\"a\nb\r\nc\",,,"},
		{"a guarded text with a comma", note{Text: TextValue(`=HYPERLINK("x","y")`)}, `"'=HYPERLINK(""x"",""y"")",,,`},
		{"a guarded second line", note{Text: TextValue("a\n=1")}, "\"a\n'=1\",,,"},
		{"spaces at the ends", note{Text: TextValue(" a ")}, `" a ",,,`},
		{"a guarded text after a space", note{Text: TextValue(" =1")}, `"' =1",,,`},
		{"a dot, which ends input elsewhere", note{Text: TextValue(`\.`)}, `\.,,,`},
		{"umlauts", note{Text: TextValue("Größe 转")}, "Größe 转,,,"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := "\uFEFFtext,number,bool,time\r\n" + tt.want + "\r\n"
			if got := written(t, CSV{}, tt.note); got != want {
				t.Errorf("wrote\n%q, want\n%q", got, want)
			}
			got, wrong, err := ReadCSV(strings.NewReader(want), noteColumns())
			if diff := cmp.Diff([]note{tt.note}, got, cmp.Comparer(func(a, b Value) bool { return a == b })); diff != "" || err != nil || len(wrong) > 0 {
				t.Errorf("read back %v, %v (-want +got):\n%s", wrong, err, diff)
			}
		})
	}
}

func TestCSVWithoutMark(t *testing.T) {
	if got, want := written(t, CSV{NoMark: true}), "text,number,bool,time\r\n"; got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
}

// A record of one empty cell is no empty line.
func TestCSVOfOneColumn(t *testing.T) {
	var out strings.Builder
	w, err := CSV{NoMark: true}.NewWriter(&out, []Field{{"=head", Text}})
	require.NoError(t, err)
	require.NoError(t, w.WriteRow([]Value{{}}))
	require.NoError(t, w.WriteRow([]Value{TextValue("x")}))
	want := "'=head\r\n\"\"\r\nx\r\n"
	if out.String() != want {
		t.Errorf("wrote %q, want %q", out.String(), want)
	}
	columns := []Column[string]{{Name: "=head", Set: func(s *string, v Value) error { *s = v.Text(); return nil }}}
	got, wrong, err := ReadCSV(strings.NewReader(want), columns)
	if diff := cmp.Diff([]string{"", "x"}, got); diff != "" || err != nil || len(wrong) > 0 {
		t.Errorf("read back %v, %v (-want +got):\n%s", wrong, err, diff)
	}
	if err := w.WriteRow([]Value{{}, {}}); err == nil {
		t.Error("a row of two cells was written under one head")
	}
}

func TestReadCSV(t *testing.T) {
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
			err: "export: column 3 of the file, \"name\", is there twice\nexport: column 4 of the file, \"Agents\", is none that is read\n" +
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
				got, wrong, err := ReadCSV(r, deskColumns())
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

func TestReadCSVGivesUp(t *testing.T) {
	head := "id,name,agents,load,open,changed\n"
	tests := []struct {
		name string
		r    io.Reader
		want string
		is   error
	}{
		{"too many errors", strings.NewReader(head + strings.Repeat("x\n", 5000)), "export: gave up at line 1002 after 1001 errors", nil},
		{"too many rows", strings.NewReader(head + strings.Repeat("x,,1,,,\n", 100_001)), "export: line 100002: more than 100000 rows: too many rows for one export", ErrTooMany},
		{"a record too long", strings.NewReader(head + strings.Repeat("x", maxRecord+1)), "export: line 2: a record of more than 16777216 bytes", nil},
		{"a quoted record too long", strings.NewReader(head + `"` + strings.Repeat("x\n", maxRecord/2)), "export: line 2: a record of more than 16777216 bytes", nil},
		{"a reader that fails", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(head))), "export: reading: timeout", iotest.ErrTimeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := ReadCSV(tt.r, deskColumns())
			if err == nil || err.Error() != tt.want || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("ReadCSV: %v, want %s", err, tt.want)
			}
		})
	}
}

func TestRowErrorUnwraps(t *testing.T) {
	err := error(&RowError{Line: 2, Column: "a", Err: errFault})
	if !errors.Is(err, errFault) || err.Error() != "line 2, a: the disk is on fire" {
		t.Errorf("%v does not lead to its cause", err)
	}
}

// nasty draws texts from what makes trouble.
func nasty(r *rand.Rand) string {
	bits := []string{"=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", " ", "'", `"`, ",", ";", "a", "1", "é", "转", "\u200b", "\ufeff", `\.`, "_x000D_", "<", "&"}
	var b strings.Builder
	for range r.IntN(8) {
		b.WriteString(bits[r.IntN(len(bits))])
	}
	return b.String()
}

// What is written comes back, whatever the texts.
func TestCSVRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var notes []note
	for range 20_000 {
		notes = append(notes, note{
			TextValue(nasty(r)), FloatValue(float64(r.Int64()) / float64(r.IntN(1000)+1)), BoolValue(r.IntN(2) == 0),
			TimeValue(time.Unix(r.Int64N(1<<36), r.Int64N(1e9))),
		})
	}
	got, wrong, err := ReadCSV(strings.NewReader(written(t, CSV{}, notes...)), noteColumns())
	if err != nil || len(wrong) > 0 || len(got) != len(notes) {
		t.Fatalf("%d of %d rows, %v, %v", len(got), len(notes), wrong, err)
	}
	for i := range notes {
		if got[i] != notes[i] {
			t.Fatalf("row %d: %+v, want %+v", i, got[i], notes[i])
		}
	}
}

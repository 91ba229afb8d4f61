package export

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCSV(t *testing.T) {
	at := TimeValue(time.Date(2026, 11, 20, 9, 30, 0, 250_000_000, time.UTC))
	tests := []struct {
		name string
		note note
		want string
	}{
		{"empty cells, which are no empty row", note{}, `"",,,`},
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
		{"what a spreadsheet would leave of a long number", note{Text: TextValue("1.07684E+17")}, "'1.07684E+17,,,"},
		{"an error of a spreadsheet", note{Text: TextValue("#NAME?")}, "'#NAME?,,,"},
		{"umlauts", note{Text: TextValue("Größe 转")}, "Größe 转,,,"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := "\uFEFFtext,number,bool,time\r\n" + tt.want + "\r\n"
			if got := written(t, CSV{}, tt.note); got != want {
				t.Errorf("wrote\n%q, want\n%q", got, want)
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
	if err := w.WriteRow([]Value{{}, {}}); err == nil {
		t.Error("a row of two cells was written under one head")
	}
}

// With Literal the names of the columns have a quote, and so has each text of which a spreadsheet
// would make something else. A text that has a quote of its own, or a guard, can be told apart.
func TestCSVLiteral(t *testing.T) {
	texts := []note{}
	for _, s := range []string{"Sales", "true", "+49 30", "'90s", "'=1", "1E+17", "1,5", ""} {
		texts = append(texts, note{Text: TextValue(s)})
	}
	got := written(t, CSV{NoMark: true, Literal: true}, append(texts, note{TextValue("0049"), IntValue(49), BoolValue(true), Value{}}, note{Number: IntValue(-1234567890123456)}, note{Number: FloatValue(0.1)})...)
	want := "'text,'number,'bool,'time\r\n" +
		"Sales,,,\r\n'true,,,\r\n'+49 30,,,\r\n''90s,,,\r\n'''=1,,,\r\n'1E+17,,,\r\n\"'1,5\",,,\r\n\"\",,,\r\n" + "'0049,49,true,\r\n,'-1234567890123456,,\r\n,0.1,,\r\n"
	if got != want {
		t.Errorf("wrote\n%q, want\n%q", got, want)
	}
	if v := (CSV{Literal: true}).Version(); v == (CSV{}).Version() {
		t.Errorf("both are %s, so that a run would go on with the other", v)
	}
}

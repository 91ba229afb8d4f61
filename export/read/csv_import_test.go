package read

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/export"
)

type pair struct{ A, B string }

func pairs() []export.Column[pair] {
	return []export.Column[pair]{
		{Name: "a", Set: func(p *pair, v export.Value) error { p.A = v.Text(); return nil }},
		{Name: "b", Set: func(p *pair, v export.Value) error { p.B = v.Text(); return nil }},
	}
}

// Changes that other programs and people make to a CSV file: each value comes back as it was meant,
// or its cell is an error.
func TestCSVOfOthers(t *testing.T) {
	const gbk = "\xd7\xaa\xc8\xcb\xb9\xa4" // 转人工, a keyword that asks for a person
	const turn = "\xd7\xaa"                // 转 alone is, in UTF-8, the Hebrew letter ת
	page := "the text may be in another code page: save the file as CSV UTF-8, with a byte-order mark"
	notUTF8 := "the text is not UTF-8: save the file as CSV UTF-8"
	whole := "export: the file is not UTF-8: save it as CSV UTF-8"
	tests := []struct {
		name, file string
		want       []pair
		wrong      []string
		err        string
	}{
		{"a GBK file", "a,b\n" + gbk + ",x\n1,2\n", []pair{{"1", "2"}}, []string{"line 2, a: " + notUTF8}, whole},
		{"a GBK file whose first text is UTF-8 by chance", "a,b\n\xe4\xb8\xad,x\n" + gbk + ",x\n", nil,
			[]string{"line 2, a: " + page, "line 3, a: " + notUTF8}, whole},
		{"a GBK file of one character that is UTF-8 by chance", "a,b\n1," + turn + "\n2,x\n", []pair{{"2", "x"}}, []string{"line 2, b: " + page}, ""},
		{"the same letter with a byte-order mark", mark + "a,b\n1," + turn + "\n", []pair{{"1", "ת"}}, nil, ""},
		{"the same letter in a file that is surely UTF-8", "a,b\n1," + turn + "\n2,转\n", []pair{{"1", "ת"}, {"2", "转"}}, nil, ""},
		{"French without a mark", "a,b\n1,café\n2,Hôtel\n3,Réunion\n", []pair{{"1", "café"}, {"2", "Hôtel"}, {"3", "Réunion"}}, nil, ""},
		{"Russian without a mark", "a,b\n1,оператор\n", []pair{{"1", "оператор"}}, nil, ""},
		{"Latin-1", "a,b\n1,caf\xe9\n", nil, []string{"line 2, b: " + notUTF8}, whole},
		{"a damaged byte in a file with a mark", mark + "a,b\n1,caf\xe9\n2,café\n", []pair{{"2", "café"}}, []string{"line 2, b: " + notUTF8}, ""},
		{"a head that is not UTF-8", "a,b\xe9\n", nil, nil, "export: the head of column 2 is not UTF-8: save the file as CSV UTF-8"},
		{"UTF-16 with a mark", "\xff\xfea\x00,\x00b\x00\n\x00", nil, nil, "export: the file is UTF-16: save it as CSV UTF-8"},
		{"UTF-16 without a mark", "a\x00,\x00b\x00\n\x00", nil, nil, "export: the file is UTF-16: save it as CSV UTF-8"},
		{"big-endian UTF-16 without a mark", "\x00a\x00,\x00b\x00\n", nil, nil, "export: the file is UTF-16: save it as CSV UTF-8"},
		{"NUL inside a text", "a,b\n1,x\x00y\n", []pair{{"1", "x\x00y"}}, nil, ""},

		{"empty rows at the end", "a,b\n1,2\n,\n,\n", []pair{{"1", "2"}}, nil, ""},
		{"an empty row between", "a,b\n1,2\n,\n3,4\n", []pair{{"1", "2"}, {"3", "4"}}, []string{"line 3: the row is empty"}, ""},
		{"a record of empty texts", "a,b\n\"\",\n3,4\n", []pair{{"", ""}, {"3", "4"}}, nil, ""},
		{"files that were joined", mark + "a,b\n1,2\n" + mark + "a,b\n3,4\n", []pair{{"1", "2"}, {"3", "4"}}, []string{"line 3: the header stands here again: files were joined"}, ""},

		{"CR alone", "a,b\r1,2\r\r3,\"4\r5\"\r6,7", []pair{{"1", "2"}, {"3", "4\r5"}, {"6", "7"}}, nil, ""},
		{"CR alone and CR LF", "a,b\r\n1,2\r3,\"4\"\r5,6\r\n", []pair{{"1", "2"}, {"3", "4"}, {"5", "6"}}, nil, ""},
		{"sep=;", "sep=;\r\na;b\r\n1,5;2\r\n\"3;\";4\r\n", []pair{{"1,5", "2"}, {"3;", "4"}}, nil, ""},
		{"sep=, in quotes, after a mark", mark + "\"SEP=,\"\na,b\n1,2\n", []pair{{"1", "2"}}, nil, ""},
		{"a TAB", "sep=\t\na\tb\n1\t2\n", []pair{{"1", "2"}}, nil, ""},
		{"a letter as separator", "sep=x\naxb\n", nil, nil, `export: the file names 'x' as its separator; it must be a comma, a semicolon, a TAB or a bar`},

		{"a long number that a spreadsheet rounded", "a,b\n1.07684E+17,2\n", nil, []string{"line 2, a: a spreadsheet has put a rounded number or an error in place of the text"}, ""},
		{"the same where it is meant", "a,b\n'1.07684E+17,2\n", []pair{{"1.07684E+17", "2"}}, nil, ""},
		{"an error of a spreadsheet", "a,b\n1,#NAME?\n", nil, []string{"line 2, b: a spreadsheet has put a rounded number or an error in place of the text"}, ""},
		{"heads edited by hand", "A,b \n1,2\n", nil, nil, "export: column 1 of the file, \"A\", is none that is read; is \"a\" meant?\n" +
			"export: column 2 of the file, \"b \", is none that is read; is \"b\" meant?\nexport: the file has no column \"a\"\nexport: the file has no column \"b\""},
		{"another release", "a,b,c\n1,2,3\n", nil, nil, `export: column 3 of the file, "c", is none that is read`},
	}
	for _, tt := range tests {
		got, wrong, err := CSV(strings.NewReader(tt.file), pairs())
		var texts []string
		for _, w := range wrong {
			texts = append(texts, w.Error())
		}
		message := ""
		if err != nil {
			message = err.Error()
		}
		if len(got) == 0 {
			got = nil
		}
		if diff := cmp.Diff([]any{tt.want, tt.wrong, tt.err}, []any{got, texts, message}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// JSON lines are UTF-8; encoding/json would replace what is not, without a word.
func TestJSONLinesOfOthers(t *testing.T) {
	for name, tt := range map[string]struct{ line, want string }{
		"GBK":                     {"{\"a\":\"\xd7\xaa\xc8\xcb\",\"b\":\"\"}", "line 1: the line is not UTF-8"},
		"half a pair":             {`{"a":"\ud83d","b":""}`, `line 1: an escape \u stands for half a character`},
		"the other half":          {`{"a":"\ude00","b":""}`, `line 1: an escape \u stands for half a character`},
		"two first halves":        {`{"a":"\ud83d\ud83d","b":""}`, `line 1: an escape \u stands for half a character`},
		"a pair":                  {`{"a":"\ud83d\ude00","b":""}`, "{😀 }"},
		"a backslash before a u":  {`{"a":"\\ud83d","b":""}`, `{\ud83d }`},
		"a byte-order mark":       {mark + `{"a":"1","b":""}`, "{1 }"},
		"the same key twice":      {`{"a":"1","a":"2","b":""}`, `line 1: the key "a" is there twice`},
		"the key in another case": {`{"A":"1","b":""}`, `line 1: the key "A" is none that is read`},
	} {
		got, wrong, err := JSONLines(strings.NewReader(tt.line+"\n"), pairs())
		have := fmt.Sprint(err)
		switch {
		case len(wrong) > 0:
			have = wrong[0].Error()
		case len(got) > 0:
			have = fmt.Sprint(got[0])
		}
		if have != tt.want {
			t.Errorf("%s: %s, want %s", name, have, tt.want)
		}
	}
}

// Ten thousand wrong rows are a handful of groups.
func TestGroups(t *testing.T) {
	file := "a,b\n" + strings.Repeat("1\n", 12) + "#N/A,2\n" + strings.Repeat("1\n", 3)
	_, wrong, err := CSV(strings.NewReader(file), pairs())
	want := []Group{
		{Text: "1 cells under 2 heads", Lines: []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, Rows: 15},
		{Column: "a", Text: "a spreadsheet has put a rounded number or an error in place of the text", Lines: []int{14}, Rows: 1},
	}
	if diff := cmp.Diff(want, Groups(wrong)); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Whatever a file holds, each value that is read is text, and it comes back as it is when it is
// written again.
func FuzzCSV(f *testing.F) {
	f.Add("a,b\n1,2\n,\n\xd7\xaa,x\r3,4\n")
	f.Add("sep=;\na;b\n\"1\";'1E+17\n")
	f.Add(mark + "b,a\r\"x\r\n\",#N/A\r")
	f.Fuzz(func(t *testing.T, file string) {
		got, _, err := CSV(strings.NewReader(file), pairs())
		if err != nil || len(got) == 0 {
			return
		}
		var out strings.Builder
		w, err := export.CSV{}.NewWriter(&out, []export.Field{{Name: "a"}, {Name: "b"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got {
			if !utf8.ValidString(p.A + p.B) {
				t.Fatalf("%q is not UTF-8", p)
			}
			if err := w.WriteRow([]export.Value{export.TextValue(p.A), export.TextValue(p.B)}); err != nil {
				t.Fatal(err)
			}
		}
		again, wrong, err := CSV(strings.NewReader(out.String()), pairs())
		if diff := cmp.Diff(got, again); diff != "" || len(wrong) > 0 || err != nil {
			t.Errorf("%v, %v, read again (-want +got):\n%s", wrong, err, diff)
		}
	})
}

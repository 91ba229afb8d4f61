package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/export"
	"github.com/google/go-cmp/cmp"
)

const sharedName = "xl/sharedStrings.xml"

// sheetOf is a workbook with the given rows, and shared strings if there are any.
func sheetOf(t testing.TB, rows, shared string) []byte {
	book := repacked(t, written(t, Format{}), sheetName, func(string) string {
		return `<worksheet xmlns="` + spreadsheetNS + `"><dimension ref="A1"/><sheetData>` + rows + `</sheetData><pageMargins left="1"/></worksheet>`
	})
	if shared == "" {
		return book
	}
	book = repacked(t, book, "xl/_rels/workbook.xml.rels", func(s string) string {
		return strings.Replace(s, "</Relationships>", `<Relationship Id="rId9" Type="`+documentNS+`/sharedStrings" Target="/`+sharedName+`"/></Relationships>`, 1)
	})
	return repacked(t, book, sharedName, func(string) string { return shared })
}

const headRow = `<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c><c r="B1" t="inlineStr"><is><t>number</t></is></c>` +
	`<c r="C1" t="inlineStr"><is><t>bool</t></is></c><c r="D1" t="inlineStr"><is><t>time</t></is></c></row>`

func TestReadSheet(t *testing.T) {
	sst := `<sst><si><t>zero</t></si><si><r><t>o</t></r><r><rPr><b/></rPr><t xml:space="preserve">ne </t></r><rPh sb="0" eb="1"><t>hint</t></rPh><phoneticPr/></si><si/></sst>`
	tests := []struct {
		name, rows, shared string
		want               []note
	}{
		{"header only", headRow, "", nil},
		{"shared strings", headRow + `<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c><v>5</v></c></row>`, sst,
			[]note{{Text: export.TextValue("zero")}, {Text: export.TextValue("one ")}, {Number: export.IntValue(5)}}},
		{"an empty text is a row, an empty cell is none", headRow + `<row><c t="s"><v>0</v></c></row><row><c t="inlineStr"><is/></c></row><row><c s="1"/></row>`,
			`<sst><si/></sst>`, []note{{}, {}}},
		{"cells without references", headRow + `<row><c t="str"><v>a</v></c><c><v>1</v></c></row>`, "", []note{{Text: export.TextValue("a"), Number: export.IntValue(1)}}},
		{"gaps", headRow + `<row r="2"><c r="B2"><v>1</v></c><c r="D2"/></row><row r="9"/>`, "", []note{{Number: export.IntValue(1)}}},
		{"a number with an exponent", headRow + `<row><c r="B2"><v>1.5E3</v></c></row>`, "", []note{{Number: export.IntValue(1500)}}},
		{"booleans as words", headRow + `<row><c r="C2" t="b"><v>true</v></c></row>`, "", []note{{Bool: export.BoolValue(true)}}},
		{"elements nobody knows", headRow + `<row><c r="A2" t="inlineStr"><is><t>a<x>b</x>c</t><y><t>d</t></y></is><extLst><ext/></extLst></c></row><odd><row/></odd>`, "",
			[]note{{Text: export.TextValue("ac")}}},
		{"a date with a zone", headRow + `<row><c r="D2" t="d"><v>2026-11-20T11:24:01+01:00</v></c></row>`, "", []note{{Time: at("2026-11-20T10:24:01Z")}}},
		{"character data in pieces", headRow + `<row><c r="A2" t="inlineStr"><is><t>a<![CDATA[<b>]]>&#x63;<!-- no --></t></is></c></row>`, "", []note{{Text: export.TextValue("a<b>c")}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { sameNotes(t, tt.name, sheetOf(t, tt.rows, tt.shared), tt.want) })
	}
}

// Rows that a person or a spreadsheet left behind are no records: each is named, and the others are
// read.
func TestReadJoinedAndEmptyRows(t *testing.T) {
	row := func(n int) string { return fmt.Sprintf(`<row r="%d"><c r="B%d"><v>%d</v></c></row>`, n, n, n) }
	again := strings.ReplaceAll(headRow, `1"`, `3"`)
	for _, tt := range []struct {
		name, rows string
		wrong      []string
		numbers    []int64
	}{
		{"a second header", headRow + row(2) + again + row(4), []string{"line 3: the row is the header again: sheets were joined"}, []int64{2, 4}},
		{"an empty row", headRow + row(2) + `<row r="3"><c r="A3" s="1"/></row>` + row(4), []string{"line 3: the row is empty"}, []int64{2, 4}},
		{"empty rows", headRow + row(2) + row(9), []string{"line 3: the rows to 8 are empty"}, []int64{2, 9}},
		{"empty rows at both ends", `<row r="1"/>` + strings.ReplaceAll(headRow, `1"`, `3"`) + row(4) + `<row r="5"/><row r="6"><c r="A6"/></row>`, nil, []int64{4}},
	} {
		book := sheetOf(t, tt.rows, "")
		got, wrong, err := Read(bytes.NewReader(book), int64(len(book)), columns())
		var texts []string
		for _, w := range wrong {
			texts = append(texts, w.Error())
		}
		var want []note
		for _, n := range tt.numbers {
			want = append(want, note{Number: export.IntValue(n)})
		}
		if diff := cmp.Diff(shown(want), shown(got)); diff != "" || !slices.Equal(texts, tt.wrong) || err != nil {
			t.Errorf("%s: %q, %v (-want +got):\n%s", tt.name, texts, err, diff)
		}
	}
}

// A workbook that is damaged or hostile is refused, never read in part as if it were whole.
func TestReadRefuses(t *testing.T) {
	whole := written(t, Format{}, notes()...)
	change := func(name, old, with string) []byte {
		return repacked(t, whole, name, func(s string) string {
			if !strings.Contains(s, old) {
				t.Fatalf("%s has no %s", name, old)
			}
			return strings.Replace(s, old, with, 1)
		})
	}
	without := func(name string) []byte { return repacked(t, whole, name, func(string) string { return "" }) }
	flipped := bytes.Clone(whole)
	flipped[bytes.Index(whole, []byte(sheetName))+60] ^= 0x55
	tests := []struct {
		name string
		book []byte
		want string
		is   error
	}{
		{"no bytes", nil, "xlsx: no workbook: zip: not a valid zip file", nil},
		{"half a file", whole[:len(whole)/2], "xlsx: no workbook: zip: not a valid zip file", nil},
		{"no relations", without("_rels/.rels"), "xlsx: no workbook in the package", nil},
		{"no workbook", without("xl/workbook.xml"), `xlsx: opening "xl/workbook.xml": file does not exist`, nil},
		{"no relations of the workbook", without("xl/_rels/workbook.xml.rels"), "xlsx: the workbook has no sheet", nil},
		{"no sheet", without(sheetName), `xlsx: opening "` + sheetName + `": file does not exist`, nil},
		{"a sheet elsewhere", change("xl/_rels/workbook.xml.rels", `Target="worksheets`, `TargetMode="External" Target="http://192.0.2.1`), "xlsx: the workbook has no sheet", nil},
		{"another root", change(sheetName, "<worksheet ", "<chartsheet "), "xlsx: " + sheetName + ": it is no worksheet", nil},
		{"no XML", sheetOf(t, "<", ""), "", nil},
		{"no rows", sheetOf(t, "", ""), "xlsx: the sheet has no header: unexpected EOF", io.ErrUnexpectedEOF},
		{"other columns", change(sheetName, "<t>text</t>", "<t>Text</t>"), "export: column 1 of the file, \"Text\", is none that is read; is \"text\" meant?\nexport: the file has no column \"text\"", nil},
		{"cut short", repacked(t, whole, sheetName, func(s string) string { return s[:len(s)/2] }), "", nil},
		{"something after the end", change(sheetName, "</worksheet>", "</worksheet><"), "", nil},
		{"a shared text that is not there", sheetOf(t, headRow+`<row><c t="s"><v>7</v></c></row>`, "<sst/>"), `xlsx: ` + sheetName + `: there is no shared text "7"`, nil},
		{"rows out of order", sheetOf(t, headRow+`<row r="5"/><row r="5"/>`, ""), `xlsx: ` + sheetName + `: row "5" comes after row 5`, nil},
		{"a row that is no number", sheetOf(t, headRow+`<row r="x"/>`, ""), `xlsx: ` + sheetName + `: row "x" comes after row 1`, nil},
		{"cells out of order", sheetOf(t, headRow+`<row><c r="B2"/><c r="A2"/></row>`, ""), `xlsx: ` + sheetName + `: cell "A2" stands in row 2 after column 2`, nil},
		{"a row beyond the last", sheetOf(t, headRow+`<row r="1048577"/>`, ""), "", errTooMuch},
		{"a cell beyond the last", sheetOf(t, headRow+`<row><c r="XFD2"/><c/></row>`, ""), "", errTooMuch},
		{"elements without end", sheetOf(t, headRow+strings.Repeat("<a>", 100), ""), "", errTooMuch},
		{"one endless text", sheetOf(t, headRow+"<row><c><v>"+strings.Repeat("x", maxToken+10), ""), "", errTooMuch},
		{"one endless text in pieces", sheetOf(t, headRow+"<row><c><v>"+strings.Repeat(strings.Repeat("x", 1000)+"<!---->", maxToken/1000+10), ""), "", errTooMuch},
		{"one endless item", sheetOf(t, headRow+`<row><c t="inlineStr"><is>`+strings.Repeat("<t>"+strings.Repeat("x", 1000)+"</t>", maxToken/1000+10), ""), "", errTooMuch},
		{"a checksum that is wrong", flipped, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Read(bytes.NewReader(tt.book), int64(len(tt.book)), columns())
			if err == nil || tt.want != "" && err.Error() != tt.want || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("Read: %v; want %s (%v)", err, tt.want, tt.is)
			}
		})
	}
}

// Wherever a workbook is cut or changed by one byte, it is refused, or read as it was.
func TestReadDamaged(t *testing.T) {
	want := []note{{Text: export.TextValue("Sales"), Number: export.IntValue(12)}, {Text: export.TextValue("Support"), Bool: export.BoolValue(true)}}
	whole := written(t, Format{}, want...)
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0x41
		for how, book := range map[string][]byte{"changed": damaged, "cut": whole[:i]} {
			got, wrong, err := Read(bytes.NewReader(book), int64(len(book)), columns())
			if err == nil && (len(wrong) > 0 || !slices.Equal(got, want)) {
				t.Errorf("%s at byte %d it reads %v, %v", how, i, shown(got), wrong)
			}
		}
	}
}

func TestReadGivesUp(t *testing.T) {
	bad := sheetOf(t, headRow+strings.Repeat(`<row><c r="B1" t="str"><v>many</v></c></row>`, 1100), "")
	_, wrong, err := Read(bytes.NewReader(bad), int64(len(bad)), columns())
	if want := "export: gave up at line 1002 after 1001 errors"; err == nil || err.Error() != want || len(wrong) != 1001 {
		t.Errorf("Read: %v, %d errors; want %s", err, len(wrong), want)
	}
	bad = sheetOf(t, headRow+strings.Repeat(`<row><c t="e"><v>#N/A</v></c></row>`, 1100), "")
	if _, wrong, err = Read(bytes.NewReader(bad), int64(len(bad)), columns()); err == nil || len(wrong) != 1001 {
		t.Errorf("Read of errors in cells: %v, %d errors", err, len(wrong))
	}
	many := sheetOf(t, headRow+strings.Repeat(`<row><c r="B1"><v>1</v></c></row>`, export.MaxRows+1), "")
	got, _, err := Read(bytes.NewReader(many), int64(len(many)), columns())
	if !errors.Is(err, export.ErrTooMany) || len(got) != export.MaxRows {
		t.Errorf("Read of too many rows: %v, %d records", err, len(got))
	}
}

// Any sheet is read or refused, and reading it twice gives the same.
func FuzzReadSheet(f *testing.F) {
	f.Add(headRow+`<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>`, "")
	f.Add(headRow+`<row><c t="s"><v>0</v></c><c><v>1e3</v></c></row>`, `<sst><si><t>_x0041_</t></si></sst>`)
	f.Add(headRow+`<row r="9"><c r="D9"><v>46346.5</v></c><c r="C9" t="b"><v>1</v></c></row>`, `<sst/>`)
	f.Add(`<row><c t="e"/></row>`, `<sst><si><r><t>a</t></r><rPh><t>b</t></rPh></si></sst>`)
	f.Fuzz(func(t *testing.T, rows, shared string) {
		first, wrong, err := readBook(pieces(rows, shared), columns())
		if err != nil {
			return
		}
		w := &writer{sheet: new(strings.Builder), letters: []string{"A", "B", "C", "D"}, styles: make([]string, 4)}
		if err := w.head(fields()); err != nil {
			t.Fatal(err)
		}
		for _, n := range first {
			if err := w.WriteRow([]export.Value{n.Text, n.Number, n.Bool, n.Time}); errors.Is(err, export.ErrValue) {
				return // longer than a cell of our own
			} else if err != nil {
				t.Fatal(err)
			}
		}
		again := fmt.Sprint(w.sheet)
		second, wrong2, err := readBook(pieces(again[strings.Index(again, "<row"):], ""), columns())
		if err != nil || len(wrong2) > 0 || !slices.Equal(first, second) {
			t.Errorf("%s (%v), written and read again: %v, %v (-first +again):\n%s", rows, wrong, wrong2, err, cmp.Diff(shown(first), shown(second)))
		}
	})
}

// pieces is a package of a sheet and shared strings, not packed.
func pieces(rows, shared string) opener {
	parts := map[string]string{
		sheetName:                    `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
		sharedName:                   shared,
		"_rels/.rels":                `<Relationships><Relationship Id="1" Type="/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook><sheets><sheet sheetId="1" id="1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="1" Type="/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="2" Type="/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
	}
	if shared == "" {
		parts[sharedName] = "<sst/>"
	}
	return func(part string) (io.ReadCloser, error) {
		text, ok := parts[part]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
}

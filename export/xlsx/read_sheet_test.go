package xlsx

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/export"
)

// Changes by a spreadsheet and entries by people: each value is read as it was meant, or its cell
// is an error.
func TestCellsThatASpreadsheetChanged(t *testing.T) {
	const text = "the cell is a number, a date or a truth value, and a text is needed: format the column as text and enter it again"
	tests := []struct {
		name, cells string
		want        note
		wrong       string
	}{
		{"a text", `<c r="A2" t="inlineStr"><is><t>0049</t></is></c>`, note{Text: export.TextValue("0049")}, ""},
		{"0049 typed into a column of numbers", `<c r="A2"><v>49</v></c>`, note{}, "line 2, text: " + text},
		{"a page's id of twenty digits", `<c r="A2"><v>1.07683445512346E+19</v></c>`, note{}, "line 2, text: " + text},
		{"3-4, which became a date", `<c r="A2" s="1"><v>46116</v></c>`, note{}, "line 2, text: " + text},
		{"a date of its own kind", `<c r="A2" t="d"><v>2026-03-04</v></c>`, note{}, "line 2, text: " + text},
		{"true, which became TRUE", `<c r="A2" t="b"><v>1</v></c>`, note{}, "line 2, text: " + text},
		{"an empty number", `<c r="A2"/><c r="B2"><v>5</v></c>`, note{Number: export.IntValue(5)}, ""},
		{"a formula's text", `<c r="A2" t="str"><f>"a"</f><v>a</v></c>`, note{Text: export.TextValue("a")}, ""},
		{"a formula without a value", `<c r="A2"><f>B2</f></c>`, note{},
			"line 2, text: the cell is a formula whose value is not in the file: open and save it with a spreadsheet"},
		{"an error", `<c r="A2" t="e"><v>#NAME?</v></c>`, note{}, "line 2, text: the cell shows an error"},
		{"a number of sixteen digits", `<c r="B2"><v>1234567890123450</v></c>`, note{},
			"line 2, number: the number has more than 15 digits, and a spreadsheet has rounded it: format the cell as text and enter it again"},
		{"the same as text", `<c r="B2" t="inlineStr"><is><t>1234567890123456</t></is></c>`, note{Number: export.IntValue(1234567890123456)}, ""},
		{"a fraction's large number", `<c r="B2"><v>1E+21</v></c>`, note{Number: export.FloatValue(1e21)}, ""},
	}
	for _, tt := range tests {
		book := sheetOf(t, headRow+`<row r="2">`+tt.cells+`</row>`, "")
		got, wrong, err := Read(bytes.NewReader(book), int64(len(book)), columns())
		message := ""
		if len(wrong) > 0 {
			message = wrong[0].Error()
		}
		if err != nil || message != tt.wrong || tt.wrong == "" && (len(got) != 1 || got[0] != tt.want) || tt.wrong != "" && len(got) > 0 {
			t.Errorf("%s: %v, %q, %v; want %q", tt.name, shown(got), message, err, tt.wrong)
		}
	}
}

func TestMergedCellsAreRefused(t *testing.T) {
	book := repacked(t, sheetOf(t, headRow+`<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>`, ""), sheetName, func(s string) string {
		return strings.Replace(s, "</sheetData>", `</sheetData><mergeCells count="1"><mergeCell ref="A2:A5"/></mergeCells>`, 1)
	})
	_, _, err := Read(bytes.NewReader(book), int64(len(book)), columns())
	if diff := cmp.Diff(`xlsx: xl/worksheets/sheet1.xml: the cells "A2:A5" are merged: separate them`, err.Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

package xlsx

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/export"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// Excelize reads the cells that were written.
func TestExcelizeReads(t *testing.T) {
	all := notes()
	f, err := excelize.OpenReader(bytes.NewReader(written(t, Format{}, all...)), excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	defer f.Close()
	got, err := f.GetRows(f.GetSheetName(0))
	require.NoError(t, err)
	want := [][]string{{"text", "number", "bool", "time"}}
	for _, n := range all {
		row := []string{n.Text.String(), n.Number.String(), "", n.Time.String()}
		if !n.Bool.IsEmpty() {
			row[2] = map[bool]string{false: "0", true: "1"}[n.Bool.Bool()]
		}
		if s, ok := serial(n.Time.Time()); ok {
			row[3] = export.FloatValue(s).String()
		}
		for len(row) > 0 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		if len(row) == 0 {
			row = nil
		}
		want = append(want, row)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	for row := range all {
		for _, column := range []string{"A", "B", "C", "D"} {
			ref, err := excelize.JoinCellName(column, row+2)
			require.NoError(t, err)
			if formula, err := f.GetCellFormula(f.GetSheetName(0), ref); formula != "" || err != nil {
				t.Errorf("%s is a formula: %s, %v", ref, formula, err)
			}
		}
	}
}

// Workbooks by excelize are read, with inline strings and with shared strings.
func TestReadExcelize(t *testing.T) {
	fill := map[string]func(t *testing.T, f *excelize.File, rows [][]any){
		"stream": func(t *testing.T, f *excelize.File, rows [][]any) {
			w, err := f.NewStreamWriter("Sheet1")
			require.NoError(t, err)
			for i, row := range rows {
				ref, err := excelize.CoordinatesToCellName(1, i+1)
				require.NoError(t, err)
				require.NoError(t, w.SetRow(ref, row))
			}
			require.NoError(t, w.Flush())
		},
		"shared strings": func(t *testing.T, f *excelize.File, rows [][]any) {
			for i, row := range rows {
				ref, err := excelize.CoordinatesToCellName(1, i+1)
				require.NoError(t, err)
				require.NoError(t, f.SetSheetRow("Sheet1", ref, &row))
			}
		},
		"dates from 1904": func(t *testing.T, f *excelize.File, rows [][]any) {
			from := true
			require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from}))
			for i, row := range rows {
				ref, err := excelize.CoordinatesToCellName(1, i+1)
				require.NoError(t, err)
				require.NoError(t, f.SetSheetRow("Sheet1", ref, &row))
			}
		},
	}
	for name, write := range fill {
		t.Run(name, func(t *testing.T) {
			var want []note
			rows := [][]any{{"text", "number", "bool", "time"}}
			for _, n := range notes() {
				if strings.Contains(n.Text.Text(), "_x") && (name != "stream" || n.Text.Text() != "_x000D_") {
					continue // excelize loses _xD83D_, misspells escapes that share an underscore, and does not escape shared strings
				}
				if _, ok := serial(n.Time.Time()); !n.Time.IsEmpty() && !ok {
					continue // a date of its own kind
				}
				f := n.Number.Float()
				if digits, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64); digits != f {
					continue // excelize writes fifteen digits, as Excel shows them
				}
				want = append(want, n)
				row := []any{n.Text.Text(), nil, nil, nil}
				if !n.Number.IsEmpty() {
					row[1] = n.Number.Float()
				}
				if !n.Bool.IsEmpty() {
					row[2] = n.Bool.Bool()
				}
				if !n.Time.IsEmpty() {
					row[3] = n.Time.Time()
				}
				rows = append(rows, row)
			}
			if name == "dates from 1904" {
				early := func(n note) bool { return !n.Time.IsEmpty() && n.Time.Time().Year() < 1904 }
				for i := len(want) - 1; i >= 0; i-- {
					if early(want[i]) {
						want, rows = slices.Delete(want, i, i+1), slices.Delete(rows, i+1, i+2)
					}
				}
			}
			f := excelize.NewFile()
			defer f.Close()
			write(t, f, rows)
			var book bytes.Buffer
			require.NoError(t, f.Write(&book))
			sameNotes(t, name, book.Bytes(), want)
		})
	}
}

// Rich text, formulas with their last result, and errors in cells, as a person's spreadsheet has
// them.
func TestReadASpreadsheetOfAPerson(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	set := func(ref string, v any) { require.NoError(t, f.SetCellValue("Sheet1", ref, v)) }
	set("B3", "number") // moved down and to the right of nothing, in another order
	set("A3", "time")
	set("C3", "text")
	set("D3", "bool")
	require.NoError(t, f.SetCellRichText("Sheet1", "C5", []excelize.RichTextRun{{Text: "two "}, {Text: "colours"}}))
	set("B5", 7)
	set("C6", "49")
	set("C7", 49) // was 0049 typed?
	set("B6", "12.5")
	set("A6", "2026-11-20T11:24:01Z")
	set("B8", "many")
	set("D8", 1)
	set("A8", -3)
	set("F9", "beside the table")
	set("C10", "last")
	set("A10", time.Date(2026, 11, 20, 11, 24, 1, 0, time.UTC))
	var book bytes.Buffer
	require.NoError(t, f.Write(&book))
	raw := repacked(t, book.Bytes(), "xl/worksheets/sheet1.xml", func(s string) string {
		return strings.Replace(s, `</sheetData>`, `<row r="11"><c r="B11" t="e"><v>#DIV/0!</v></c></row><row r="12"><c r="A12" t="d"><v>2026-11-20T11:24:01</v></c></row>`+
			`<row r="13"><c r="C13" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row></sheetData>`, 1)
	})
	got, wrong, err := Read(bytes.NewReader(raw), int64(len(raw)), columns())
	require.NoError(t, err)
	want := []note{
		{Text: export.TextValue("two colours"), Number: export.IntValue(7)},
		{Text: export.TextValue("49"), Number: export.FloatValue(12.5), Time: at("2026-11-20T11:24:01Z")},
		{Text: export.TextValue("last"), Time: at("2026-11-20T11:24:01Z")},
		{Time: at("2026-11-20T11:24:01Z")},
		{Text: export.TextValue("ab")},
	}
	if diff := cmp.Diff(shown(want), shown(got)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	var texts []string
	for _, w := range wrong {
		texts = append(texts, w.Error())
	}
	wantTexts := []string{
		"line 4: the row is empty",
		"line 7, text: the cell is a number, a date or a truth value, and a text is needed: format the column as text and enter it again",
		"line 8, time: no date between March 1900 and the year 9999", "line 9: 6 cells under 4 heads", "line 11, number: the cell shows an error",
	}
	if diff := cmp.Diff(wantTexts, texts); diff != "" {
		t.Errorf("errors of rows (-want +got):\n%s", diff)
	}
}

// Records in a second sheet are an error, since only the first is read. Notes and a chart are no
// records.
func TestReadTheSheetsBeside(t *testing.T) {
	for name, tt := range map[string]struct {
		fill func(f *excelize.File) error
		err  string
	}{
		"notes":           {func(f *excelize.File) error { return f.SetCellValue("Second", "B2", "for people") }, ""},
		"an empty sheet":  {func(*excelize.File) error { return nil }, ""},
		"records as well": {func(f *excelize.File) error { return f.SetSheetRow("Second", "A3", &[]any{"note", "number"}) }, `xlsx: sheet 2 has the column "number" too, and only the first sheet is read: make it a file of its own`},
		"a chart": {func(f *excelize.File) error {
			return f.AddChartSheet("Chart", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$B$2"}}})
		}, ""},
		"merged cells in the notes": {func(f *excelize.File) error { return f.MergeCell("Second", "A1", "B2") }, ""},
	} {
		f := excelize.NewFile()
		_, err := f.NewSheet("Second")
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{"text", "number", "bool", "time"}))
		require.NoError(t, f.SetSheetRow("Sheet1", "A2", &[]any{"x", 1}))
		require.NoError(t, tt.fill(f))
		var book bytes.Buffer
		require.NoError(t, f.Write(&book))
		require.NoError(t, f.Close())
		got, wrong, err := Read(bytes.NewReader(book.Bytes()), int64(book.Len()), columns())
		message := ""
		if err != nil {
			message = err.Error()
		}
		if len(got) != 1 || len(wrong) > 0 || message != tt.err {
			t.Errorf("%s: %v, %v, %v, want %q", name, shown(got), wrong, err, tt.err)
		}
	}
}

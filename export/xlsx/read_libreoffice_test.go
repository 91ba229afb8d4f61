package xlsx

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/read"
)

// officeRecords is how many records LibreOffice opens and saves. The long form, .ci/long office,
// takes 10,000 in each format, which is minutes, or an hour each on a busy machine.
var officeRecords = flag.Int("office-records", 100, "how many records LibreOffice opens and saves in each format")

// asTexts opens a CSV file in UTF-8 with every one of n columns as text, which is how a person must
// open it, too: as "Standard" a spreadsheet program makes 49 of 0049, and no reader can tell.
func asTexts(n int) string {
	columns := make([]string, n)
	for i := range columns {
		columns[i] = itoa(i+1) + "/2"
	}
	return "CSV:44,34,76,1," + strings.Join(columns, "/")
}

func itoa(n int) string { return strings.TrimSpace(string(export.IntValue(int64(n)).Append(nil))) }

// convertCSV has LibreOffice open a CSV file and save it as one.
func convertCSV(t *testing.T, data []byte, options ...string) []byte {
	t.Helper()
	dir := save(t, "in.csv", data)
	args := append([]string{"-env:UserInstallation=file://" + dir + "/profile", "--headless"}, options...)
	run(t, dir, soffice(t), append(args, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", "out", "in.csv")...)
	back, err := os.ReadFile(filepath.Join(dir, "out", "in.csv"))
	require.NoError(t, err)
	return back
}

// standard opens a CSV file in UTF-8 as a spreadsheet does by default.
const standard = "CSV:44,34,76,1"

// Records in CSV that LibreOffice opened and saved come back as they were, or are named: if each
// column is opened as text, and with Literal in any case. CR LF inside a cell becomes LF, of which
// directory's Check warns before the export.
func TestCSVThroughLibreOffice(t *testing.T) {
	columns := recordColumns()
	for name, tt := range map[string]struct {
		format export.CSV
		opened string
	}{
		"columns as text":      {export.CSV{}, asTexts(len(columns))},
		"literal, as standard": {export.CSV{Literal: true}, standard},
	} {
		t.Run(name, func(t *testing.T) {
			records := recordsWithoutNUL(*officeRecords)
			back := convertCSV(t, encodeRecords(t, tt.format, records), "--infilter="+tt.opened)
			got, wrong, err := read.CSV(bytes.NewReader(back), columns)
			require.NoError(t, err)
			for _, list := range [][]directory.Record{records, got} {
				for i := range list {
					lineFeeds(reflect.ValueOf(&list[i]).Elem())
				}
			}
			compare(t, "CSV through LibreOffice, "+name, records, got, byRecord(t, back, wrong))
			if len(got) < len(records)/2 {
				t.Errorf("%d of %d records came back, the others are named: %+v", len(got), len(records), read.Groups(wrong))
			}
		})
	}
}

// byRecord counts the lines of errors as compare does: each record has one, although a cell may
// have several.
func byRecord(t *testing.T, file []byte, wrong []read.RowError) []read.RowError {
	t.Helper()
	lines := csv.NewReader(bytes.NewReader(file))
	record := map[int]int{}
	for n := 1; ; n++ {
		_, err := lines.Read()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		line, _ := lines.FieldPos(0)
		record[line] = n
	}
	list := slices.Clone(wrong)
	for i := range list {
		n, ok := record[list[i].Line]
		if !ok {
			t.Errorf("no record begins in the line of %v", list[i])
		}
		list[i].Line = n
	}
	return list
}

// recordsWithoutNUL are random records without U+0000, which LibreOffice drops from a cell of CSV.
// No record may hold it: directory's TestNoTextHoldsNUL shows a complaint of Check at each text.
func recordsWithoutNUL(n int) []directory.Record {
	records := slices.DeleteFunc(randomRecords(3*n), func(r directory.Record) bool {
		text, err := json.Marshal(r)
		return err != nil || bytes.Contains(text, []byte(`\u0000`))
	})
	return records[:n]
}

// lineFeeds makes LF of CR LF and of CR in every text below v.
func lineFeeds(v reflect.Value) {
	lineEnds(v)
	eachText(v, func(s string) string { return strings.ReplaceAll(s, "\r", "\n") })
}

// eachText changes every text below v.
func eachText(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(change(v.String()))
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), change)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if v.Type().Elem().Kind() == reflect.String {
				v.SetMapIndex(k, reflect.ValueOf(change(v.MapIndex(k).String())))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				eachText(v.Field(i), change)
			}
		}
	}
}

// Cells that LibreOffice changed because their columns were not declared as text are errors where
// the reader can see it. With Literal each comes back.
func TestCSVOpenedAsStandard(t *testing.T) {
	type line struct{ text string }
	columns := []export.Column[line]{{Name: "text", Kind: export.Text, Value: func(l line) export.Value { return export.TextValue(l.text) },
		Set: func(l *line, v export.Value) error { l.text = v.String(); return nil }}}
	in := []string{"107684000000000000", "12345678901234567890", "=1+1", "plain"}
	changed := []string{"0049", "3-4", "true", "1e5", ".5", "1/2", "12:30", "2026-11-30", "5.5.2026", "(5)", "５", "5 €", "'49"} // by some program, in some language
	open := func(format export.CSV, texts []string) (back []byte, got []string, wrong []read.RowError) {
		var file bytes.Buffer
		w, err := format.NewWriter(&file, []export.Field{{Name: "text"}})
		require.NoError(t, err)
		for _, s := range texts {
			require.NoError(t, w.WriteRow([]export.Value{export.TextValue(s)}))
		}
		back = convertCSV(t, file.Bytes(), "--infilter="+standard)
		lines, wrong, err := read.CSV(bytes.NewReader(back), columns)
		require.NoError(t, err)
		for _, l := range lines {
			got = append(got, l.text)
		}
		return back, got, wrong
	}
	back, got, wrong := open(export.CSV{}, in)
	if !slices.Equal(got, in[2:]) || len(wrong) != 2 {
		t.Errorf("LibreOffice's file %q was read as %q, %v; want the two that were rounded named", back, got, wrong)
	}
	all := append(changed, in...)
	back, got, wrong = open(export.CSV{Literal: true}, all)
	if !slices.Equal(got, all) || len(wrong) > 0 {
		t.Errorf("LibreOffice's file %q of literal texts was read as %q, %v", back, got, wrong)
	}
}

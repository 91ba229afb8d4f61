package xlsx

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
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

// officeRecords is how many records LibreOffice opens and saves. The long form, .ci/long faults,
// takes 10,000 in each format, which is minutes.
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

// Records in CSV that LibreOffice opened and saved come back as they were, or are named. CR LF
// inside a cell becomes LF, of which directory's Check warns before the export.
func TestCSVThroughLibreOffice(t *testing.T) {
	records := slices.DeleteFunc(randomRecords(*officeRecords), func(r directory.Record) bool {
		text, err := json.Marshal(r)
		return err != nil || bytes.Contains(text, []byte(`\u0000`)) // which LibreOffice drops, and no record may hold
	})
	columns := recordColumns()
	back := convertCSV(t, encodeRecords(t, export.CSV{}, records), "--infilter="+asTexts(len(columns)))
	got, wrong, err := read.CSV(bytes.NewReader(back), columns)
	require.NoError(t, err)
	for _, list := range [][]directory.Record{records, got} {
		for i := range list {
			lineFeeds(reflect.ValueOf(&list[i]).Elem())
		}
	}
	compare(t, "CSV through LibreOffice", records, got, wrong)
	if len(got) < len(records)/2 {
		t.Errorf("%d of %d records came back, the others are named: %+v", len(got), len(records), read.Groups(wrong))
	}
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
// the reader can see it.
func TestCSVOpenedAsStandard(t *testing.T) {
	type line struct{ text string }
	columns := []export.Column[line]{{Name: "text", Kind: export.Text, Value: func(l line) export.Value { return export.TextValue(l.text) },
		Set: func(l *line, v export.Value) error { l.text = v.String(); return nil }}}
	in := []string{"107684000000000000", "12345678901234567890", "=1+1", "plain"}
	back := convertCSV(t, []byte("text\r\n"+in[0]+"\r\n"+in[1]+"\r\n'"+in[2]+"\r\n"+in[3]+"\r\n"))
	got, wrong, err := read.CSV(bytes.NewReader(back), columns)
	require.NoError(t, err)
	var texts []string
	for _, l := range got {
		texts = append(texts, l.text)
	}
	named := 0
	for _, w := range wrong {
		if w.Err != nil && !errors.Is(w.Err, os.ErrNotExist) {
			named++
		}
	}
	if strings.Join(texts, " ") != strings.Join(in[len(in)-len(texts):], " ") && named == 0 {
		t.Errorf("LibreOffice's file %q was read as %q without an error", back, texts)
	}
	if named != 2 {
		t.Errorf("%d cells are named, want the two that were rounded: %v\n%q", named, wrong, back)
	}
}

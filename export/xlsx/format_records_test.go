package xlsx

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/read"
	"github.com/contactkit/contactkit/worktime"
)

// trouble are texts that files and programs are known to change.
var trouble = []string{"", " ", "  two", "two  ", "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "a\nb", "a\r\nb", "a\rb", "\"", `a"b,c;d`, ",", ";", "'", "'=1", "''", "\ufeffx",
	"x\u200b", "＝1", "\\", `\n`, "0049", "1e5", "1.07684E+17", "#N/A", "TRUE", "null", "~", "no", "12:30:45", "0x10", "2026-03-02", "3-4", "转", "转人工", "é", "e\u0301", "ת", "\U0001f600", "\u202eabc",
	"\u2028x", "_x000D_", "<a&b>", "\x00", "x\x01y", "\x7f", "\u0085", "- x", ": x", "# x", "&a", "*a", "!x", "%x", "1_000", "0o7", ".inf", "{", "[", "|", ">", "?", "<<", "a: b", "a #b"}

// An author fills a record with what forms, files and people could put there.
type author struct{ r *rand.Rand }

func (a author) text() string {
	if a.r.IntN(3) > 0 {
		return trouble[a.r.IntN(len(trouble))]
	}
	b := make([]rune, a.r.IntN(12))
	for i := range b {
		for b[i] = rune(a.r.IntN(0x2FFFF)); b[i] >= 0xD800 && b[i] < 0xE000; {
			b[i] = rune(a.r.IntN(0x2FFFF))
		}
		if a.r.IntN(2) == 0 {
			b[i] = rune(' ' + a.r.IntN(95))
		}
	}
	return string(b)
}

func (a author) segments() []worktime.Segment {
	var list []worktime.Segment
	for range a.r.IntN(4) {
		clock := func() worktime.Clock { return worktime.Clock(a.r.IntN(int(worktime.Midnight) + 1)) }
		list = append(list, worktime.Segment{From: clock(), To: clock(), Overnight: a.r.IntN(2) == 0})
	}
	return list
}

// fill sets every field below v, whatever fields a later release adds.
func (a author) fill(v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *directory.Secrets:
		return
	case *time.Time:
		if a.r.IntN(2) == 0 {
			*x = time.Unix(a.r.Int64N(4e9), a.r.Int64N(1e9)).UTC()
		}
		return
	case *worktime.Schedule:
		x.Workday, x.Nonworkday = a.segments(), a.segments()
		for range a.r.IntN(2) {
			x.Week = append(x.Week, worktime.WeekLine{Days: worktime.Weekdays(1 + a.r.IntN(127)), Segments: a.segments()})
		}
		return
	case *worktime.Holiday:
		x.Name, x.Segments = a.text(), a.segments()
		if month, day := time.Month(1+a.r.IntN(12)), 1+a.r.IntN(28); a.r.IntN(2) == 0 {
			x.Yearly = worktime.MonthDay{Month: month, Day: day}
		} else {
			x.Date = worktime.Date{Year: 1 + a.r.IntN(9999), Month: month, Day: day}
		}
		return
	case *directory.Attribute:
		for i := range v.NumField() {
			a.fill(v.Field(i))
		}
		if x.IsSecret() {
			x.Value = ""
		}
		return
	case *map[string]string: // settings
		for _, name := range []string{"appId", "baseUrl", "webhookCertificate", "gatewayUrl", "account"} {
			if s := a.text(); s != "" {
				if *x == nil {
					*x = map[string]string{}
				}
				(*x)[name] = s
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(a.text())
	case reflect.Bool:
		v.SetBool(a.r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(a.r.Int64() >> a.r.IntN(63) * []int64{1, -1, 0}[a.r.IntN(3)])
	case reflect.Slice:
		for range a.r.IntN(4) {
			item := reflect.New(v.Type().Elem()).Elem()
			a.fill(item)
			v.Set(reflect.Append(v, item))
		}
	case reflect.Pointer:
		if a.r.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			a.fill(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			a.fill(v.Field(i))
		}
	default:
		panic(fmt.Sprintf("no way to fill a %v", v.Type()))
	}
}

func randomRecords(n int) []directory.Record {
	a := author{rand.New(rand.NewPCG(19, 10))}
	list := make([]directory.Record, n)
	for i := range list {
		a.fill(reflect.ValueOf(&list[i]).Elem())
	}
	return list
}

var recordColumns = sync.OnceValue(func() []export.Column[directory.Record] { return recordexport.Columns(platforms()...) })

func encodeRecords(t *testing.T, f export.Format, records []directory.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	var fields []export.Field
	for _, c := range recordColumns() {
		if !c.Withheld {
			fields = append(fields, export.Field{Name: c.Name, Kind: c.Kind})
		}
	}
	w, err := f.NewWriter(&out, fields)
	require.NoError(t, err)
	for _, r := range records {
		var cells []export.Value
		for _, c := range recordColumns() {
			if !c.Withheld {
				cells = append(cells, c.Value(r))
			}
		}
		require.NoError(t, w.WriteRow(cells))
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// compare reports the records that came back changed. A row that was named as wrong is none of
// them.
func compare(t *testing.T, how string, want, got []directory.Record, wrong []read.RowError) {
	t.Helper()
	named := map[int]bool{}
	for _, w := range wrong {
		named[w.Line] = true
	}
	at, changed := 0, 0
	for i, r := range want {
		if named[i+2] {
			continue
		}
		if at == len(got) {
			t.Fatalf("%s: %d of %d records came back, %d are named", how, len(got), len(want), len(named))
		}
		before, err := json.Marshal(r) // faster than cmp, which then says where
		require.NoError(t, err)
		after, err := json.Marshal(got[at])
		require.NoError(t, err)
		if !bytes.Equal(before, after) {
			if changed++; changed < 4 {
				t.Errorf("%s: record %d (-want +got):\n%.1500s", how, i, cmp.Diff(r, got[at], cmpopts.EquateEmpty()))
			}
		}
		at++
	}
	if at != len(got) {
		t.Errorf("%s: %d records came back that are not in the file", how, len(got)-at)
	}
	t.Logf("%s: %d records equal, %d named, %d changed", how, at-changed, len(named), changed)
}

// someRecords is how many random records every format holds. The long form, .ci/long office, takes
// 10,000, which is minutes.
var someRecords = flag.Int("records", recordRows, "how many random records every format holds")

// Random records come back from every format as they were, or are named.
func TestRecordsInEveryFormat(t *testing.T) {
	records := randomRecords(*someRecords)
	t.Run("CSV", func(t *testing.T) {
		got, wrong, err := read.CSV(bytes.NewReader(encodeRecords(t, export.CSV{}, records)), recordColumns())
		require.NoError(t, err)
		compare(t, "CSV", records, got, wrong)
		if len(wrong) > 0 {
			t.Errorf("%d errors, the first: %v", len(wrong), wrong[0].Error())
		}
	})
	t.Run("JSON lines", func(t *testing.T) {
		got, wrong, err := read.JSONLines(bytes.NewReader(encodeRecords(t, export.JSONLines{}, records)), recordColumns())
		require.NoError(t, err)
		compare(t, "JSON lines", records, got, wrong)
		if len(wrong) > 0 {
			t.Errorf("%d errors, the first: %v", len(wrong), wrong[0].Error())
		}
	})
	t.Run("XLSX", func(t *testing.T) {
		book := encodeRecords(t, Format{}, records)
		got, wrong, err := Read(bytes.NewReader(book), int64(len(book)), recordColumns())
		require.NoError(t, err)
		compare(t, "XLSX", records, got, wrong)
		if len(wrong) > 0 {
			t.Errorf("%d errors, the first: %v", len(wrong), wrong[0].Error())
		}
	})
	for name, one := range map[string]struct {
		write func(any) ([]byte, error)
		parse func([]byte) (directory.Record, error)
	}{"JSON": {json.Marshal, directory.ParseJSON}, "YAML": {yaml.Marshal, directory.ParseYAML}} {
		t.Run(name, func(t *testing.T) {
			var got []directory.Record
			var wrong []read.RowError
			for i, r := range records {
				data, err := one.write(r)
				require.NoError(t, err)
				back, err := one.parse(data)
				if err != nil {
					wrong = append(wrong, read.RowError{Line: i + 2, Err: err})
					continue
				}
				got = append(got, back)
			}
			compare(t, name, records, got, wrong)
			if len(wrong) > 0 {
				t.Errorf("%d records are refused, the first: %v", len(wrong), wrong[0].Error())
			}
		})
	}
}

// LibreOffice opens and saves the file. It turns CR LF inside a cell into LF; everything else comes
// back as it was.
func TestRecordsThroughLibreOffice(t *testing.T) {
	records := randomRecords(*officeRecords)
	dir := save(t, "records.xlsx", encodeRecords(t, Format{}, records))
	convert(t, dir, "xlsx:Calc MS Excel 2007 XML", "records.xlsx")
	book, err := os.ReadFile(filepath.Join(dir, "out", "records.xlsx"))
	require.NoError(t, err)
	got, wrong, err := Read(bytes.NewReader(book), int64(len(book)), recordColumns())
	require.NoError(t, err)
	for _, list := range [][]directory.Record{records, got} {
		for i := range list {
			lineEnds(reflect.ValueOf(&list[i]).Elem())
		}
	}
	compare(t, "XLSX through LibreOffice", records, got, wrong)
	if groups := read.Groups(wrong); len(groups) > 0 || len(got) != len(records) {
		t.Errorf("%d of %d records came back, named: %+v", len(got), len(records), groups)
	}
}

// lineEnds makes LF of CR LF in every text below v.
func lineEnds(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.ReplaceAll(v.String(), "\r\n", "\n"))
	case reflect.Slice:
		for i := range v.Len() {
			lineEnds(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if v.Type().Elem().Kind() == reflect.String {
				v.SetMapIndex(k, reflect.ValueOf(strings.ReplaceAll(v.MapIndex(k).String(), "\r\n", "\n")))
			}
		}
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[time.Time]() {
			for i := range v.NumField() {
				lineEnds(v.Field(i))
			}
		}
	}
}

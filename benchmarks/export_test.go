package benchmarks

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"iter"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/xlsx"
)

// record is a row of an export.
type record struct {
	name string
	load int64
	open bool
	when time.Time
}

const rows = export.MaxFileRows

func recordAt(i int) record {
	return record{"channel <" + strconv.Itoa(i) + "> of a contact center", int64(i), i%2 == 0, time.UnixMilli(1_790_000_000_000 + int64(i)*86_461_001)}
}

var columns = []export.Column[record]{
	{Name: "name", Value: func(r record) export.Value { return export.TextValue(r.name) }},
	{Name: "load", Kind: export.Number, Value: func(r record) export.Value { return export.IntValue(r.load) }},
	{Name: "open", Kind: export.Bool, Value: func(r record) export.Value { return export.BoolValue(r.open) }},
	{Name: "when", Kind: export.Time, Value: func(r record) export.Value { return export.TimeValue(r.when) }},
}

// counted is a sink that only counts bytes.
type counted struct{ bytes *int }

func (c counted) Create(context.Context, string) (export.File, error) { return c, nil }
func (c counted) Open(context.Context, string) (io.ReadCloser, error) { return nil, fs.ErrNotExist }
func (c counted) Remove(context.Context, string) error                { return nil }
func (c counted) Commit() error                                       { return nil }
func (c counted) Abort() error                                        { return nil }
func (c counted) Write(b []byte) (int, error)                         { *c.bytes += len(b); return len(b), nil }

// exports write 2,000 rows, and return how many bytes they wrote.
var exports = []struct {
	format, by string
	write      func(ctx context.Context) (int, error)
}{
	{"csv", "contactkit", func(ctx context.Context) (int, error) { return run(ctx, export.CSV{}) }},
	{"csv", "encoding-csv", writeCSV},
	{"xlsx", "contactkit", func(ctx context.Context) (int, error) { return run(ctx, xlsx.Format{}) }},
	{"xlsx", "excelize", writeExcelize},
}

func run(ctx context.Context, format export.Format) (int, error) {
	n := 0
	source := export.Source[record]{Total: rows, Rows: func(context.Context, string) iter.Seq2[export.Row[record], error] {
		return func(yield func(export.Row[record], error) bool) {
			for i := range rows {
				if !yield(export.Row[record]{Key: export.IntKey(int64(i)), Value: recordAt(i)}, nil) {
					return
				}
			}
		}
	}}
	task := export.Task{ID: "bench", Base: "channels", Created: time.Unix(1_790_000_000, 0)}
	task, err := export.Run(ctx, task, source, export.Config[record]{Columns: columns, Format: format, Sink: counted{&n}, Now: time.Now})
	if err == nil && task.Status != export.Success {
		err = errors.New("the task did not succeed")
	}
	return n, err
}

func writeCSV(context.Context) (int, error) {
	n := 0
	w := csv.NewWriter(counted{&n})
	err := w.Write([]string{"name", "load", "open", "when"})
	cells := make([]string, 4)
	for i := range rows {
		r := recordAt(i)
		cells[0], cells[1], cells[2], cells[3] = r.name, strconv.FormatInt(r.load, 10), strconv.FormatBool(r.open), r.when.UTC().Format(time.RFC3339Nano)
		err = errors.Join(err, w.Write(cells))
	}
	w.Flush()
	return n, errors.Join(err, w.Error())
}

func writeExcelize(context.Context) (int, error) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return 0, err
	}
	for i := range rows {
		r := recordAt(i)
		if err := w.SetRow("A"+strconv.Itoa(i+1), []any{r.name, r.load, r.open, r.when}); err != nil {
			return 0, err
		}
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	n := 0
	err = f.Write(counted{&n})
	return n, err
}

func TestExportsWrite(t *testing.T) {
	for _, e := range exports {
		n, err := e.write(t.Context())
		if err != nil || n < rows*10 {
			t.Errorf("%s by %s: %d bytes, %v", e.format, e.by, n, err)
		}
	}
}

func BenchmarkExport(b *testing.B) {
	for _, e := range exports {
		b.Run("case="+e.format+"/by="+e.by, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.write(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

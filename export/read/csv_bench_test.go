package read

import (
	"bytes"
	"io"
	"strconv"
	"testing"
	"time"

	"github.com/contactkit/contactkit/export"
)

// benchRow is a row with a cell of each kind.
type benchRow struct {
	id, name string
	agents   int64
	open     bool
	changed  time.Time
}

// BenchmarkRead measures a file of 2,000 rows in each format of text.
func BenchmarkRead(b *testing.B) {
	columns := []export.Column[benchRow]{
		{Name: "id", Set: func(r *benchRow, v export.Value) error { r.id = v.Text(); return nil }},
		{Name: "name", Set: func(r *benchRow, v export.Value) error { r.name = v.Text(); return nil }},
		{Name: "agents", Kind: export.Number, Set: func(r *benchRow, v export.Value) error { r.agents, _ = v.Int(); return nil }},
		{Name: "open", Kind: export.Bool, Set: func(r *benchRow, v export.Value) error { r.open = v.Bool(); return nil }},
		{Name: "changed", Kind: export.Time, Set: func(r *benchRow, v export.Value) error { r.changed = v.Time(); return nil }},
	}
	for name, f := range map[string]struct {
		format export.Format
		read   func(io.Reader, []export.Column[benchRow]) ([]benchRow, []RowError, error)
	}{"CSV": {export.CSV{}, CSV[benchRow]}, "JSONLines": {export.JSONLines{}, JSONLines[benchRow]}} {
		b.Run(name, func(b *testing.B) {
			var file bytes.Buffer
			var fields []export.Field
			for _, c := range columns {
				fields = append(fields, export.Field{Name: c.Name, Kind: c.Kind})
			}
			w, err := f.format.NewWriter(&file, fields)
			if err != nil {
				b.Fatal(err)
			}
			for i := range 2000 {
				at := time.Date(2026, 3, 2, 9, 0, i, 0, time.UTC)
				row := []export.Value{export.TextValue(strconv.Itoa(i)), export.TextValue("Sales, north 转 " + strconv.Itoa(i)), export.IntValue(int64(i)), export.BoolValue(i%2 == 0), export.TimeValue(at)}
				if err := w.WriteRow(row); err != nil {
					b.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				rows, wrong, err := f.read(bytes.NewReader(file.Bytes()), columns)
				if err != nil || len(wrong) > 0 || len(rows) != 2000 {
					b.Fatalf("%d rows, %v, %v", len(rows), wrong, err)
				}
			}
		})
	}
}

package xlsx

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/export"
	"github.com/xuri/excelize/v2"
)

// A wide record has the twelve columns of a channel's form.
type wide struct {
	key   string
	texts [9]string
	count int64
	open  bool
	when  time.Time
}

func wideColumns() []export.Column[wide] {
	var all []export.Column[wide]
	for i := range 9 {
		all = append(all, export.Column[wide]{Name: "text" + strconv.Itoa(i), Value: func(w wide) export.Value { return export.TextValue(w.texts[i]) }})
	}
	return append(all,
		export.Column[wide]{Name: "count", Kind: export.Number, Value: func(w wide) export.Value { return export.IntValue(w.count) }},
		export.Column[wide]{Name: "open", Kind: export.Bool, Value: func(w wide) export.Value { return export.BoolValue(w.open) }},
		export.Column[wide]{Name: "when", Kind: export.Time, Value: func(w wide) export.Value { return export.TimeValue(w.when) }},
	)
}

func wideRecord(i int) wide {
	w := wide{key: export.IntKey(int64(i)), count: int64(i), open: i%2 == 0, when: time.UnixMilli(1_790_000_000_000 + int64(i)*86_461_001)}
	for j := range w.texts {
		w.texts[j] = "channel <" + strconv.Itoa(i*j) + "> of a contact center"
	}
	return w
}

// made is a source that makes its records as it goes.
func made(n int, each func(i int)) export.Source[wide] {
	return export.Source[wide]{Total: n, Rows: func(_ context.Context, after string) iter.Seq2[export.Row[wide], error] {
		return func(yield func(export.Row[wide], error) bool) {
			for i := range n {
				each(i)
				if w := wideRecord(i); !yield(export.Row[wide]{Key: w.key, Value: w}, nil) {
					return
				}
			}
		}
	}}
}

// nowhere is a sink that forgets.
type nowhere struct{}

func (nowhere) Create(context.Context, string) (export.File, error) { return nothing{}, nil }
func (nowhere) Open(context.Context, string) (io.ReadCloser, error) { return nil, fs.ErrNotExist }
func (nowhere) Remove(context.Context, string) error                { return nil }

type nothing struct{}

func (nothing) Write(b []byte) (int, error) { return len(b), nil }
func (nothing) Commit() error               { return nil }
func (nothing) Abort() error                { return nil }

func runWide(tb testing.TB, source export.Source[wide]) {
	_, err := export.Run(tb.Context(), task(), source, export.Config[wide]{Columns: wideColumns(), Format: Format{}, Sink: nowhere{}, Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkFile is one file of 2,000 rows and twelve columns.
func BenchmarkFile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		runWide(b, made(export.MaxFileRows, func(int) {}))
	}
}

// BenchmarkExcelize is the same file by excelize's StreamWriter.
func BenchmarkExcelize(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		f := excelize.NewFile()
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		for i := range export.MaxFileRows {
			record := wideRecord(i)
			row := make([]any, 0, 12)
			for _, s := range record.texts {
				row = append(row, s)
			}
			row = append(row, record.count, record.open, record.when)
			if err := w.SetRow("A"+strconv.Itoa(i+1), row); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
		if err := f.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}

// peakHeap is the largest heap in use during an export, above that before it.
func peakHeap(tb testing.TB, rows int) uint64 {
	var m runtime.MemStats
	live := func() uint64 {
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, peak := live(), uint64(0)
	runWide(tb, made(rows, func(i int) {
		if i%(rows/20) == rows/40 {
			peak = max(peak, live())
		}
	}))
	return peak - min(peak, before)
}

// BenchmarkMemory reports the largest heap in use while an export runs, garbage collected first.
func BenchmarkMemory(b *testing.B) {
	for _, rows := range []int{1_000, 10_000, export.MaxRows} {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			peak := uint64(0)
			b.ReportAllocs()
			for b.Loop() {
				peak = max(peak, peakHeap(b, rows))
			}
			b.ReportMetric(float64(peak), "peak-heap-B")
			b.ReportMetric(0, "ns/op") // collecting takes the time
		})
	}
}

// Memory does not grow with the rows, of one file or of several.
func TestMemoryDoesNotGrow(t *testing.T) {
	few, many := peakHeap(t, 1_000), peakHeap(t, 20_000)
	if many > few+256<<10 {
		t.Errorf("%d bytes of heap for 1,000 rows, %d for 20,000", few, many)
	}
}

// BenchmarkRead reads one file of 2,000 rows and four columns.
func BenchmarkRead(b *testing.B) {
	var all []note
	for i := range export.MaxFileRows {
		all = append(all, note{export.TextValue("text " + strconv.Itoa(i)), export.IntValue(int64(i)), export.BoolValue(true), at("2026-11-20T09:00:00Z")})
	}
	book := string(written(b, Format{}, all...))
	b.ReportAllocs()
	for b.Loop() {
		if got, _, err := Read(strings.NewReader(book), int64(len(book)), columns()); err != nil || len(got) != len(all) {
			b.Fatal(len(got), err)
		}
	}
}

package export

import (
	"context"
	"encoding/csv"
	"io"
	"io/fs"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// nowhere is a Sink that keeps only its documents.
type nowhere struct{ *memory }

func (n nowhere) Create(ctx context.Context, name string) (File, error) {
	if strings.HasSuffix(name, ".json") {
		return n.memory.Create(ctx, name)
	}
	return nothing{}, nil
}

func (n nowhere) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if strings.HasSuffix(name, ".json") {
		return n.memory.Open(ctx, name)
	}
	return nil, fs.ErrNotExist
}

type nothing struct{}

func (nothing) Write(b []byte) (int, error) { return len(b), nil }
func (nothing) Commit() error               { return nil }
func (nothing) Abort() error                { return nil }

// BenchmarkBareCSV is what a host would write by hand: the same columns through encoding/csv, to
// nowhere.
func BenchmarkBareCSV(b *testing.B) {
	all := desks(MaxRows)
	b.ReportAllocs()
	for b.Loop() {
		out := csv.NewWriter(io.Discard)
		out.Write([]string{"id", "name", "agents", "load", "open", "changed"})
		record := make([]string, 6)
		for i := range all {
			d := &all[i]
			record[0], record[1], record[2] = d.ID, d.Name, strconv.FormatInt(d.Agents, 10)
			record[3], record[4] = strconv.FormatFloat(d.Load, 'f', -1, 64), strconv.FormatBool(d.Open)
			record[5] = d.Changed.UTC().Format(time.RFC3339Nano)
			if err := out.Write(record); err != nil {
				b.Fatal(err)
			}
		}
		if out.Flush(); out.Error() != nil {
			b.Fatal(out.Error())
		}
	}
}

// BenchmarkRun is the whole export of the same records: keys checked, texts guarded, 50 files
// summed, journal and manifest.
func BenchmarkRun(b *testing.B) {
	for _, f := range []Format{CSV{}, JSONLines{}} {
		b.Run(f.Ext(), func(b *testing.B) {
			all := desks(MaxRows)
			b.ReportAllocs()
			for b.Loop() {
				runInto(b, list(all), f, nowhere{newMemory()})
			}
		})
	}
}

// BenchmarkRunToFolder adds the disk: every file is flushed to it.
func BenchmarkRunToFolder(b *testing.B) {
	all := desks(MaxRows)
	dir := b.TempDir()
	b.ReportAllocs()
	for b.Loop() {
		runInto(b, list(all), CSV{}, Folder{Dir: dir})
		if err := discard(b.Context(), Folder{Dir: dir}, pending()); err != nil {
			b.Fatal(err)
		}
	}
}

func runInto(tb testing.TB, source Source[desk], f Format, sink Sink) {
	cfg := Config[desk]{Columns: deskColumns(), Format: f, Sink: sink, Now: time.Now}
	if _, err := Run(tb.Context(), pending(), source, cfg); err != nil {
		tb.Fatal(err)
	}
}

// made is a source that makes its records as it goes, so that only the export itself holds memory.
func made(n int, each func(i int)) Source[desk] {
	return Source[desk]{Total: n, Rows: func(_ context.Context, after string) seq {
		return func(yield func(Row[desk], error) bool) {
			for i := range n {
				each(i)
				d := desk{ID: IntKey(int64(i)), Name: "=cmd|' /C calc'!A0", Agents: int64(i), Changed: t0}
				if !yield(Row[desk]{Key: d.ID, Value: d}, nil) {
					return
				}
			}
		}
	}}
}

// BenchmarkMemory reports the largest heap in use while an export runs, garbage collected first.
func BenchmarkMemory(b *testing.B) {
	for _, rows := range []int{1_000, 10_000, MaxRows} {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			peak := uint64(0)
			b.ReportAllocs()
			for b.Loop() {
				peak = max(peak, peakHeap(b, rows, CSV{}))
			}
			b.ReportMetric(float64(peak), "peak-heap-B")
			b.ReportMetric(0, "ns/op") // collecting takes the time
		})
	}
}

// peakHeap is the largest heap in use during an export, above that before it.
func peakHeap(tb testing.TB, rows int, f Format) uint64 {
	var m runtime.MemStats
	live := func() uint64 {
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	sink := nowhere{newMemory()}
	before, peak := live(), uint64(0)
	runInto(tb, made(rows, func(i int) {
		if i%max(rows/20, 1) == rows/40 {
			peak = max(peak, live())
		}
	}), f, sink)
	return peak - min(peak, before)
}

// Memory does not grow with the rows. Only the manifest grows, by an entry per file: 50 of them,
// not 100,000 rows.
func TestMemoryDoesNotGrow(t *testing.T) {
	for _, f := range []Format{CSV{}, JSONLines{}} {
		few, many := peakHeap(t, 1_000, f), peakHeap(t, MaxRows, f)
		if many > few+128<<10 {
			t.Errorf("%s: %d bytes of heap for 1,000 rows, %d for 100,000", f.Ext(), few, many)
		}
	}
}

package export

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A world is a database that people edit while an export runs.
type world struct {
	rows  map[string]desk
	added int
}

// churn is what happens between two rows.
func (w *world) churn(t *rapid.T) {
	switch ids := slices.Sorted(maps.Keys(w.rows)); rapid.IntRange(0, 9).Draw(t, "edit") {
	case 0:
		if len(ids) > 0 {
			delete(w.rows, rapid.SampledFrom(ids).Draw(t, "deleted"))
		}
	case 1:
		w.add(rapid.IntRange(0, 999).Draw(t, "added"))
	case 2:
		if len(ids) > 0 {
			id := rapid.SampledFrom(ids).Draw(t, "renamed")
			d := w.rows[id]
			d.Name += "+"
			w.rows[id] = d
		}
	}
}

// add adds a row anywhere in the order; an id is never used again.
func (w *world) add(n int) {
	w.added++
	id := fmt.Sprintf("%03d-%d", n, w.added)
	w.rows[id] = desk{ID: id, Name: "a"}
}

// The law: every row that exists throughout the task appears exactly once, none that was added
// later appears, whatever faults there are; a row deleted meanwhile appears at most once, and what
// is missing is counted as gone.
func TestLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{rows: make(map[string]desk)}
		for range rapid.IntRange(0, 30).Draw(t, "rows") {
			w.add(rapid.IntRange(0, 999).Draw(t, "row"))
		}
		frozen := slices.Sorted(maps.Keys(w.rows))
		throughout := maps.Clone(w.rows)
		source := Frozen(frozen, func(_ context.Context, ids []string) (map[string]desk, error) {
			if rapid.IntRange(0, 5).Draw(t, "load") == 0 {
				return nil, errFault
			}
			return maps.Clone(w.rows), nil
		})
		rows := source.Rows
		source.Rows = func(ctx context.Context, after string) seq {
			return func(yield func(Row[desk], error) bool) {
				for row, err := range rows(ctx, after) {
					w.churn(t)
					maps.DeleteFunc(throughout, func(id string, _ desk) bool { _, ok := w.rows[id]; return !ok })
					if !yield(row, err) {
						return
					}
				}
			}
		}
		sink := newMemory()
		cfg := config(sink)
		cfg.FileRows = rapid.IntRange(1, 12).Draw(t, "rows in a file")
		task := Task{ID: "1", Base: "law", Created: t0}
		for tries := 0; task.Status != Success; tries++ {
			f := fault{}
			if tries < 20 { // then the weather gets better
				f = fault{rapid.IntRange(0, 60).Draw(t, "fault"), rapid.Bool().Draw(t, "after"), rapid.Bool().Draw(t, "kill")}
			}
			sink.restart(f)
			var err error
			if task, err = Run(context.Background(), task, source, cfg); err != nil && !errors.Is(err, errFault) {
				t.Fatalf("Run: %v", err)
			}
		}
		sink.restart(fault{})
		m, err := ReadManifest(context.Background(), sink, "law")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range m.Files {
			rows := readDesks(t, string(sink.files[e.Name]))
			if len(rows) != e.Rows {
				t.Fatalf("%s: %d rows of %d", e.Name, len(rows), e.Rows)
			}
			got = append(got, ids(rows)...)
		}
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Fatalf("rows are repeated or out of order: %v", got)
		}
		for id := range throughout {
			if _, ok := slices.BinarySearch(got, id); !ok {
				t.Fatalf("%s existed throughout and is missing", id)
			}
		}
		for _, id := range got {
			if _, ok := slices.BinarySearch(frozen, id); !ok {
				t.Fatalf("%s was added later", id)
			}
		}
		if m.Rows != len(got) || m.Gone != len(frozen)-len(got) || m.Total != len(frozen) {
			t.Fatalf("the manifest says %d rows and %d gone of %d; there are %d of %d", m.Rows, m.Gone, m.Total, len(got), len(frozen))
		}
	})
}

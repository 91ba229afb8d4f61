package export

import (
	"context"
	"fmt"
	"iter"
	"slices"
)

// A Source is what an export writes: the rows of a list of ids that was frozen when the task began.
// [Frozen] makes one from a list in memory. See decision 090.
type Source[T any] struct {
	// Total is the number of frozen ids.
	Total int
	// Rows walks the rows whose keys come after the given one, or all for "", in strictly rising
	// order of key by bytes (a database's collation may order otherwise: say COLLATE "C"; for
	// numbers see [IntKey]). It yields every frozen id, those whose row is gone with Gone set, so
	// that a walk that was cut short is noticed. An error ends the walk; the task may be resumed.
	Rows func(ctx context.Context, after string) iter.Seq2[Row[T], error]
}

// A Row is one frozen id with its record, if that still exists.
type Row[T any] struct {
	Key   string // never empty
	Value T
	Gone  bool // the record was deleted since the ids were frozen; Value is ignored
}

// IntKey is an integer as a key: keys rise as the integers do.
func IntKey(n int64) string {
	return fmt.Sprintf("%020d", uint64(n)^1<<63)
}

// batch is how many records Frozen loads at once.
const batch = 500

// Frozen is the Source of a list of ids in memory. It sorts a copy of them and drops doubles. Load
// fetches the records of up to 500 ids at a time; an id missing from its map is a row that is gone.
// For a task to be resumed elsewhere the host stores the ids with it.
func Frozen[T any](ids []string, load func(ctx context.Context, ids []string) (map[string]T, error)) Source[T] {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	return Source[T]{Total: len(ids), Rows: func(ctx context.Context, after string) iter.Seq2[Row[T], error] {
		return func(yield func(Row[T], error) bool) {
			start, found := slices.BinarySearch(ids, after)
			if found {
				start++
			}
			for part := range slices.Chunk(ids[start:], batch) {
				records, err := load(ctx, slices.Clone(part))
				if err != nil {
					yield(Row[T]{}, err)
					return
				}
				for _, id := range part {
					record, ok := records[id]
					if !yield(Row[T]{Key: id, Value: record, Gone: !ok}, nil) {
						return
					}
				}
			}
		}
	}}
}

// Selection returns the ids to freeze, sorted and without duplicates: those that a person selected,
// or the result of all if selected is empty.
func Selection(ctx context.Context, selected []string, all func(context.Context) ([]string, error)) ([]string, error) {
	if len(selected) == 0 {
		everything, err := all(ctx)
		if err != nil {
			return nil, fmt.Errorf("export: listing everything: %w", err)
		}
		selected = everything
	}
	return slices.Compact(slices.Sorted(slices.Values(selected))), nil
}

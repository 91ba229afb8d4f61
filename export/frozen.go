package export

import (
	"context"
	"fmt"
	"iter"
	"slices"
)

// batch is how many records Frozen loads at once.
const batch = 500

// Frozen is the Source of a list of ids in memory. It sorts a copy of them and drops doubles. Load fetches the records of
// up to 500 ids at a time; an id missing from its map is a row that is gone. For a task to be resumed elsewhere the host
// stores the ids with it.
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

// Selection is the list of ids to freeze: what a person selected, or everything if nothing was selected. Sorted, each once.
// All is called only in the latter case.
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

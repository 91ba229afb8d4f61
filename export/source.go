package export

import (
	"context"
	"fmt"
	"iter"
)

// A Source is what an export writes: the rows of a list of ids that was frozen when the task began. [Frozen] makes one
// from a list in memory.
type Source[T any] struct {
	// Total is the number of frozen ids.
	Total int
	// Rows walks the rows whose keys come after the given one, or all for "", in strictly rising order of key by bytes
	// (a database's collation may order otherwise: say COLLATE "C"; for numbers see [IntKey]). It yields every frozen
	// id, those whose row is gone with Gone set, so that a walk that was cut short is noticed. An error ends the walk; the task
	// may be resumed.
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

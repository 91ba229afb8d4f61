package channel

import (
	"context"
	"iter"
	"time"
)

// A HistoryReader can read what happened while the host was away.
type HistoryReader interface {
	History(ctx context.Context, account string, since time.Time) iter.Seq2[Event, error]
}

// History walks the events of an account since the given instant, as far back as the platform keeps them. They have the same
// IDs as live ones, and Late set. The sequence can be walked once; it ends after the first error that is not about a single event.
func History(ctx context.Context, ch Channel, account string, since time.Time) iter.Seq2[Event, error] {
	if h, ok := As[HistoryReader](ch); ok {
		return h.History(ctx, account, since)
	}
	return func(yield func(Event, error) bool) { yield(Event{}, unsupported(ch, "history")) }
}

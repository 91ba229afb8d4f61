package channel

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"
)

// A HistoryReader can read what happened while the host was away. An implementation documents the
// order of its events.
type HistoryReader interface {
	History(ctx context.Context, account string, since time.Time) iter.Seq2[Event, error]
}

// History walks the events of an account since the given instant, as far back as the platform keeps
// them. They have the same IDs as live ones, and Late set. The order is the platform's: X tells the
// newest first, Messenger one conversation after the other. Sort before you store: [InOrder] does.
// The sequence can be walked once; if an error concerns one event alone, the walk goes on after it;
// every other error is the last element. Any error means that events are missing.
func History(ctx context.Context, ch Channel, account string, since time.Time) iter.Seq2[Event, error] {
	if h, ok := As[HistoryReader](ch); ok {
		return h.History(ctx, account, since)
	}
	return func(yield func(Event, error) bool) { yield(Event{}, unsupported(ch, "history")) }
}

// InOrder collects the events of a [History] and returns them oldest first, without those before
// since: sort before you store, for a session draws conclusions from the order in which it sees
// events. Events without a time come first. Events of one instant stay in the order of the
// sequence, or come in the reverse order if the sequence is newest first.
//
// The error joins those of the sequence. If it is not nil, the result has all events that the walk
// yielded, also those after an error that concerned one event. A walk that broke off has left out
// events, the oldest ones if it goes backwards: a host that stores the result must walk again from
// the same since. InOrder keeps all events in memory at a time.
func InOrder(seq iter.Seq2[Event, error], since time.Time) ([]Event, error) {
	var list []Event
	var errs []error
	for ev, err := range seq {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if ev.Time.IsZero() || !ev.Time.Before(since) {
			list = append(list, ev)
		}
	}
	if newestFirst(list) {
		slices.Reverse(list)
	}
	slices.SortStableFunc(list, func(a, b Event) int { return a.Time.Compare(b.Time) })
	return list, errors.Join(errs...)
}

// newestFirst reports whether more events are followed by an older one than by a newer one.
func newestFirst(list []Event) bool {
	falls := 0
	for i := 1; i < len(list); i++ {
		falls += list[i-1].Time.Compare(list[i].Time)
	}
	return falls > 0
}

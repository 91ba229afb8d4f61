package metrics

import (
	"time"

	"github.com/contactkit/contactkit/session"
)

// A Filter chooses the cells of a report. Empty fields choose all.
type Filter struct {
	Measure Measure
	Reason  session.Reason
	Channel string
	Queue   string
	Agent   string
	Code    string
	// From and To bound the slots: those that begin at From or later and before To. A zero time is
	// no bound.
	From, To time.Time
}

func (f *Filter) takes(k *Dimensions) bool {
	begins := k.begins()
	return (f.Measure == 0 || k.Measure == f.Measure) && (f.Reason == session.ReasonNone || k.Reason == f.Reason) &&
		(f.Channel == "" || k.Channel == f.Channel) && (f.Queue == "" || k.Queue == f.Queue) &&
		(f.Agent == "" || k.Agent == f.Agent) && (f.Code == "" || k.Code == f.Code) &&
		(f.From.IsZero() || !begins.Before(f.From)) && (f.To.IsZero() || begins.Before(f.To))
}

// begins is when the slot of a key begins.
func (k *Dimensions) begins() time.Time { return time.Unix(k.Slot*int64(Slot/time.Second), 0).UTC() }

// Total merges the cells that a filter chooses. Figures of different measures should not be merged,
// so a filter without a measure is of use only with [Sheet.Rows].
func (s *Sheet) Total(f Filter) Cell {
	var sum Cell
	for k, c := range s.cells {
		if f.takes(&k) {
			sum.merge(c)
		}
	}
	return sum
}

package metrics

import (
	"iter"
	"slices"
	"time"

	"github.com/contactkit/contactkit/session"
)

// A Row is a cell as a table shows it. Sum to P95 are milliseconds where [Measure.Timed] says so.
// Package metricsexport has the columns for package export.
type Row struct {
	Slot    time.Time // when the slot begins
	Measure Measure
	Reason  session.Reason
	Channel string
	Queue   string
	Agent   string
	Code    string

	N, Sum, Max   uint64
	P50, P90, P95 uint64
	Within        []uint64 // for each level of the sheet
}

// Rows yields the cells that a filter chooses, in the order of slot, measure, reason, channel,
// queue, agent and code. The sheet must not change meanwhile.
func (s *Sheet) Rows(f Filter) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, k := range s.keys() {
			if !f.takes(&k) {
				continue
			}
			c := s.cells[k]
			if !yield(Row{
				Slot: k.begins(), Measure: k.Measure, Reason: k.Reason,
				Channel: k.Channel, Queue: k.Queue, Agent: k.Agent, Code: k.Code,
				N: c.n, Sum: c.sum, Max: c.max,
				P50: c.Quantile(0.5), P90: c.Quantile(0.9), P95: c.Quantile(0.95),
				Within: slices.Clone(c.Within[:len(s.levels)]),
			}) {
				return
			}
		}
	}
}

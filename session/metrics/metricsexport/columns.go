// Package metricsexport writes the figures of package metrics with package export, so that neither
// of them knows the other.
//
//	rows := slices.Collect(sheet.Rows(metrics.Filter{From: monday, To: sunday}))
//	task, err := export.Run(ctx, task, metricsexport.Source(rows), export.Config[metrics.Row]{
//		Columns: metricsexport.Columns(sheet.Levels()...), Sink: export.Folder{Dir: dir}, Now: time.Now,
//	})
//
// A task that may be resumed after a restart needs the same rows again: the host stores the sheet
// with the task (metrics.Sheet.AppendBinary).
package metricsexport

import (
	"context"
	"fmt"
	"iter"
	"sort"
	"time"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

type column = export.Column[metrics.Row]

// Columns are the columns of a row: slot, measure, reason, channel, queue, agent, code, n, sum,
// max, p50, p90, p95, and one for each level of the sheet, named such as "within 30s". Times are in
// milliseconds, and the slot is its beginning in UTC.
func Columns(levels ...time.Duration) []export.Column[metrics.Row] {
	columns := []column{
		{Name: "slot", Kind: export.Time, Value: func(r metrics.Row) export.Value { return export.TimeValue(r.Slot) }},
		text("measure", func(r metrics.Row) string { return r.Measure.String() }),
		text("reason", reason),
		text("channel", func(r metrics.Row) string { return r.Channel }),
		text("queue", func(r metrics.Row) string { return r.Queue }),
		text("agent", func(r metrics.Row) string { return r.Agent }),
		text("code", func(r metrics.Row) string { return r.Code }),
		number("n", func(r metrics.Row) uint64 { return r.N }),
		number("sum", func(r metrics.Row) uint64 { return r.Sum }),
		number("max", func(r metrics.Row) uint64 { return r.Max }),
		number("p50", func(r metrics.Row) uint64 { return r.P50 }),
		number("p90", func(r metrics.Row) uint64 { return r.P90 }),
		number("p95", func(r metrics.Row) uint64 { return r.P95 }),
	}
	for i, l := range levels {
		columns = append(columns, number(fmt.Sprintf("within %v", l), func(r metrics.Row) uint64 {
			if i >= len(r.Within) {
				return 0
			}
			return r.Within[i]
		}))
	}
	return columns
}

// reason is the word of a reason, and empty for none.
func reason(r metrics.Row) string {
	if r.Reason == session.ReasonNone {
		return ""
	}
	return r.Reason.String()
}

func text(name string, get func(metrics.Row) string) column {
	return column{Name: name, Value: func(r metrics.Row) export.Value { return export.TextValue(get(r)) }}
}

func number(name string, get func(metrics.Row) uint64) column {
	return column{Name: name, Kind: export.Number, Value: func(r metrics.Row) export.Value {
		return export.IntValue(int64(min(get(r), 1<<63-1)))
	}}
}

// Source is the source of an export of rows. The key of a row (export.Row.Key) is its index.
func Source(rows []metrics.Row) export.Source[metrics.Row] {
	return export.Source[metrics.Row]{
		Total: len(rows),
		Rows: func(_ context.Context, after string) iter.Seq2[export.Row[metrics.Row], error] {
			first := sort.Search(len(rows), func(i int) bool { return export.IntKey(int64(i)) > after })
			return func(yield func(export.Row[metrics.Row], error) bool) {
				for i := first; i < len(rows); i++ {
					if !yield(export.Row[metrics.Row]{Key: export.IntKey(int64(i)), Value: rows[i]}, nil) {
						return
					}
				}
			}
		},
	}
}

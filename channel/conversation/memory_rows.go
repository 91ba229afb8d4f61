package conversation

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// Rows walks the rows whose session is open, in the order of channel.Thread.Key, to rebuild what a
// process keeps in memory, such as the board of package router, after a restart. If closedSince is
// not zero, it also walks those whose session was closed then or later (session.State.At). A row
// that is stored meanwhile may be missing.
func (m *Memory) Rows(_ context.Context, closedSince time.Time) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, row := range m.rows() {
			if !row.Open() && (closedSince.IsZero() || row.State.At < session.InstantOf(closedSince)) {
				continue
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Closing returns up to max rows with an open session whose reply window ends before an instant
// (Row.AnswerUntil), the soonest first. Rows without an end are left out.
func (m *Memory) Closing(_ context.Context, before time.Time, max int) ([]Row, error) {
	rows := slices.DeleteFunc(m.rows(), func(r Row) bool {
		return !r.Open() || r.AnswerUntil.IsZero() || !r.AnswerUntil.Before(before)
	})
	slices.SortStableFunc(rows, func(a, b Row) int { return a.AnswerUntil.Compare(b.AnswerUntil) })
	return rows[:min(len(rows), max)], nil
}

// Uncertain lists receipts that are uncertain: see [DoubtLister].
func (m *Memory) Uncertain(_ context.Context, before time.Time, max int) ([]dispatch.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []*memoryReceipt
	for _, r := range m.receipts {
		if !r.open && !r.ended && !r.closed && r.at.Before(before) {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *memoryReceipt) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.key, b.key)) })
	var list []dispatch.Receipt
	for _, r := range found[:min(len(found), max)] {
		list = append(list, r.receipt())
	}
	return list, nil
}

func (m *Memory) rows() []Row {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []channel.Thread
	for name, t := range m.threads {
		if t.row != nil {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b channel.Thread) int { return cmp.Compare(a.Key(), b.Key()) })
	rows := make([]Row, len(names))
	for i, name := range names {
		if err := json.Unmarshal(m.threads[name].row, &rows[i]); err != nil {
			panic(err) // it was encoded here
		}
		rows[i].Thread = name
	}
	return rows
}

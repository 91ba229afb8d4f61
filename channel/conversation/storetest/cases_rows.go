package storetest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// rower is a store that walks its rows, as a router needs it.
type rower interface {
	Rows(ctx context.Context, closedSince time.Time) iter.Seq2[conversation.Row, error]
}

// rowCases check the walk over rows. Their cases are left out if the store has no method Rows.
var rowCases = []testCase{
	{"Rows", "open sessions are walked in order over several pages, and with an instant those that were closed then or later", func(s *suite) {
		store, ok := s.s.(rower)
		if !ok {
			s.t.Skip("the store has no method Rows")
		}
		now := s.clock.now()
		put := func(contact string, phase session.Phase, at time.Time) {
			to := thread(contact)
			s.change(contact, conversation.Change{Row: conversation.Row{Thread: to, Channel: "c1", State: session.State{ID: to.Key(), Phase: phase, At: session.InstantOf(at)}}})
		}
		put("new", session.PhaseClosed, now)
		put("old", session.PhaseClosed, now.Add(-time.Second))
		var open []string
		for i := range 501 { // stores read pages of some hundred rows
			open = append(open, fmt.Sprintf("%03d", i))
		}
		for _, contact := range slices.Backward(open) {
			put(contact, session.PhaseQueued, now.Add(-time.Hour))
		}
		for _, tt := range []struct {
			since time.Time
			want  []string
		}{
			{time.Time{}, open},
			{now, append(slices.Clone(open), "new")},
			{now.Add(-time.Second), append(slices.Clone(open), "new", "old")},
		} {
			got, err := walk(s.t.Context(), store, tt.since)
			if !slices.Equal(got, tt.want) || err != nil {
				s.t.Errorf("rows since %v: %v\n got %v\nwant %v", tt.since, err, got, tt.want)
			}
		}
	}},
	{"Rows that are left", "a loop may end early", func(s *suite) {
		store, ok := s.s.(rower)
		if !ok {
			s.t.Skip("the store has no method Rows")
		}
		s.hear(s.says("ann", "in1", "hi"), s.says("bob", "in2", "hi"))
		for row, err := range store.Rows(s.t.Context(), time.Time{}) {
			s.want("the first row", fmt.Sprint(row.Thread.Contact, " ", row.State.Phase, " ", err), fmt.Sprint("ann ", session.PhaseRobot, " <nil>"))
			break
		}
	}},
}

// walk returns the contacts of the rows, and the error that ends the walk.
func walk(ctx context.Context, store rower, since time.Time) (contacts []string, err error) {
	for row, err := range store.Rows(ctx, since) {
		if err != nil {
			return contacts, err
		}
		contacts = append(contacts, row.Thread.Contact)
	}
	return contacts, nil
}

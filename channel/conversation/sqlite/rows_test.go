package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/session"
)

// Open sessions are walked in order over several pages, closed ones from an instant on.
func TestRows(t *testing.T) {
	s, _ := newStore(t, sqlite.Options{})
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	put := func(contact string, phase session.Phase, at time.Time) {
		err := s.Update(t.Context(), thread(contact), nil, func(v conversation.View) (conversation.Change, error) {
			row := v.Row
			row.State.ID, row.State.Phase, row.State.At = row.Thread.Key(), phase, session.InstantOf(at)
			return conversation.Change{Row: row}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var open []string
	for i := range 501 {
		name := fmt.Sprintf("%03d", i)
		open = append(open, name)
		put(name, session.PhaseQueued, now.Add(-time.Hour))
	}
	put("new", session.PhaseClosed, now)
	put("old", session.PhaseClosed, now.Add(-time.Second))
	walk := func(ctx context.Context, since time.Time) (names []string, failed error) {
		for row, err := range s.Rows(ctx, since) {
			if failed = err; err == nil {
				names = append(names, row.Thread.Contact)
			}
		}
		return names, failed
	}
	for since, want := range map[time.Time][]string{
		{}: open, now: append(slices.Clone(open), "new"), now.Add(-time.Second): append(slices.Clone(open), "new", "old"),
	} {
		got, err := walk(t.Context(), since)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("rows since %v: %v (-want +got):\n%s", since, err, diff)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := walk(ctx, now); !errors.Is(err, context.Canceled) || len(got) > 0 {
		t.Errorf("a walk whose context has ended: %d rows, %v", len(got), err)
	}
}

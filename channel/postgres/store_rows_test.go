package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/session"
)

// A host takes the store and the records.
var (
	_ host.Store       = (*postgres.Store)(nil)
	_ io.Closer        = (*postgres.Store)(nil)
	_ host.RecordStore = (*postgres.Records)(nil)
)

// Open sessions are walked in order over several pages, closed ones from an instant on.
func TestRows(t *testing.T) {
	s, _ := openStore(t)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	put := func(contact string, phase session.Phase, at time.Time) {
		to := channel.Thread{Platform: "x", Account: "1", Contact: contact}
		err := s.Update(t.Context(), to, nil, func(v conversation.View) (conversation.Change, error) {
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
		if !slices.Equal(got, want) || err != nil {
			t.Errorf("rows since %v: %v\n got %v\nwant %v", since, err, got, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := walk(ctx, now); !errors.Is(err, context.Canceled) || len(got) > 0 {
		t.Errorf("a walk whose context has ended: %d rows, %v", len(got), err)
	}
	for row, err := range s.Rows(t.Context(), now) {
		if err != nil || row.Thread.Contact != "000" {
			t.Errorf("%v, %v; want the first row", row.Thread, err)
		}
		break
	}
}

// The last input is found whatever became of it.
func TestLastStored(t *testing.T) {
	s, db := openStore(t)
	if at, err := s.LastStored(t.Context()); err != nil || !at.IsZero() {
		t.Errorf("an empty store: %v, %v, want the zero Time", at, err)
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	if err := s.Add(t.Context(), []conversation.Input{heard("1", false), heard("2", false)}); err != nil {
		t.Fatal(err)
	}
	for status := range 5 {
		if _, err := db.Exec(t.Context(), `UPDATE contactkit_input SET at = CASE id WHEN '1' THEN $1::timestamptz ELSE $1::timestamptz - interval '1 hour' END, status = CASE id WHEN '1' THEN $2::int ELSE 0 END`, now, status); err != nil {
			t.Fatal(err)
		}
		if at, err := s.LastStored(t.Context()); err != nil || !at.Equal(now) {
			t.Errorf("status %d: %v, %v, want %v", status, at, err, now)
		}
	}
}

package postgres_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/postgres"
)

// A host takes the store and the records.
var (
	_ host.Store       = (*postgres.Store)(nil)
	_ io.Closer        = (*postgres.Store)(nil)
	_ host.RecordStore = (*postgres.Records)(nil)
)

// The error of a page ends a walk over rows. Package storetest checks the walk itself.
func TestRowsWithoutADatabase(t *testing.T) {
	s, _ := openStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n := 0
	for row, err := range s.Rows(ctx, time.Time{}) {
		if n++; !errors.Is(err, context.Canceled) {
			t.Errorf("%v, %v; want that the context has ended", row.Thread, err)
		}
	}
	if n != 1 {
		t.Errorf("%d steps, want the error alone", n)
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

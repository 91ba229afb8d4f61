package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// rowPage is how many rows are read at once.
const rowPage = 500

// Rows walks the rows whose session is open, in the order of channel.Thread.Key, to rebuild what a
// process keeps in memory, such as the board of package router, after a restart. If closedSince is
// not zero, it also walks those whose session was closed then or later (session.State.At). It reads
// them in pages, so what is stored meanwhile may be missing. The error of a page ends the walk.
func (s *Store) Rows(ctx context.Context, closedSince time.Time) iter.Seq2[conversation.Row, error] {
	return func(yield func(conversation.Row, error) bool) {
		for last := ""; ; {
			page, err := s.rowsAfter(ctx, last, closedSince)
			if err != nil {
				yield(conversation.Row{}, err)
				return
			}
			for _, row := range page {
				if !yield(row, nil) {
					return
				}
			}
			if len(page) < rowPage {
				return
			}
			last = page[len(page)-1].Thread.Key()
		}
	}
}

func (s *Store) rowsAfter(ctx context.Context, last string, closedSince time.Time) ([]conversation.Row, error) {
	rows, err := s.pool.Query(ctx, rowsAfter, last, int64(session.InstantOf(closedSince)), rowPage)
	found, err := collect(rows, err, scanThread)
	if err != nil {
		return nil, fmt.Errorf("postgres: store: %w", err)
	}
	return found, nil
}

const rowsAfter = `SELECT thread, data FROM contactkit_thread WHERE thread > $1
	AND (phase > 0 OR $2::bigint > 0 AND (data->'state'->>'at')::bigint >= $2) ORDER BY thread LIMIT $3`

// scanThread reads a thread's key and row.
func scanThread(row pgx.CollectableRow) (r conversation.Row, err error) {
	var key string
	var data []byte
	if err := row.Scan(&key, &data); err != nil {
		return r, err
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, err
	}
	r.Thread, err = channel.ParseThread(key) // also after a move
	return r, err
}

// LastStored returns when a node stored the last input, by the clock of the database: until then
// the host was certainly reachable. After an outage it is the start of the history to read, see
// conversation.Service.Recover. If the store has no input, it returns the zero Time.
func (s *Store) LastStored(ctx context.Context) (time.Time, error) {
	var at *time.Time
	if err := s.pool.QueryRow(ctx, lastStored).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("postgres: store: %w", err)
	}
	if at == nil {
		return time.Time{}, nil
	}
	return at.UTC(), nil
}

// The inputs of each status have an index of their own; few are kept aside (1).
const lastStored = `SELECT greatest((SELECT max(at) FROM contactkit_input WHERE status = 0),
	(SELECT max(at) FROM contactkit_input WHERE status = 1), (SELECT max(at) FROM contactkit_input WHERE status >= 2))`

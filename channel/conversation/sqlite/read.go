package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Row returns what is stored of a thread, for a screen. If the thread has no row, the error matches
// ErrNotFound.
func (s *Store) Row(ctx context.Context, thread channel.Thread) (conversation.Row, error) {
	row, err := one(ctx, reader{s}, decoded[conversation.Row], `SELECT data FROM conversation_thread WHERE thread = ?`, thread.Key())
	row.Thread = thread // also after a move
	return row, err
}

// A Backlog counts the work that waits to be done, for a dashboard: see conversation.Backlog.
type Backlog = conversation.Backlog

var _ conversation.Backlogger = (*Store)(nil)

// Backlog counts what waits to be done.
func (s *Store) Backlog(ctx context.Context) (b Backlog, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM conversation_input WHERE status = 0), (SELECT count(*) FROM conversation_call),
		(SELECT count(*) FROM conversation_receipt WHERE status = 0 AND (status = 0 OR unsure = 1))`).Scan(&b.Inputs, &b.Calls, &b.Receipts)
	if err != nil {
		return b, fmt.Errorf("sqlite: %w", err)
	}
	return b, nil
}

// Skipped returns the inputs of a channel that wait for Release, oldest first, at most max: for an
// administrator. If channelID is empty, it returns the inputs that no channel owns.
func (s *Store) Skipped(ctx context.Context, channelID string, max int) ([]conversation.Input, error) {
	return list(ctx, reader{s}, scanInput, `SELECT `+inputColumns+` FROM conversation_input WHERE status = 2 AND channel = ? ORDER BY seq LIMIT ?`, channelID, max)
}

// Bad returns the inputs that were set aside because deciding on them panicked, oldest first, at
// most max: for an administrator.
func (s *Store) Bad(ctx context.Context, max int) ([]conversation.Input, error) {
	return list(ctx, reader{s}, scanInput, `SELECT `+inputColumns+` FROM conversation_input WHERE status = 4 ORDER BY seq LIMIT ?`, max)
}

var _ conversation.DoubtLister = (*Store)(nil)

// Uncertain returns up to max receipts that are uncertain, are not closed and were last stored
// before an instant, oldest first.
func (s *Store) Uncertain(ctx context.Context, before time.Time, max int) ([]dispatch.Receipt, error) {
	return list(ctx, reader{s}, decoded[dispatch.Receipt], unsettled, micros(before), max)
}

const unsettled = `SELECT data FROM conversation_receipt WHERE status = 1 AND closed = 0 AND at < ? ORDER BY at LIMIT ?`

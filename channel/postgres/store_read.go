package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// A Backlog counts the work that waits to be done, for a dashboard: see conversation.Backlog.
type Backlog = conversation.Backlog

var _ conversation.Backlogger = (*Store)(nil)

// Backlog counts what waits to be done.
func (s *Store) Backlog(ctx context.Context) (b Backlog, err error) {
	err = s.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM contactkit_input WHERE status = 0), (SELECT count(*) FROM contactkit_call),
		(SELECT count(*) FROM contactkit_receipt WHERE state = 0 AND NOT closed)`).Scan(&b.Inputs, &b.Calls, &b.Receipts)
	if err != nil {
		return b, fmt.Errorf("postgres: store: %w", err)
	}
	return b, nil
}

// Skipped returns the inputs of a channel that wait for Release, oldest first, at most max: for an
// administrator. If channelID is empty, it returns the inputs that no channel owns.
func (s *Store) Skipped(ctx context.Context, channelID string, max int) ([]conversation.Input, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+inputRow+` FROM contactkit_input WHERE status = 2 AND channel = $1 ORDER BY seq LIMIT $2`, channelID, max)
	list, err := collect(rows, err, scanInput)
	if err != nil {
		return nil, fmt.Errorf("postgres: store: %w", err)
	}
	return list, nil
}

// LockThread makes a transaction of the host wait for an Update of a thread, and an Update wait for
// the transaction, until it ends. So a host can change its own rows of a thread that the hook of
// the store changes too. Lock several threads in the order of their Key; otherwise two transactions
// may wait for each other, and PostgreSQL breaks one of them off (error code 40P01).
func LockThread(ctx context.Context, tx pgx.Tx, thread channel.Thread) error {
	return lock(ctx, tx, thread.Key())
}

package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Exclusive calls f unless a node is in f under the same name already, and reports whether it did:
// for what one node at a time does for all, such as conversation.Service.Doubts. The error is that
// of f, or that of the database.
//
// It keeps one connection of the pool meanwhile, in a transaction that holds an advisory lock. The
// transaction outlasts the timeouts of the database and keeps no snapshot, so f may take days. If
// the node is killed, the lock is free at once. If the connection breaks, the context of f ends,
// another node may begin while f still runs, and Exclusive returns an error: f must not depend on
// the lock for what is stored. See decision 400.
func Exclusive(ctx context.Context, pool *pgxpool.Pool, name string, f func(context.Context) error) (ran bool, err error) {
	err = pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{BeginQuery: beginLasting}, func(tx pgx.Tx) error {
		var free bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtextextended('contactkit/' || $1, 0))`, name).Scan(&free); err != nil {
			return fmt.Errorf("postgres: exclusive: %w", err)
		}
		if !free {
			return nil
		}
		// A statement without arguments closes the portal of the one before: it keeps a snapshot.
		if _, err := tx.Exec(ctx, `SELECT`); err != nil {
			return fmt.Errorf("postgres: exclusive: %w", err)
		}
		ran = true
		return whileConnected(ctx, tx.Conn(), f)
	})
	return ran, err
}

// beginLasting begins a transaction that may last and keeps no snapshot between its statements. The
// timeouts are lifted in the same call, so that none ends the transaction of a node that is slow.
// Release 17 of PostgreSQL has the second setting.
const beginLasting = `BEGIN ISOLATION LEVEL READ COMMITTED;
	SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')`

// whileConnected calls f with a context that ends when an idle connection breaks, and then returns
// an error.
func whileConnected(ctx context.Context, conn *pgx.Conn, f func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	broken := make(chan error, 1)
	go func() {
		var err error
		for err == nil { // the connection listens to nothing
			_, err = conn.WaitForNotification(ctx)
		}
		if ctx.Err() != nil {
			err = nil
		} else {
			err = fmt.Errorf("postgres: exclusive: the lock is lost: %w", err)
		}
		cancel()
		broken <- err
	}()
	err := f(ctx)
	cancel()
	return errors.Join(err, <-broken)
}

// Exclusive is the function Exclusive with the pool of the store. It makes the store a
// [conversation.Excluder]: only one node at a time asks the platforms about uncertain messages.
func (s *Store) Exclusive(ctx context.Context, name string, f func(context.Context) error) (ran bool, err error) {
	return Exclusive(ctx, s.pool, name, f)
}

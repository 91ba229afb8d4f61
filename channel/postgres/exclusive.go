package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Exclusive calls f unless a node is in f under the same name already, and reports whether it did:
// for what one node at a time does for all, such as conversation.Service.Doubts. The error is that
// of f, or that of the database.
//
// It keeps one connection of the pool meanwhile, in a transaction that holds an advisory lock. If
// the node is killed, the lock is free at once. If the connection breaks, or the server ends idle
// transactions (idle_in_transaction_session_timeout), another node may begin while f still runs,
// and Exclusive returns an error: f must not depend on the lock for what is stored. See decision
// 400.
func Exclusive(ctx context.Context, pool *pgxpool.Pool, name string, f func(context.Context) error) (ran bool, err error) {
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtextextended('contactkit/' || $1, 0))`, name).Scan(&ran); err != nil {
			return fmt.Errorf("postgres: exclusive: %w", err)
		}
		if !ran {
			return nil
		}
		return f(ctx)
	})
	return ran, err
}

// Exclusive is the function Exclusive with the pool of the store. It makes the store a
// [conversation.Excluder]: only one node at a time asks the platforms about uncertain messages.
func (s *Store) Exclusive(ctx context.Context, name string, f func(context.Context) error) (ran bool, err error) {
	return Exclusive(ctx, s.pool, name, f)
}

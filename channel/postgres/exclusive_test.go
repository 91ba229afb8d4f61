package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// While a node is in a function, no other begins it; another name, and the next try, are free.
func TestExclusive(t *testing.T) {
	db := postgrestest.Open(t)
	other := db.Connect()
	failed := errors.New("failed")
	try := func(name string, want bool) {
		t.Helper()
		called := false
		ran, err := postgres.Exclusive(t.Context(), other, name, func(context.Context) error { called = true; return nil })
		if err != nil || ran != want || called != want {
			t.Errorf("another node in %q: ran %v, called %v, %v, want %v", name, ran, called, err, want)
		}
	}
	ran, err := postgres.Exclusive(t.Context(), db.Pool, "doubts", func(context.Context) error {
		try("doubts", false)
		try("cleaning", true)
		return failed
	})
	if !ran || !errors.Is(err, failed) {
		t.Errorf("ran %v, %v, want the error of the function", ran, err)
	}
	try("doubts", true)
}

// A node whose connection breaks is told by the end of its context, and another may begin.
func TestExclusiveWhoseConnectionBreaks(t *testing.T) {
	db := postgrestest.Open(t)
	ran, err := postgres.Exclusive(t.Context(), db.Connect(), "doubts", func(ctx context.Context) error {
		var ended int
		// The query outlives ctx, which it ends.
		if err := db.QueryRow(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_stat_activity USING(pid)
			WHERE locktype = 'advisory' AND datname = current_database()`).Scan(&ended); err != nil || ended != 1 {
			t.Errorf("%d connections hold the lock, %v", ended, err)
		}
		<-ctx.Done()
		for free := false; !free; {
			var err error
			if free, err = postgres.Exclusive(t.Context(), db.Pool, "doubts", func(context.Context) error { return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	if !ran || err == nil || t.Context().Err() != nil {
		t.Errorf("ran %v, %v, want an error", ran, err)
	}
}

// late is a node that is slow: before each of its statements the database ends an idle transaction
// of another connection.
type late struct{ ended func(context.Context) }

func (l late) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	l.ended(ctx)
	return ctx
}

func (l late) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// The lock outlasts the database's timeouts of transactions, and holds no snapshot, whatever the
// database's defaults are and however slow the node is.
func TestExclusiveLasts(t *testing.T) {
	db := postgrestest.Open(t)
	cfg := db.Connect().Config()
	cfg.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "100"
	cfg.ConnConfig.RuntimeParams["default_transaction_isolation"] = "repeatable read"
	open := func() *pgxpool.Pool {
		pool, err := pgxpool.NewWithConfig(t.Context(), cfg.Copy())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(pool.Close)
		return pool
	}
	others := open()
	ended := func(ctx context.Context) {
		err := pgx.BeginFunc(ctx, others, func(tx pgx.Tx) error {
			_, err := tx.Conn().WaitForNotification(ctx)
			return err
		})
		if err == nil || ctx.Err() != nil {
			t.Errorf("the database ends no idle transaction, or the one that holds the lock: %v", err)
		}
	}
	cfg.ConnConfig.Tracer = late{ended}
	ran, err := postgres.Exclusive(t.Context(), open(), "doubts", func(ctx context.Context) error {
		ended(ctx)
		var snapshot bool
		if err := db.QueryRow(t.Context(), `SELECT backend_xmin IS NOT NULL FROM pg_locks JOIN pg_stat_activity USING(pid)
			WHERE locktype = 'advisory' AND datname = current_database()`).Scan(&snapshot); err != nil || snapshot {
			t.Errorf("the lock is held with a snapshot (%t), %v", snapshot, err)
		}
		return nil
	})
	if !ran || err != nil {
		t.Errorf("ran %v, %v", ran, err)
	}
}

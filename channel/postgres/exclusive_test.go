package postgres_test

import (
	"context"
	"errors"
	"testing"

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

// A node whose connection breaks is told, and another may begin.
func TestExclusiveWhoseConnectionBreaks(t *testing.T) {
	db := postgrestest.Open(t)
	ran, err := postgres.Exclusive(t.Context(), db.Connect(), "doubts", func(ctx context.Context) error {
		for ended := 0; ended == 0; {
			if err := db.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
				WHERE datname = current_database() AND state = 'idle in transaction'`).Scan(&ended); err != nil {
				return err
			}
		}
		for free := false; !free; {
			var err error
			if free, err = postgres.Exclusive(ctx, db.Pool, "doubts", func(context.Context) error { return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	if !ran || err == nil {
		t.Errorf("ran %v, %v, want an error", ran, err)
	}
}

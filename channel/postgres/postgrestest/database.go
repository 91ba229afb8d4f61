package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/postgres"
)

// A Database is a fresh database with the tables, for one test.
type Database struct {
	*pgxpool.Pool
	t   testing.TB
	dsn string
}

// Open makes a database on the server that the tests of this binary share. It skips the test if no
// PostgreSQL is installed.
func Open(t testing.TB) *Database {
	t.Helper()
	d := Empty(t)
	if err := postgres.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	d.setClock(0)
	return d
}

// Empty is Open without the tables.
func Empty(t testing.TB) *Database {
	t.Helper()
	shared.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		shared.Server, shared.err = Start(ctx)
	})
	if errors.Is(shared.err, ErrMissing) {
		t.Skip(shared.err)
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	shared.mu.Lock()
	shared.n++
	name := fmt.Sprintf("test%d", shared.n)
	shared.mu.Unlock()
	conn, err := pgx.Connect(t.Context(), shared.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	d := &Database{t: t, dsn: shared.DSN(name)}
	d.Pool = d.Connect()
	return d
}

// Connect makes another pool on the database, as another node has one. It is closed with the test.
func (d *Database) Connect() *pgxpool.Pool {
	d.t.Helper()
	pool, err := pgxpool.New(d.t.Context(), d.dsn)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(pool.Close)
	return pool
}

// DSN returns the address of the database.
func (d *Database) DSN() string { return d.dsn }

// setClock makes the two functions of time read the clock of the database and an offset.
func (d *Database) setClock(offset time.Duration) {
	d.t.Helper()
	_, err := d.Exec(context.Background(), fmt.Sprintf(`
		CREATE TABLE test_clock(us bigint NOT NULL);
		INSERT INTO test_clock VALUES (%d);
		CREATE OR REPLACE FUNCTION contactkit_now() RETURNS timestamptz LANGUAGE sql STABLE AS
			'SELECT statement_timestamp() + (SELECT us FROM test_clock) * interval ''1 microsecond''';
		CREATE OR REPLACE FUNCTION contactkit_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS
			'SELECT clock_timestamp() + (SELECT us FROM test_clock) * interval ''1 microsecond'''`, offset.Microseconds()))
	if err != nil {
		d.t.Fatal(err)
	}
}

// Advance moves the clock of the tables.
func (d *Database) Advance(by time.Duration) {
	d.t.Helper()
	if _, err := d.Exec(context.Background(), `UPDATE test_clock SET us = us + $1`, by.Microseconds()); err != nil {
		d.t.Fatal(err)
	}
}

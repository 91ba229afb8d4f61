package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"sync"
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

	mu  sync.Mutex
	now func() time.Time // nil: the clock of the database
	at  time.Time        // what the tables have of it
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
	t.Cleanup(func() { drop(t, name) }) // after the pools of the test
	d := &Database{t: t, dsn: shared.DSN(name)}
	d.Pool = d.Connect()
	return d
}

// drop deletes a database once its test is over, so that the disk holds those of one test. A server
// that the test has stopped takes its databases along.
func drop(t testing.TB, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, shared.DSN("postgres"))
	if err != nil {
		t.Logf("database %s is left: %v", name, err)
		return
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
		t.Logf("database %s is left: %v", name, err)
	}
}

// Connect makes another pool on the database, as another node has one. It is closed with the test.
func (d *Database) Connect() *pgxpool.Pool {
	d.t.Helper()
	cfg, err := pgxpool.ParseConfig(d.dsn)
	if err != nil {
		d.t.Fatal(err)
	}
	cfg.PrepareConn = d.setTime
	pool, err := pgxpool.NewWithConfig(d.t.Context(), cfg)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(pool.Close)
	return pool
}

// Deafen ends the connections that listen to a name of NOTIFY, once there are n of them. Their
// owners hear nothing until they listen again. It fails the test if there are never n.
func (d *Database) Deafen(name string, n int) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for there, ended := 0, 0; ended == 0; {
		if err := d.QueryRow(ctx, `WITH listening AS MATERIALIZED (SELECT pid FROM pg_stat_activity WHERE datname = current_database()
			AND state = 'idle' AND query IN ('LISTEN ' || $1, 'LISTEN "' || $1 || '"')), number AS (SELECT count(*) AS n FROM listening)
			SELECT n, (SELECT count(pg_terminate_backend(pid)) FROM listening WHERE n = $2) FROM number`, name, n).Scan(&there, &ended); err != nil {
			d.t.Fatalf("%d connections listen to %s, want %d: %v", there, name, n, err)
		}
		time.Sleep(5 * time.Millisecond) // others need the processor to listen
	}
}

// DSN returns the address of the database.
func (d *Database) DSN() string { return d.dsn }

// setClock makes the two functions of time read the clock of the database and an offset.
func (d *Database) setClock(offset time.Duration) {
	d.t.Helper()
	_, err := d.Exec(context.Background(), fmt.Sprintf(`
		CREATE TABLE test_clock(us bigint NOT NULL, at timestamptz);
		INSERT INTO test_clock VALUES (%d);
		CREATE OR REPLACE FUNCTION contactkit_now() RETURNS timestamptz LANGUAGE sql STABLE AS
			'SELECT coalesce(at, statement_timestamp() + us * interval ''1 microsecond'') FROM test_clock';
		CREATE OR REPLACE FUNCTION contactkit_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS
			'SELECT coalesce(at, clock_timestamp() + us * interval ''1 microsecond'') FROM test_clock'`, offset.Microseconds()))
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

// Clock makes the function now the clock of the tables, for a suite that moves a clock of its own.
// The clock is read whenever a connection is taken from a pool.
func (d *Database) Clock(now func() time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now, d.at = now, time.Time{}
}

// setTime tells the tables the time, if it has moved.
func (d *Database) setTime(ctx context.Context, conn *pgx.Conn) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.now == nil {
		return true, nil
	}
	at := d.now()
	if at.Equal(d.at) {
		return true, nil
	}
	if _, err := conn.Exec(ctx, `UPDATE test_clock SET at = $1`, at); err != nil {
		return false, err
	}
	d.at = at
	return true, nil
}

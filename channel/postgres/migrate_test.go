package postgres

import (
	"errors"
	"os"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// database makes an empty database. The tests outside this package set it.
var database func(testing.TB) *pgxpool.Pool

// SetDatabase is for them.
func SetDatabase(f func(testing.TB) *pgxpool.Pool) { database = f }

func version(t *testing.T, db DB) (n int) {
	t.Helper()
	if err := db.QueryRow(t.Context(), `SELECT version FROM contactkit_version`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Many nodes that start at once migrate once.
func TestMigrateFromManyNodes(t *testing.T) {
	db := database(t)
	var nodes sync.WaitGroup
	for range 8 {
		nodes.Go(func() {
			if err := Migrate(t.Context(), db); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	steps, err := migrations(files)
	if err != nil {
		t.Fatal(err)
	}
	if n := version(t, db); n != len(steps) {
		t.Errorf("version %d, want %d", n, len(steps))
	}
}

// A release works with the tables of the next one, and refuses those of the one after it.
func TestMigrateForward(t *testing.T) {
	db := database(t)
	steps := []string{`CREATE TABLE a()`, `CREATE TABLE b()`, `CREATE TABLE c()`, `CREATE TABLE d()`}
	for _, release := range []struct {
		steps, version int
		refused        bool
	}{{1, 1, false}, {2, 2, false}, {1, 2, false}, {2, 2, false}, {4, 4, false}, {3, 4, false}, {2, 4, true}} {
		err := migrate(t.Context(), db, steps[:release.steps])
		if _, refused := errors.AsType[*VersionError](err); refused != release.refused || err != nil && !refused {
			t.Errorf("release %d: %v", release.steps, err)
		}
		if n := version(t, db); n != release.version {
			t.Errorf("after release %d the version is %d, want %d", release.steps, n, release.version)
		}
	}
}

// A migration that fails changes nothing, nor do those before it.
func TestMigrateFails(t *testing.T) {
	db := database(t)
	if err := migrate(t.Context(), db, []string{`CREATE TABLE a()`, `CREATE TABLE a()`}); err == nil {
		t.Fatal("it did not fail")
	}
	var there bool
	if err := db.QueryRow(t.Context(), `SELECT to_regclass('a') IS NOT NULL OR to_regclass('contactkit_version') IS NOT NULL`).Scan(&there); err != nil || there {
		t.Errorf("tables are left: %v, %v", there, err)
	}
}

// Migrate takes part in the host's transaction.
func TestMigrateInTheHostsTransaction(t *testing.T) {
	db := database(t)
	err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error {
		return errors.Join(Migrate(t.Context(), tx), os.ErrInvalid)
	})
	if !errors.Is(err, os.ErrInvalid) {
		t.Fatal(err)
	}
	var there bool
	if err := db.QueryRow(t.Context(), `SELECT to_regclass('contactkit_version') IS NOT NULL`).Scan(&there); err != nil || there {
		t.Errorf("tables are left: %v, %v", there, err)
	}
}

func TestMigrationsAreNumbered(t *testing.T) {
	if _, err := migrations(fstest.MapFS{"migrations/0001_a.sql": {}, "migrations/0003_b.sql": {}}); err == nil {
		t.Error("a gap is not found")
	}
}

package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

// pragmas are those of the tests: as New asks for, but nothing waits for the disk.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(off)"

// database makes an empty database.
func database(t testing.TB) *sql.DB { return databaseAt(t, pragmas) }

func databaseAt(t testing.TB, pragmas string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "host.db")+pragmas)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// newStore makes a store in a database of its own.
func newStore(t testing.TB, o sqlite.Options) (*sqlite.Store, *sql.DB) {
	return newStoreAt(t, pragmas, o)
}

func newStoreAt(t testing.TB, pragmas string, o sqlite.Options) (*sqlite.Store, *sql.DB) {
	t.Helper()
	db := databaseAt(t, pragmas)
	s, err := sqlite.New(t.Context(), db, o)
	if err != nil {
		t.Fatal(err)
	}
	return s, db
}

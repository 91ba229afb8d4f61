package postgrestest_test

import (
	"os"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// How does a test use a private PostgreSQL? The functions are tests, so the example has no output.
func ExampleOpen() {
	main := func(m *testing.M) { os.Exit(postgrestest.Main(m)) } // func TestMain(m *testing.M)
	test := func(t *testing.T) {                                 // func TestOutbox(t *testing.T)
		db := postgrestest.Open(t) // a fresh database with the tables
		if _, err := db.Exec(t.Context(), "SELECT count(*) FROM contactkit_receipt"); err != nil {
			t.Error(err)
		}
		db.Advance(time.Minute) // the clock of the tables
	}
	_, _ = main, test
}

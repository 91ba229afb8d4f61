package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// explain returns the plan of a statement.
func explain(t *testing.T, db *postgrestest.Database, statement string, args ...any) string {
	t.Helper()
	rows, err := db.Query(t.Context(), "EXPLAIN "+statement, args...)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}

// The statements of each message and each poll read an index, however much is stored: none of them
// reads a whole table.
func TestHotQueriesUseIndexes(t *testing.T) {
	db := postgrestest.Empty(t) // Open would replace the clock of the migrations by one of the tests
	if err := postgres.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO contactkit_thread(thread, channel, phase, wake, data) SELECT 't' || n, 'c' || n % 500, n % 2, contactkit_now() + interval '1 hour', '{}' FROM generate_series(1, 20000) n`,
		`INSERT INTO contactkit_input(id, seq, thread, account, channel, at, status, data)
			SELECT 'i' || n, n, 't' || n, 'a' || n % 500, 'c' || n % 500, contactkit_now(), CASE WHEN n % 100 = 0 THEN 2 ELSE 3 END, '{}' FROM generate_series(1, 40000) n`,
		`INSERT INTO contactkit_receipt(key, thread, state, closed, at, data) SELECT 'k' || n, 't' || n, 2, true, contactkit_now(), '{}' FROM generate_series(1, 40000) n`,
		`INSERT INTO contactkit_name(name, receipt) SELECT 'id/' || n, 'k' || n FROM generate_series(1, 40000) n`,
		`INSERT INTO contactkit_call(key, thread, until, data) SELECT 'c' || n, 't' || n, contactkit_now() + interval '1 hour', '{}' FROM generate_series(1, 20000) n`,
		`INSERT INTO contactkit_line(thread, name, due) SELECT 't' || n, '{}', contactkit_now() + interval '1 hour' FROM generate_series(1, 20000) n`,
		`ANALYZE`,
	} {
		if _, err := db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-time.Hour)
	args := map[string][]any{
		"Due": {64, []string{"t1", "t2"}}, "Calls": {"n", int64(1), 8}, "Claim": {"w", int64(1), 16}, "Open": {"t1"},
		"receipts of a View": {"t1"}, "inputs of a View": {"t1"}, "row of a View": {"t1"}, "calls of a View": {"t1"},
		"named of a View": {"t1", []string{"k1"}, []string{"id/1"}}, "Note": {"k1"}, "held inputs": {"t1"},
		"Prune of inputs": {before, 100}, "Prune of receipts": {before, 100}, "Wake": {"c1"}, "Release": {"c1", "a1", 100}, "Erase": {"t1"}, "Closing": {before, 100}, "Uncertain": {before, 100}, "LastStored": {},
	}
	// The due time of a poll is a condition of an index.
	polls := map[string]string{"Due": "Index Cond: (wake <= ", "Calls": "Index Cond: (until <= ", "Claim": "Index Cond: (due <= "}
	for name, condition := range polls {
		if plan := explain(t, db, postgres.HotQueries[name], args[name]...); !strings.Contains(plan, condition) {
			t.Errorf("%s has no %q:\n%s", name, condition, plan)
		}
	}
	for name, statement := range postgres.HotQueries {
		if args[name] == nil {
			t.Errorf("%s: the test has no arguments", name)
			continue
		}
		if plan := explain(t, db, statement, args[name]...); strings.Contains(plan, "Seq Scan on contactkit_") {
			t.Errorf("%s reads a whole table:\n%s", name, plan)
		}
	}
	// A clock that moves within a statement is no condition of an index.
	if _, err := db.Exec(t.Context(), `CREATE OR REPLACE FUNCTION contactkit_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()'`); err != nil {
		t.Fatal(err)
	}
	for name, condition := range polls {
		if plan := explain(t, db, postgres.HotQueries[name], args[name]...); strings.Contains(plan, condition) {
			t.Errorf("%s has %q with a volatile clock, so the test shows nothing:\n%s", name, condition, plan)
		}
	}
}

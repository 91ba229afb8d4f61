package postgres_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// A poll of an idle outbox reads an index and no table, however many lines wait for later.
func TestIdlePollUsesTheIndex(t *testing.T) {
	db := postgrestest.Open(t)
	_, err := db.Exec(t.Context(), `
		INSERT INTO contactkit_line(thread, name, due) SELECT 't' || n, '{}', contactkit_now() + interval '1 hour' FROM generate_series(1, 50000) n`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `ANALYZE contactkit_line`); err != nil {
		t.Fatal(err)
	}
	// As the function is in production, without the tests' clock.
	if _, err := db.Exec(t.Context(), `CREATE OR REPLACE FUNCTION contactkit_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT statement_timestamp()'`); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Query(t.Context(), `EXPLAIN SELECT thread FROM contactkit_line WHERE due <= contactkit_now() AND until <= contactkit_now()
		ORDER BY due LIMIT 16 FOR UPDATE SKIP LOCKED`)
	if err != nil {
		t.Fatal(err)
	}
	var plan []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, line)
	}
	if text := strings.Join(plan, "\n"); rows.Err() != nil || !strings.Contains(text, "Index Cond: (due <= ") {
		t.Errorf("the due time is no condition of an index:\n%s", text)
	}
}

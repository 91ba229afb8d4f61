package sqlite_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

// schema returns the statements that made a database's tables and indexes, by name.
func schema(t *testing.T, db *sql.DB) map[string]string {
	t.Helper()
	rows, err := db.Query(`SELECT name, coalesce(sql, '') FROM sqlite_master`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := make(map[string]string)
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			t.Fatal(err)
		}
		found[name] = statement
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestTablesStandBesideTheHosts(t *testing.T) {
	_, db := newStore(t, sqlite.Options{})
	for name := range schema(t, db) {
		if !strings.HasPrefix(strings.TrimPrefix(name, "sqlite_autoindex_"), "conversation_") {
			t.Errorf("%s does not begin with conversation_", name)
		}
	}
}

func TestNewAgainChangesNothing(t *testing.T) {
	_, db := newStore(t, sqlite.Options{})
	want := schema(t, db)
	if _, err := sqlite.New(t.Context(), db, sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, schema(t, db)); diff != "" {
		t.Errorf("the schema changed (-want +got):\n%s", diff)
	}
}

// A host's own tool applies the migrations and writes the version; New then finds nothing to do.
func TestMigrationsOfAnotherTool(t *testing.T) {
	_, made := newStore(t, sqlite.Options{})
	db := database(t)
	statements := []string{`CREATE TABLE conversation_schema (version INTEGER NOT NULL) STRICT; INSERT INTO conversation_schema VALUES(0)`}
	for i, m := range sqlite.Migrations() {
		if m.Version != i+1 || m.Name == "" {
			t.Errorf("migration %d is %d %q", i, m.Version, m.Name)
		}
		statements = append(statements, m.SQL, `UPDATE conversation_schema SET version = version + 1`)
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := sqlite.New(t.Context(), db, sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	want, got := schema(t, made), schema(t, db)
	delete(want, "conversation_schema") // its statement has other blanks
	delete(got, "conversation_schema")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the two schemas differ (-New +tool):\n%s", diff)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	_, db := newStore(t, sqlite.Options{})
	if _, err := db.Exec(`UPDATE conversation_schema SET version = 99`); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.New(t.Context(), db, sqlite.Options{})
	if err == nil || !strings.Contains(err.Error(), "99") {
		t.Errorf("New returns %v, want an error that names schema 99", err)
	}
}

// Rows that a loop asks for each second are found by an index, also when there are many rows.
func TestPlans(t *testing.T) {
	_, db := newStore(t, sqlite.Options{})
	for statement, n := range sqlite.Statements {
		args := slices.Repeat([]any{""}, n)
		rows, err := db.Query("EXPLAIN QUERY PLAN "+statement, args...)
		if err != nil {
			t.Fatal(err)
		}
		indexed := 0
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(detail, "INDEX conversation_") {
				indexed++
			}
			if words := strings.Fields(detail); words[0] == "SCAN" && !harmless(detail) {
				t.Errorf("%s\nreads a whole table: %s", statement, detail)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if indexed == 0 {
			t.Errorf("%s\nuses no index", statement)
		}
	}
}

// harmless reports whether a scan is of few rows: of those that a partial index has, of a list of
// the query itself, of calls in their order (until the limit), or of what a subquery found.
func harmless(detail string) bool {
	if detail == "SCAN c" {
		return true
	}
	return slices.ContainsFunc([]string{"INDEX conversation_input_due", "INDEX conversation_receipt_due", "SCAN json_each", "SCAN (subquery"}, func(few string) bool {
		return strings.Contains(detail, few)
	})
}

// Rows that a former release stored have the column that the second migration adds.
func TestAnswerOfFormerRows(t *testing.T) {
	db := database(t)
	for _, statement := range []string{
		`CREATE TABLE conversation_schema (version INTEGER NOT NULL) STRICT; INSERT INTO conversation_schema VALUES(1)`,
		sqlite.Migrations()[0].SQL,
		`INSERT INTO conversation_thread VALUES('x/1/ann', 'c1', 2, 0, '{"thread":{},"state":{},"answerUntil":"2026-03-02T10:00:00.5Z"}'),
			('x/1/bob', 'c1', 2, 0, '{"thread":{},"state":{}}')`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sqlite.New(t.Context(), db, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for before, want := range map[time.Time]int{end: 0, end.Add(time.Second): 1} {
		if rows, err := s.Closing(t.Context(), before, 10); err != nil || len(rows) != want || want > 0 && rows[0].Thread.Contact != "ann" {
			t.Errorf("before %v: %v, %v; want %d", before, rows, err, want)
		}
	}
}

package store

import "testing"

func TestInPostgres(t *testing.T) {
	for query, want := range map[string]string{
		`SELECT a FROM t WHERE b = ? AND c = ? LIMIT ?`:                 `SELECT a FROM t WHERE b = $1 AND c = $2 LIMIT $3`,
		`UPDATE t SET a = ?2 WHERE b = ?1 AND c = ?`:                    `UPDATE t SET a = $2 WHERE b = $1 AND c = $3`,
		`SELECT 1 FROM conversation_input WHERE instr(data, ?) > 0`:     `SELECT 1 FROM contactkit_input WHERE strpos(data, $1) > 0`,
		`SELECT 1 FROM conversation WHERE name LIKE ? ESCAPE '\'`:       `SELECT 1 FROM conversation WHERE name ILIKE $1 ESCAPE '\'`,
		`SELECT thread FROM conversation UNION SELECT thread FROM post`: `SELECT thread FROM conversation UNION SELECT thread FROM post`,
	} {
		if got := inPostgres(query); got != want {
			t.Errorf("%s\nis %s\nwant %s", query, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for arg, want := range map[any]any{"a\x00b": "a\uFFFDb", "a\xffb": "a\uFFFDb", "ä": "ä", 7: 7, true: true} {
		if got := clean(arg); got != want {
			t.Errorf("clean(%q) is %q, want %q", arg, got, want)
		}
	}
}

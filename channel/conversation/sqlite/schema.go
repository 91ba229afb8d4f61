package sqlite

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var files embed.FS

// Migration is one step of the schema.
type Migration struct {
	Version int    // 1, 2, 3 …
	Name    string // of its file, without the number
	SQL     string // statements that bring the schema from the version before to this one
}

// Migrations returns the steps of the schema, oldest first. [New] applies those that are missing. A
// host whose own tool migrates its databases applies their SQL instead, and then writes the number
// of the newest into conversation_schema, as New does.
func Migrations() []Migration {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is constant
	}
	slices.Sort(names)
	steps := make([]Migration, len(names))
	for i, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it is embedded
		}
		number, rest, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(name, "migrations/"), ".sql"), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			panic(fmt.Sprintf("sqlite: migration %s: its number must be %d", name, i+1))
		}
		steps[i] = Migration{Version: version, Name: rest, SQL: string(text)}
	}
	return steps
}

// migrate applies the steps that a database lacks, all in one transaction.
func (s *Store) migrate(ctx context.Context, steps []Migration) error {
	for _, statement := range []string{
		`CREATE TABLE IF NOT EXISTS conversation_schema (version INTEGER NOT NULL) STRICT`,
		`INSERT INTO conversation_schema SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM conversation_schema)`,
	} {
		if _, err := s.db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		var version int
		if err := t.QueryRowContext(ctx, `SELECT version FROM conversation_schema`).Scan(&version); err != nil {
			return err
		}
		if version > len(steps) {
			return fmt.Errorf("the database has schema %d and this program knows %d: it needs the newer program", version, len(steps))
		}
		for _, step := range steps[version:] {
			if _, err := t.Tx.ExecContext(ctx, step.SQL); err != nil {
				return fmt.Errorf("migration %d: %w", step.Version, err)
			}
		}
		_, err := t.exec(ctx, `UPDATE conversation_schema SET version = ?`, len(steps))
		return err
	})
}

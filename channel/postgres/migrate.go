package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed migrations/*.sql
var files embed.FS

// VersionError reports a schema that is too new: a later release of this package has changed it
// twice or more.
type VersionError struct {
	Schema int // version of the tables
	Known  int // newest version that this release knows
}

// Error names both versions.
func (e *VersionError) Error() string {
	return fmt.Sprintf("postgres: the tables have version %d, and this release works with versions up to %d: update it", e.Schema, e.Known+1)
}

// lockID is the advisory lock under which one node migrates at a time.
const lockID = 0x636f6e746163746b // "contactk"

// Migrate brings the tables to the version of this release, in one transaction. Nodes may call it
// at the same time. It leaves tables alone that a later release has brought one version further:
// each release works with the tables of the next one, so that nodes are updated one after the
// other. If they are more than one version ahead, the error is a *VersionError.
func Migrate(ctx context.Context, db DB) error {
	steps, err := migrations(files)
	if err != nil {
		return err
	}
	return migrate(ctx, db, steps)
}

func migrate(ctx context.Context, db DB, steps []string) error {
	err := within(ctx, db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lockID)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS contactkit_version(version int NOT NULL)`); err != nil {
			return err
		}
		version := 0
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM contactkit_version`).Scan(&version); err != nil {
			return err
		}
		switch {
		case version > len(steps)+1:
			return &VersionError{Schema: version, Known: len(steps)}
		case version >= len(steps):
			return nil
		}
		for i, step := range steps[version:] {
			if _, err := tx.Exec(ctx, step); err != nil {
				return fmt.Errorf("migration %d: %w", version+i+1, err)
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM contactkit_version`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO contactkit_version(version) VALUES($1)`, len(steps))
		return err
	})
	if v, ok := errors.AsType[*VersionError](err); ok {
		return v
	}
	if err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	return nil
}

// migrations returns the statements of each migration. Their files are numbered from 1 on.
func migrations(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]string, len(names))
	for i, name := range names { // sorted
		if !strings.HasPrefix(name, fmt.Sprintf("migrations/%04d_", i+1)) {
			return nil, fmt.Errorf("postgres: %s is not migration %d", name, i+1)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps[i] = string(text)
	}
	return steps, nil
}

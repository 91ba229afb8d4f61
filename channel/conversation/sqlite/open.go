package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation/host"
)

// Open opens the SQLite file, or makes it, and makes a store in it: see [New]. driver is the name
// of a registered driver of database/sql, such as "sqlite" of modernc.org/sqlite, which the host
// imports. Open sets the pragmas that New asks for, and fails if the driver does not take them: it
// knows modernc.org/sqlite, github.com/ncruces/go-sqlite3 and github.com/mattn/go-sqlite3. Close
// the store when nothing uses it any more. A host with tables of its own in the file calls sql.Open
// and New instead.
func Open(ctx context.Context, driver, file string, o Options) (*Store, error) {
	if file == "" || file == ":memory:" {
		return nil, &channel.FieldError{Field: "file", Code: channel.CodeInvalid, Reason: "store needs a file; use conversation.NewMemory for tests"}
	}
	db, err := sql.Open(driver, dataSource(file))
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	s, err := openIn(ctx, db, o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.owned = true
	return s, nil
}

// File is [Open] for host.Config.Open: the host opens the file when it is made, and host.Main
// closes it.
func File(driver, file string, o Options) func(ctx context.Context) (host.Store, error) {
	return func(ctx context.Context) (host.Store, error) {
		s, err := Open(ctx, driver, file, o)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
}

func openIn(ctx context.Context, db *sql.DB, o Options) (*Store, error) {
	if err := checkPragmas(ctx, db); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	return New(ctx, db, o)
}

// Close closes the database if Open opened it. Service.Run must have ended.
func (s *Store) Close() error {
	if !s.owned {
		return nil
	}
	return s.db.Close()
}

// dataSource names a file and sets the pragmas in the words of each driver; a driver passes over
// the words of another.
func dataSource(file string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(file) +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)" +
		"&_busy_timeout=10000&_journal_mode=wal&_synchronous=full"
}

// checkPragmas reports whether the driver has taken the pragmas: without them a store loses what it
// promised to keep, or fails while another connection writes.
func checkPragmas(ctx context.Context, db *sql.DB) error {
	var mode string
	var wait, sync int
	err := errors.Join(
		db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode),
		db.QueryRowContext(ctx, `PRAGMA busy_timeout`).Scan(&wait),
		db.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&sync),
	)
	if err != nil {
		return err
	}
	if mode != "wal" || wait == 0 || sync < 2 {
		return fmt.Errorf("driver %T must take the pragmas of the data source name: journal_mode is %s, busy_timeout %d, synchronous %d", db.Driver(), mode, wait, sync)
	}
	return nil
}

// LastStored returns when the store took the last input, by its clock: until then the host was
// certainly reachable. After an outage it is the start of the history to read, see
// conversation.Service.Recover. If the store has no input, it returns the zero Time.
func (s *Store) LastStored(ctx context.Context) (time.Time, error) {
	var at int64
	err := s.db.QueryRowContext(ctx, `SELECT at FROM conversation_input ORDER BY seq DESC LIMIT 1`).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("sqlite: %w", err)
	}
	return time.UnixMicro(at).UTC(), nil
}
